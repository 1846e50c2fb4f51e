"""Secrets by openstacksdk: a payload that is given once, and refusals as Barbican words them."""

import uuid
from typing import Any

import pytest
from openstack.connection import Connection

TEXT = {"Content-Type": "text/plain"}


@pytest.fixture
def empty(cloud: Connection) -> str:
    """The path of a secret without a payload."""
    made = cloud.key_manager.create_secret(name="empty-" + uuid.uuid4().hex[:6])
    return "/secrets/" + made.secret_ref.rsplit("/", 1)[1]


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["description"]


def test_a_secret_is_made_found_read_and_deleted(cloud: Connection) -> None:
    name = "secret-" + uuid.uuid4().hex[:6]
    made = cloud.key_manager.create_secret(name=name, payload="hush", payload_content_type="text/plain")
    key = made.secret_ref.rsplit("/", 1)[1]
    assert f"/key-manager/v1/secrets/{key}" in made.secret_ref
    found = cloud.key_manager.get_secret(key)
    assert (found.name, found.payload, found.secret_type, found.status) == (name, "hush", "opaque", "ACTIVE")
    assert [row.name for row in cloud.key_manager.secrets(name=name)] == [name]
    assert "hush" not in cloud.key_manager.get(f"/secrets/{key}").text
    cloud.key_manager.delete_secret(key)
    assert refused(cloud.key_manager.get(f"/secrets/{key}")) == (404, "Secret not found.")


def test_a_payload_is_given_once(cloud: Connection, empty: str) -> None:
    assert refused(cloud.key_manager.get(f"{empty}/payload"))[0] == 404
    assert "content_types" not in cloud.key_manager.get(empty).json()
    assert cloud.key_manager.put(empty, data=b"hush", headers=TEXT).status_code == 204
    assert cloud.key_manager.get(empty).json()["content_types"] == {"default": "text/plain"}
    again = cloud.key_manager.put(empty, data=b"other", headers=TEXT)
    assert refused(again) == (409, "Secret already has data, cannot modify it.")
    assert cloud.key_manager.get(f"{empty}/payload", headers={"Accept": "text/plain"}).content == b"hush"
    told = cloud.key_manager.get(f"{empty}/payload", headers={"Accept": "application/octet-stream"})
    assert told.content == b"hush"
    assert cloud.key_manager.get(f"{empty}/payload", headers={"Accept": "image/png"}).status_code == 406


def test_what_is_no_payload_is_refused(cloud: Connection, empty: str) -> None:
    put = cloud.key_manager.put
    assert refused(put(empty, data=b"", headers=TEXT)) == (
        400,
        "Secret update issue seen - No data supplied to process..",
    )
    assert put(empty, data=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
    assert put(empty, data=b"x" * 20_001, headers=TEXT).status_code == 413
    binary = {"Content-Type": "application/octet-stream", "Content-Encoding": "base64"}
    assert put(empty, data=b"aaaaa", headers=binary).status_code == 500  # Barbican's own words for it
    assert put(empty, data=b"/9j/4A==", headers=binary).status_code == 204
    told = cloud.key_manager.get(f"{empty}/payload", headers={"Accept": "application/octet-stream"})
    assert told.content == b"\xff\xd8\xff\xe0"
    assert cloud.key_manager.get(f"{empty}/payload", headers={"Accept": "text/plain"}).status_code == 406


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"secret_type": "password"}, "'password' is not one of"),
        ({"payload": "hush"}, "'payload_content_type' must also be supplied"),
        ({"payload": " ", "payload_content_type": "text/plain"}, "must be non empty"),
        ({"payload_content_type": "text/plain"}, "payload must be provided"),
        ({"payload": "hush", "payload_content_type": "text/html"}, "is not one of ['text/plain'"),
        ({"payload": "hush", "payload_content_type": "application/octet-stream"}, "payload_content_encoding"),
    ],
)
def test_a_secret_with_a_mistake_is_refused(cloud: Connection, body: dict[str, Any], words: str) -> None:
    status, said = refused(cloud.key_manager.post("/secrets", json=body))
    assert status == 400
    assert words in said


def test_metadata_is_replaced_as_a_whole_in_small_letters(cloud: Connection, empty: str) -> None:
    put, path = cloud.key_manager.put, f"{empty}/metadata"
    assert put(path, json={"metadata": {"Owner": "me", "b": "1"}}).status_code == 201
    assert cloud.key_manager.get(path).json() == {"metadata": {"owner": "me", "b": "1"}}
    put(path, json={"metadata": {"b": "2"}})
    assert cloud.key_manager.get(path).json() == {"metadata": {"b": "2"}}
    assert refused(put(path, json={"metadata": {"a.b": "x"}})) == (400, "Invalid Key. Key must be URL safe.")
    assert put(path, json={"metadata": {"a": 1}}).status_code == 400


def test_an_id_that_is_none_is_not_found(cloud: Connection) -> None:
    said = "Not Found. Provided secret id is invalid."
    assert refused(cloud.key_manager.get("/secrets/nonsense")) == (404, said)
