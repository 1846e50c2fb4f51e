"""The way to the real cloud, on a transport that stands for it: https, the credential's token, patience."""

import json
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from requests import Response, Session
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.azure.connection import CLOUD, Connection

GROUP = "/subscriptions/s/resourceGroups/g"
MACHINE = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/a b"


class Somebody:
    """A credential that notes for what it is asked."""

    def __init__(self) -> None:
        self.scopes: list[str] = []

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        self.scopes += scopes
        return AccessToken("token-of-somebody", 9_999_999_999)


class Cloud(BaseAdapter):
    """Gives prepared answers, one after the other."""

    def __init__(self, *answers: tuple[int, dict[str, str], Any]) -> None:
        super().__init__()
        self.answers = list(answers)
        self.seen: list[Any] = []

    def send(self, request: Any, **options: Any) -> Response:
        self.seen.append(request)
        status, headers, body = self.answers.pop(0)
        answer = Response()
        answer.status_code, answer.url, answer.request = status, request.url, request
        answer.headers = CaseInsensitiveDict({"Content-Type": "application/json", **headers})
        answer.raw = HTTPResponse(BytesIO(json.dumps(body).encode()), preload_content=False)
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


def arm(somebody: Somebody, cloud: Cloud) -> Arm:
    session = Session()
    session.mount("https://", cloud)
    transport = RequestsTransport(session=session, session_owner=False)
    return Arm(Connection(CLOUD, "s", "westeurope", somebody), Event(), transport)


def test_the_token_of_the_credential_goes_to_azure(somebody: Somebody) -> None:
    cloud = Cloud((200, {}, {"name": "g"}))
    assert arm(somebody, cloud).get(GROUP, "2024-03-01") == {"name": "g"}
    assert somebody.scopes == ["https://management.azure.com/.default"]
    request = cloud.seen[0]
    assert request.url == f"https://management.azure.com{GROUP}?api-version=2024-03-01"
    assert request.headers["Authorization"] == "Bearer token-of-somebody"


def test_throttling_is_waited_out(somebody: Somebody) -> None:
    busy = (429, {"Retry-After": "0"}, {"error": {"code": "TooManyRequests", "message": "slow down"}})
    cloud = Cloud(busy, busy, (200, {}, {"name": "g"}))
    assert arm(somebody, cloud).get(GROUP, "2024-03-01") == {"name": "g"}
    assert len(cloud.seen) == 3


def test_every_page_of_a_list_is_read(somebody: Somebody) -> None:
    more = f"{CLOUD}{GROUP}/resources?page=2"
    cloud = Cloud((200, {}, {"value": [{"id": "1"}], "nextLink": more}), (200, {}, {"value": [{"id": "2"}]}))
    assert [found["id"] for found in arm(somebody, cloud).each(f"{GROUP}/resources", "1")] == ["1", "2"]
    assert cloud.seen[1].url == more


def test_an_operation_is_followed_to_its_end(somebody: Somebody) -> None:
    status = f"{CLOUD}/subscriptions/s/operations/1?api-version=1"
    cloud = Cloud(
        (
            201,
            {"Azure-AsyncOperation": status, "Retry-After": "1"},
            {"properties": {"provisioningState": "Creating"}},
        ),
        (200, {}, {"status": "InProgress"}),
        (200, {}, {"status": "Succeeded"}),
        (200, {}, {"properties": {"provisioningState": "Succeeded"}}),
    )
    client = arm(somebody, cloud)
    client.wait(client.put(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/n", "1", {}))
    assert [request.method for request in cloud.seen] == ["PUT", "GET", "GET", "GET"]
    assert {request.url for request in cloud.seen[1:3]} == {status}


def test_machines_go_by_the_sdk_with_the_same_credential(somebody: Somebody) -> None:
    from orchestrator.providers.azure.calls import Machines

    cloud = Cloud((200, {}, {"properties": {"vmId": "1"}}))
    client = arm(somebody, cloud)
    assert Machines("2024-11-01").get(client, MACHINE) == {"properties": {"vmId": "1"}}
    request = cloud.seen[0]
    assert request.url.startswith(f"https://management.azure.com{MACHINE.replace(' ', '%20')}?")
    assert "api-version=2024-11-01" in request.url
    assert "instanceView" in request.url
    assert request.headers["Authorization"] == "Bearer token-of-somebody"
