"""Secret on Azure: a key vault of its own, so that roles can be given for this one secret alone."""

from typing import Final

from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.passwords import password
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import AzureMonitor, Concat, Lookup, Node, Options, Value
from orchestrator.graph import Secret as Hidden
from orchestrator.model.resources import Secret

WORD_LIMIT = 15
"""What is left of a vault's 24 characters for a word of ours."""
KEPT_DAYS: Final = 7
"""Azure keeps a deleted vault that long at the least, and its name with it."""


def translate(secret: Secret, site: Site) -> Translation:
    """ARM itself writes the secret, so that who deploys needs no right to read any."""
    makers, value = password(f"{secret.name}-value", secret.spec.value)
    # A vault that was deleted keeps its name for days: one made again, also elsewhere, has another.
    drawn: dict[str, Value] = {"byteLength": 4, "keepers": {"region": site.target.region}}
    suffix = Node("random:index/randomId:RandomId", f"{secret.name}-suffix", drawn)
    vault = _vault(secret, site, suffix)
    kept = _kept(secret, site, vault, value)
    state = vault["properties.provisioningState"]
    return Translation(
        nodes=(*makers, suffix, vault, kept),
        outputs={
            "id": kept["id"],
            "name": kept["name"],
            "reference": kept["properties.secretUri"],
            "value": value if isinstance(value, Hidden) else Hidden(value),
        },
        slots=(AzureMonitor("Microsoft.KeyVault/vaults", vault["id"], group_name(site)),),
        checks=checks(secret, state, ("Succeeded",)),
        protected=(vault.name, kept.name, *(maker.name for maker in makers)),
    )


def _vault(secret: Secret, site: Site, suffix: Node) -> Node:
    word = secret.name.replace("-", "")[:WORD_LIMIT]
    settings: dict[str, Value] = {
        "tenantId": Lookup("azure-native:authorization:getClientConfig", {}, ("tenantId",)),
        "sku": {"family": "A", "name": "standard"},
        # Rights by roles; access policies give anybody who may change the vault all that is in it.
        "enableRbacAuthorization": True,
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": KEPT_DAYS,
        "enablePurgeProtection": True,
        "publicNetworkAccess": "Enabled",
    }
    properties: dict[str, Value] = {
        **placed(site),
        "vaultName": Concat((word, "-", suffix["hex"])),
        "properties": settings,
    }
    return Node("azure-native:keyvault:Vault", f"{secret.name}-vault", properties)


def _kept(secret: Secret, site: Site, vault: Node, value: Value) -> Node:
    said: dict[str, Value] = {"value": value}
    if secret.spec.description:
        said["contentType"] = secret.spec.description
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "vaultName": vault["name"],
        "secretName": site.named(),
        "properties": said,
    }
    # To delete one of its secrets, a vault asks for a role that to delete the vault does not need.
    return Node("azure-native:keyvault:Secret", secret.name, properties, Options(deleted_with=vault.name))
