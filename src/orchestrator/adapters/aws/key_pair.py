"""KeyPair on AWS: a public key under a name that instances are given."""

from typing import Any, Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node
from orchestrator.model.resources import KeyPair

NO_ECDSA: Final = ("EC2 takes no ECDSA keys", "make one of type ed25519, or of type rsa")

LIMITS: Final[tuple[Limit[KeyPair], ...]] = (
    Limit("publicKey", lambda key: key.spec.public_key.startswith("ecdsa-"), *NO_ECDSA),
)
MACHINE_LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("sshPublicKey", lambda vm: (vm.spec.ssh_public_key or "").startswith("ecdsa-"), *NO_ECDSA),
)
"""What machines alone and in groups are refused."""


def translate(key: KeyPair, site: Site) -> Translation:
    """EC2 keeps it under a name; instances are given that name."""
    stored = Node("aws:ec2/keyPair:KeyPair", key.name, {"publicKey": key.spec.public_key})
    return Translation(
        nodes=(stored,),
        outputs={"id": stored["keyPairId"], "name": stored["keyName"]},
        slots=(CloudApi(stored["keyPairId"]),),
        checks=checks(key, stored["keyPairId"]),
        protected=(stored.name,),
    )
