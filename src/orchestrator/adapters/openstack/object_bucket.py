"""ObjectBucket on OpenStack: a Swift container."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Options, Value
from orchestrator.model.resources import ObjectBucket

EVERYBODY = ".r:*"
LIMITS: Final[tuple[Limit[ObjectBucket], ...]] = (
    Limit(
        "expireAfterDays",
        lambda bucket: bucket.spec.expire_after_days is not None,
        "Swift cannot delete objects by the age of a whole container",
        "leave it out and write objects with X-Delete-After, or place it on AWS or Azure",
        "objects that stay until somebody deletes them",
    ),
)


def translate(bucket: ObjectBucket, site: Site) -> Translation:
    """Whether Swift encrypts, and which TLS it takes, its operator decides: no API tells or changes it."""
    properties: dict[str, Value] = {
        "name": site.named(),
        "versioning": bucket.spec.versioning,
        **({"containerRead": EVERYBODY} if bucket.spec.public_read else {}),
    }
    options = Options(delete_before_replace=True)
    container = Node("openstack:objectstorage/container:Container", bucket.name, properties, options)
    return Translation(
        nodes=(container,),
        # The address is in the catalogue of the user's project: the container does not tell it.
        outputs={"id": container["id"], "name": container["name"], "url": None},
        slots=(CloudApi(container["id"]),),
        checks=checks(bucket, container["id"]),
        protected=(container.name,),
    )
