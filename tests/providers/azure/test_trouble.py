"""Which 404 of ARM means that a resource is lost, and which says nothing about it."""

import json
from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError

from orchestrator.providers.azure.trouble import gone


class Answer:
    """An HTTP answer as azure-core reads it."""

    status_code = 404
    reason = "Not Found"

    def __init__(self, body: str) -> None:
        self._body = body
        self.headers: dict[str, str] = {}

    def text(self, encoding: str | None = None) -> str:
        return self._body


def refused(code: str) -> Any:
    body = json.dumps({"error": {"code": code, "message": "told"}}) if code else "<html>proxy</html>"
    return ResourceNotFoundError(response=Answer(body))  # type: ignore[arg-type]  # all that it reads


@pytest.mark.parametrize(
    "code",
    ["ResourceNotFound", "ResourceGroupNotFound", "ParentResourceNotFound", "NotFound", "ContainerNotFound"],
)
def test_a_missing_resource_is_gone(code: str) -> None:
    assert gone(refused(code))


@pytest.mark.parametrize("code", ["SubscriptionNotFound", "InvalidResourceType", ""])
def test_a_wrong_account_or_a_proxy_loses_nothing(code: str) -> None:
    assert not gone(refused(code))
