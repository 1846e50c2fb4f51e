"""KeyPair on OpenStack: a key that Nova puts into machines."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Options
from orchestrator.model.resources import KeyPair


def translate(key: KeyPair, site: Site) -> Translation:
    """Nova knows a key by its name, which two keys cannot have: the old one goes first."""
    stored = Node(
        "openstack:compute/keypair:Keypair",
        key.name,
        {"name": site.named(), "publicKey": key.spec.public_key},
        Options(delete_before_replace=True),
    )
    return Translation(
        nodes=(stored,),
        outputs={"id": stored["id"], "name": stored["name"]},
        slots=(CloudApi(stored["id"]),),
        checks=checks(key, stored["id"]),
        protected=(stored.name,),
    )
