"""Where the provider goes: the real cloud with a credential, or a sandbox on loopback with a token."""

from typing import Any

import pytest
from azure.identity import ClientAssertionCredential, ClientSecretCredential, DefaultAzureCredential

from orchestrator.providers.azure.connection import connection
from orchestrator.providers.kit.trouble import ProviderError

HERE = {"ORCHESTRATOR_ARM_ENDPOINT": "http://127.0.0.1:9", "ORCHESTRATOR_ARM_TOKEN": "very-secret"}
TENANT = "11111111-1111-1111-1111-111111111111"
LOGIN = {"ARM_TENANT_ID": TENANT, "ARM_CLIENT_ID": "c"}


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:9", "http://localhost:9/", "http://[::1]:9", "https://127.1.1.1"]
)
def test_a_sandbox_is_on_loopback(endpoint: str) -> None:
    found = connection(
        {"subscriptionId": "s", "location": "l"}, {**HERE, "ORCHESTRATOR_ARM_ENDPOINT": endpoint}
    )
    assert (found.sandbox, found.token, found.subscription, found.location) == (True, "very-secret", "s", "l")
    assert "very-secret" not in repr(found)


@pytest.mark.parametrize(
    "endpoint", ["http://example.com", "http://10.0.0.1", "ftp://127.0.0.1", "127.0.0.1:9"]
)
def test_the_sandbox_token_goes_nowhere_else(endpoint: str) -> None:
    with pytest.raises(ProviderError, match="on loopback only"):
        connection({"subscriptionId": "s"}, {**HERE, "ORCHESTRATOR_ARM_ENDPOINT": endpoint})


def test_a_sandbox_needs_its_token() -> None:
    with pytest.raises(ProviderError, match="ORCHESTRATOR_ARM_TOKEN"):
        connection({"subscriptionId": "s"}, {"ORCHESTRATOR_ARM_ENDPOINT": "http://127.0.0.1:9"})


def test_which_subscription() -> None:
    with pytest.raises(ProviderError, match="ARM_SUBSCRIPTION_ID"):
        connection({}, HERE)
    assert connection({}, {**HERE, "ARM_SUBSCRIPTION_ID": "e"}).subscription == "e"
    assert connection({"subscriptionId": "c"}, {**HERE, "ARM_SUBSCRIPTION_ID": "e"}).subscription == "c"


@pytest.mark.parametrize(
    ("config", "environment", "kind"),
    [
        ({}, {}, DefaultAzureCredential),
        ({}, LOGIN, DefaultAzureCredential),
        ({}, {**LOGIN, "ARM_CLIENT_SECRET": "x"}, ClientSecretCredential),
        ({"tenantId": TENANT, "clientId": "c", "clientSecret": "x"}, {}, ClientSecretCredential),
        ({}, {**LOGIN, "ARM_OIDC_TOKEN": "x"}, ClientAssertionCredential),
    ],
)
def test_the_real_cloud(config: Any, environment: Any, kind: type) -> None:
    found = connection({**config, "subscriptionId": "s"}, environment)
    assert (found.endpoint, found.token, found.sandbox) == ("https://management.azure.com", "", False)
    assert isinstance(found.credential, kind)
