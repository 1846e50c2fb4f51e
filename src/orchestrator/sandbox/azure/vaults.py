"""Key vaults: what ARM refuses about them, what outlives their deletion, and the API of their own."""

import re
import time
import uuid
from typing import Any

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.ids import ArmId
from orchestrator.sandbox.azure.paths import fill, get
from orchestrator.sandbox.azure.store import Resource, Store

OWN_API = "/_vaults/"
"""Where a vault's own API is; in truth it is a host of its own for each vault."""
VAULT = "microsoft.keyvault/vaults"
SECRET = "microsoft.keyvault/vaults/secrets"


def check_vault(id: ArmId, properties: dict[str, Any], store: Store, old: Resource | None) -> None:
    """Refuse what the service refuses of a vault."""
    if not re.fullmatch(r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]", id.name):
        text = f"The vault name '{id.name}' is invalid: 3 to 24 letters, digits and single dashes."
        raise ArmError(400, "VaultNameNotValid", text)
    if id.name.lower() in store.buried and properties.get("createMode") != "recover":
        text = (
            "A vault with the same name already exists in deleted state. "
            "You need to either recover or purge existing key vault."
        )
        raise ArmError(409, "ConflictError", text)
    if properties.get("enablePurgeProtection") is False:
        raise _bad('The property "enablePurgeProtection" cannot be set to false.')
    if properties.get("enableSoftDelete") is False:
        raise _bad('The property "enableSoftDelete" can be set to false only for creating new vault.')
    days = properties.get("softDeleteRetentionInDays")
    if days is not None and not 7 <= days <= 90:
        raise _bad('The property "softDeleteRetentionInDays" must be between 7 and 90.')
    before = old.properties.get("softDeleteRetentionInDays") if old else None
    if before and days is not None and days != before:
        raise _bad('The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.')
    if not properties.get("enableRbacAuthorization") and properties.get("accessPolicies") is None:
        raise _bad("The parameter accessPolicies is not specified.")


def check_secret(id: ArmId, properties: dict[str, Any], store: Store) -> None:
    """Refuse what a vault refuses of a secret."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,127}", id.name):
        raise _bad(f"The request URI contains an invalid name: {id.name}")
    if id.key in store.buried:
        text = f"Secret {id.name} is currently in a deleted but recoverable state."
        raise ArmError(409, "Conflict", text)
    if len(str(properties.get("value") or "")) > 25_600:
        raise _bad("The secret is larger than 25 KB.")


def complete_vault(resource: Resource, store: Store) -> None:
    """What the service adds to a vault."""
    store.buried.discard(resource.id.name.lower())
    fill(resource.properties, {
        "vaultUri": f"{store.base}{OWN_API}{resource.id.name}/", "enabledForDeployment": False,
        "enableSoftDelete": True, "softDeleteRetentionInDays": 90, "enableRbacAuthorization": False,
        "publicNetworkAccess": "Enabled", "accessPolicies": [],
    })  # fmt: skip


def complete_secret(resource: Resource, store: Store) -> None:
    """Each write makes a new version."""
    address, now = (
        f"{store.base}{OWN_API}{resource.id.pairs[0][1]}/secrets/{resource.id.name}",
        int(time.time()),
    )
    properties, vault = resource.properties, resource.id.parent and store.get(resource.id.parent)
    properties["secretUri"] = address
    properties["secretUriWithVersion"] = f"{address}/{uuid.uuid4().hex}"
    properties.setdefault("attributes", {}).update(updated=now)
    fill(properties, {"attributes": {"enabled": True, "created": now}})
    resource.body["location"] = vault.body["location"] if vault else ""


def bury(gone: Resource, store: Store) -> None:
    """A deleted vault keeps its name until it is purged."""
    if gone.id.type.lower() == VAULT:
        store.buried.add(gone.id.name.lower())


def own_api(method: str, path: str, store: Store) -> Any:
    """Answer a request to a vault's own API: read a secret, or delete it."""
    vault, _, rest = path.removeprefix(OWN_API).partition("/")
    kind, _, name = rest.partition("/")
    found = [r for r in store.resources.values() if r.id.type.lower() == SECRET and r.id.name == name]
    secret = next((r for r in found if r.id.pairs[0][1].lower() == vault.lower()), None)
    if kind != "secrets" or secret is None:
        raise ArmError(
            404, "SecretNotFound", f"A secret with (name/id) {name} was not found in this key vault."
        )
    told = {"id": secret.properties["secretUriWithVersion"], "attributes": secret.properties["attributes"]}
    match method:
        case "GET":
            return {**told, "value": get(secret.properties, "value")}
        case "DELETE":
            store.remove(secret.id)
            store.buried.add(secret.id.key)
            return {**told, "recoveryId": f"{store.base}{OWN_API}{vault}/deletedsecrets/{name}"}
    raise ArmError(405, "MethodNotAllowed", f"{method} is not allowed here.")


def _bad(text: str) -> ArmError:
    return ArmError(400, "BadRequest", text)
