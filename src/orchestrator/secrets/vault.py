"""HashiCorp Vault and OpenBao: KV version 2."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from orchestrator.errors import SecretError
from orchestrator.model.environment import VaultStore
from orchestrator.secrets.web import get


def read(store: VaultStore, key: str, reference: str, variables: Mapping[str, str]) -> dict[str, object]:
    """All fields of the newest version; raises SecretError."""
    headers = {"X-Vault-Token": _token(reference, variables), "X-Vault-Request": "true"}
    if namespace := variables.get("VAULT_NAMESPACE"):
        headers["X-Vault-Namespace"] = namespace
    url = f"{store.address.rstrip('/')}/v1/{quote(store.mount)}/data/{quote(key)}"
    inner = get(url, headers, reference).get("data")
    fields = inner.get("data") if isinstance(inner, dict) else None
    if not isinstance(fields, dict):
        hint = "is the mount of KV version 2, and was the newest version not deleted?"
        raise SecretError("the answer holds no fields", reference, hint)
    return fields


def _token(reference: str, variables: Mapping[str, str]) -> str:
    if token := variables.get("VAULT_TOKEN"):
        return token
    file = Path(variables.get("HOME", "~")).expanduser() / ".vault-token"
    try:
        return file.read_text().strip()
    except OSError:
        raise SecretError(
            "there is no token for Vault", reference, "set VAULT_TOKEN, or `vault login`"
        ) from None
