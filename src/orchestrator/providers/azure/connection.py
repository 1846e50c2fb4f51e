"""Where ARM is and who we are there: the provider's configuration, the environment, or the sandbox."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from orchestrator.providers.kit.schema import STRING, Property
from orchestrator.providers.kit.trouble import ProviderError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

CLOUD = "https://management.azure.com"

CONFIG: Mapping[str, Property] = {
    "subscriptionId": Property(type=STRING, immutable=True),
    "location": Property(type=STRING, immutable=True),
    "tenantId": Property(type=STRING),
    "clientId": Property(type=STRING),
    "clientSecret": Property(type=STRING, secret=True),
}


@dataclass(frozen=True, slots=True)
class Connection:
    """One subscription of one cloud. With a token, it is the sandbox, on loopback."""

    endpoint: str
    subscription: str
    location: str
    credential: "TokenCredential | None" = None
    token: str = ""

    @property
    def sandbox(self) -> bool:
        """Whether this is the local emulator."""
        return self.credential is None

    def __repr__(self) -> str:
        return f"Connection({self.endpoint}, {self.subscription})"


def connection(config: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Connection:
    """The connection for a configuration; the environment fills what the configuration leaves open."""
    subscription = str(config.get("subscriptionId") or environment.get("ARM_SUBSCRIPTION_ID") or "")
    location = str(config.get("location") or environment.get("ARM_LOCATION") or "")
    if not subscription:
        hint = "set subscriptionId of the provider, or ARM_SUBSCRIPTION_ID"
        raise ProviderError("it is not known which Azure subscription to use", hint=hint)
    endpoint = environment.get("ORCHESTRATOR_ARM_ENDPOINT", "").rstrip("/")
    if not endpoint:
        return Connection(CLOUD, subscription, location, _credential(config, environment))
    if not _loopback(endpoint):
        hint = "unset it to use the real cloud"
        raise ProviderError("ORCHESTRATOR_ARM_ENDPOINT is for sandboxes on loopback only", hint=hint)
    token = environment.get("ORCHESTRATOR_ARM_TOKEN", "")
    if not token:
        raise ProviderError("ORCHESTRATOR_ARM_ENDPOINT is set, but ORCHESTRATOR_ARM_TOKEN is not")
    return Connection(endpoint, subscription, location, token=token)


def _loopback(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _credential(config: Mapping[str, Any], environment: Mapping[str, str]) -> "TokenCredential":
    # Imported only for the real cloud: it takes half a second.
    from azure.identity import ClientAssertionCredential, ClientSecretCredential, DefaultAzureCredential

    tenant = config.get("tenantId") or environment.get("ARM_TENANT_ID")
    client = config.get("clientId") or environment.get("ARM_CLIENT_ID")
    secret = config.get("clientSecret") or environment.get("ARM_CLIENT_SECRET")
    assertion = environment.get("ARM_OIDC_TOKEN")
    if tenant and client and secret:
        return ClientSecretCredential(str(tenant), str(client), str(secret))
    if tenant and client and assertion:
        return ClientAssertionCredential(str(tenant), str(client), lambda: assertion)
    return DefaultAzureCredential()
