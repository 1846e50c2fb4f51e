"""KeyPair on Azure: a public key that machines are given."""

from typing import Final

from orchestrator.adapters.azure.foundation import placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node
from orchestrator.model.resources import KeyPair

LIMITS: Final[tuple[Limit[KeyPair], ...]] = (
    Limit(
        "publicKey",
        lambda key: key.spec.public_key.startswith("ecdsa-"),
        "Azure's machines accept no ECDSA keys",
        "make one of type ed25519, or of type rsa with 2,048 bits or more",
    ),
)


def translate(key: KeyPair, site: Site) -> Translation:
    """Machines take the text of the key, not its name: so they read it from here."""
    stored = Node(
        "azure-native:compute:SshPublicKey",
        key.name,
        {**placed(site), "sshPublicKeyName": site.named(), "publicKey": key.spec.public_key},
    )
    return Translation(
        nodes=(stored,),
        outputs={"id": stored["id"], "name": stored["name"], "publicKey": stored["publicKey"]},
        # A key has no state: it is there or it is not.
        slots=(CloudApi(stored["name"]),),
        checks=checks(key, stored["name"]),
        protected=(stored.name,),
    )
