"""ObjectBucket on OpenStack: a Swift container."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import Unsupported
from orchestrator.graph import CloudApi, Node, Options, Value
from orchestrator.model.resources import ObjectBucket

EVERYBODY = ".r:*"


def translate(bucket: ObjectBucket, site: Site) -> Translation:
    """Whether Swift encrypts, and which TLS it takes, its operator decides: no API tells or changes it."""
    if bucket.spec.expire_after_days is not None:
        raise Unsupported(
            "Swift cannot delete objects by the age of a whole container",
            bucket.name,
            "leave expireAfterDays out and write objects with X-Delete-After, or place it on AWS or Azure",
        )
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
