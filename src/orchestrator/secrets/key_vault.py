"""Azure Key Vault."""

from collections.abc import Mapping
from urllib.parse import quote

from orchestrator.errors import SecretError
from orchestrator.model.environment import KeyVaultStore
from orchestrator.secrets.web import get, is_loopback

VERSION = "7.4"
SCOPE = "https://vault.azure.net/.default"


def read(store: KeyVaultStore, key: str, reference: str, variables: Mapping[str, str]) -> str:
    """The newest version's text; raises SecretError."""
    url = f"{store.url.rstrip('/')}/secrets/{quote(key)}?api-version={VERSION}"
    headers = {"Authorization": f"Bearer {_token(store.url, reference, variables)}"}
    value = get(url, headers, reference).get("value")
    if not isinstance(value, str):
        raise SecretError("the answer holds no value", reference)
    return value


def _token(url: str, reference: str, variables: Mapping[str, str]) -> str:
    if is_loopback(url) and (token := variables.get("ORCHESTRATOR_ARM_TOKEN")):
        return token
    # Imported only for the real cloud: it takes half a second.
    from azure.core.exceptions import ClientAuthenticationError
    from azure.identity import DefaultAzureCredential

    try:
        return DefaultAzureCredential().get_token(SCOPE).token
    except ClientAuthenticationError:
        raise SecretError("Azure gives no token", reference, "run `az login`, or set its variables") from None
