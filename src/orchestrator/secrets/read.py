"""STORE/KEY#FIELD to the secret's text, by whatever keeps it."""

import json
from collections.abc import Mapping

from orchestrator.errors import SecretError
from orchestrator.model.environment import SecretStore
from orchestrator.secrets import barbican, key_vault, local, secrets_manager, vault


def read(reference: str, stores: Mapping[str, SecretStore], variables: Mapping[str, str]) -> str:
    """The secret of a reference; raises SecretError, which never holds a secret.

    `variables` are those of the process, with what leads to the sandbox in sandbox mode.
    """
    name, _, rest = reference.partition("/")
    key, _, part = rest.partition("#")
    if name not in stores:
        raise SecretError(f"there is no store '{name}'", reference, "name it in the environment's 'secrets'")
    found = _ask(stores[name], key, reference, variables)
    if isinstance(found, dict):
        return _member(found, part or "value", reference)
    return _member(_json(found, reference), part, reference) if part else found


def _ask(
    store: SecretStore, key: str, reference: str, variables: Mapping[str, str]
) -> str | dict[str, object]:
    if store.vault:
        return vault.read(store.vault, key, reference, variables)
    if store.aws_secrets_manager:
        return secrets_manager.read(store.aws_secrets_manager, key, reference, variables)
    if store.azure_key_vault:
        return key_vault.read(store.azure_key_vault, key, reference, variables)
    if store.barbican:
        return barbican.read(store.barbican, key, reference, variables)
    if store.file:
        return local.from_file(store.file, key, reference)
    assert store.environment  # the model asks for exactly one
    return local.from_variable(store.environment, key, reference, variables)


def _json(text: str, reference: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        # Without the cause: it holds the text.
        raise SecretError("the secret is not JSON, so it has no fields", reference) from None
    if not isinstance(found, dict):
        raise SecretError("the secret is not a JSON object, so it has no fields", reference)
    return found


def _member(found: Mapping[str, object], part: str, reference: str) -> str:
    if part not in found:
        hint = f"its fields are {', '.join(sorted(found))}"
        raise SecretError(f"the secret has no field '{part}'", reference, hint)
    value = found[part]
    return value if isinstance(value, str) else json.dumps(value)
