"""Secret on OpenStack: a secret in Barbican."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.passwords import password
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Value
from orchestrator.model.resources import Secret


def translate(secret: Secret, site: Site) -> Translation:
    """Barbican takes a value once: a new one makes a new secret, with a reference of its own."""
    makers, value = password(f"{secret.name}-value", secret.spec.value)
    text = secret.spec.description
    properties: dict[str, Value] = {
        "name": site.named(),
        "secretType": "opaque",
        "payload": value,
        "payloadContentType": "text/plain",
        **({"metadata": {"description": text}} if text else {}),
    }
    stored = Node("openstack:keymanager/secretV1:SecretV1", secret.name, properties)
    return Translation(
        nodes=(*makers, stored),
        outputs={
            "id": stored["id"],
            "name": stored["name"],
            "reference": stored["secretRef"],
            "value": value,
        },
        slots=(CloudApi(stored["status"]),),
        checks=checks(secret, stored["status"], ("ACTIVE",)),
        protected=(stored.name, *(node.name for node in makers)),
    )
