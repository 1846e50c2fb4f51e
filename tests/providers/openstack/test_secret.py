"""Secrets of our provider on the emulator: never in plain text, known again after a crash."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openstack.exceptions import ForbiddenException

from orchestrator.providers.kit.wire import UNREAD
from orchestrator.providers.openstack.cloud import Cloud, Service, connect
from orchestrator.providers.openstack.errors import explain
from orchestrator.providers.openstack.secret import SecretV1

VERSION = "5.5.3"
OWNER = {"orchestrator-stack": "shop/prod", "orchestrator-node": "key"}


@pytest.fixture
def cloud(site: Any, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(site.clouds_yaml))
    return connect({"cloud": site.cloud}, threading.Event())


@pytest.fixture
def wanted() -> SecretV1:
    name = "secret-" + uuid.uuid4().hex[:8]
    return SecretV1(name=name, payload="hush", payload_content_type="text/plain", metadata=OWNER)


def made(cloud: Cloud, secret: SecretV1) -> str:
    id = str(secret.create(cloud))
    secret.settle(cloud, id)
    return id


def test_the_engine_keeps_it_secret_updates_its_metadata_and_replaces_its_payload(
    new_engine: Callable[..., Any], declare: Any, site: Any
) -> None:
    engine = new_engine(OS_CLIENT_CONFIG_FILE=str(site.clouds_yaml))
    engine.plugin("openstack", VERSION, "-m", "orchestrator.providers.openstack")
    engine.config = {"openstack:cloud": site.cloud}
    wanted: dict[str, Any] = {"payload": "very-secret-token", "metadata": {"Owner": "me"}}

    def program() -> None:
        properties = {"payloadContentType": "text/plain;charset=utf-8", **wanted}
        declare("openstack:keymanager/secretV1:SecretV1", "key", properties, "secretRef", version=VERSION)

    assert engine.up(program) == {"create": 2}
    first = engine.state()["key"]
    assert first["outputs"]["secretRef"].endswith(f"/v1/secrets/{first['id']}")
    assert "very-secret-token" not in engine.state_text()
    assert engine.up(program, refresh=True) == {"same": 2}
    wanted["metadata"] = {"owner": "you"}
    assert engine.up(program) == {"update": 1, "same": 1}
    wanted["payload"] = "another-secret-token"
    assert engine.up(program) == {"replace": 1, "same": 1}
    second = engine.state()["key"]
    assert second["id"] != first["id"]
    assert "another-secret-token" not in engine.state_text()
    assert site.connect().key_manager.get_secret(second["id"]).payload == "another-secret-token"
    engine.destroy()
    assert [row for row in site.connect().key_manager.secrets() if row.name.startswith("key")] == []


def test_a_secret_is_read_back_as_it_was_given(cloud: Cloud, wanted: SecretV1) -> None:
    id = made(cloud, wanted)
    found = SecretV1.read(cloud, id)
    assert (found.name, found.payload, found.metadata) == (wanted.name, "hush", OWNER)
    assert (found.payload_content_type, found.secret_type, found.status) == ("text/plain", "opaque", "ACTIVE")
    binary = replace(
        wanted,
        payload="aHVzaA==",
        payload_content_type="application/octet-stream",
        payload_content_encoding="base64",
    )
    other = made(cloud, binary)
    assert SecretV1.read(cloud, other).payload == "aHVzaA=="
    for each in (id, other):
        found.delete(cloud, each)


def test_a_birth_that_was_cut_short_is_recognised(cloud: Cloud, wanted: SecretV1) -> None:
    id = str(wanted.create(cloud))
    assert wanted.find(cloud, frozenset()) == id  # nobody's yet, and empty
    assert wanted.find(cloud, frozenset({id})) is None
    wanted.settle(cloud, id)
    assert wanted.find(cloud, frozenset()) == id
    other = {**OWNER, "orchestrator-node": "other"}
    assert replace(wanted, metadata=other).find(cloud, frozenset()) is None
    assert replace(wanted, metadata={}).find(cloud, frozenset()) is None
    wanted.settle(cloud, id)  # stands being repeated: Barbican would refuse a second payload
    wanted.delete(cloud, id)


def test_somebody_s_secret_of_the_same_name_is_not_taken(cloud: Cloud, wanted: SecretV1) -> None:
    theirs = made(cloud, replace(wanted, metadata={}))
    assert wanted.find(cloud, frozenset()) is None
    wanted.delete(cloud, theirs)


def test_who_may_not_decrypt_can_still_refresh(
    cloud: Cloud, wanted: SecretV1, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = made(cloud, wanted)

    def forbidden(self: Service, path: str, kind: str) -> bytes:
        raise ForbiddenException("Secret payload retrieval attempt not allowed")

    monkeypatch.setattr(Service, "get_bytes", forbidden)
    assert SecretV1.read(cloud, id).payload is UNREAD
    wanted.delete(cloud, id)


def test_barbican_s_reason_is_told(cloud: Cloud) -> None:
    with pytest.raises(Exception, match=r"(?i)bad request") as caught:
        SecretV1(name="x", secret_type="password").create(cloud)
    assert "'password' is not one of" in str(explain(caught.value))


@pytest.mark.parametrize(
    ("path", "old", "new", "same"),
    [
        ("payload", "hush\n", "hush", True),
        ("payload", "hush", "shout", False),
        ("payloadContentType", "text/plain", "text/plain; charset=utf-8", True),
        ("metadata", {"Owner": "me"}, {"owner": "me"}, True),
        ("metadata", {"Owner": "me"}, {"owner": "you"}, False),
        ("expiration", "2030-01-01T00:00:00", "2030-01-01T00:00:00Z", True),
        ("expiration", "2030-01-01T00:00:00", "2031-01-01T00:00:00Z", False),
        ("expiration", "soon", "later", False),
    ],
)
def test_two_spellings_of_one_value_are_the_same(
    cloud: Cloud, path: str, old: Any, new: Any, same: bool
) -> None:
    assert SecretV1.same(cloud, (path,), old, new) is same
