"""Which 404 means that an object is lost."""

import pytest
import requests
from openstack.exceptions import NotFoundException

from orchestrator.providers.openstack.errors import gone


def refused(method: str, **headers: str) -> NotFoundException:
    response = requests.Response()
    response.status_code = 404
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    response.request = requests.Request(method, "http://127.0.0.1/v2.0/networks/1").prepare()
    return NotFoundException("gone", response=response, http_status=404)


@pytest.mark.parametrize(
    "error",
    [
        NotFoundException("no such name"),
        refused("GET", Content_Type="application/json"),
        refused("GET", Content_Type="text/html", X_Openstack_Request_Id="req-1"),
        refused("HEAD", Content_Type="text/html"),
    ],
)
def test_what_a_service_says_is_gone(error: NotFoundException) -> None:
    assert gone(error)


def test_a_page_of_a_proxy_says_nothing() -> None:
    assert not gone(refused("GET", Content_Type="text/html"))
