"""Every kind of store, by what it really speaks; no error ever holds a secret."""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from orchestrator import secrets
from orchestrator.errors import SecretError
from orchestrator.model.environment import (
    EnvironmentStore,
    FileStore,
    KeyVaultStore,
    SecretsManagerStore,
    SecretStore,
    VaultStore,
)

WORD = "s3cret-4711"
TOKEN = "the-token"


@dataclass
class Kept:
    """A server that speaks a little of Vault's KV version 2 and of Key Vault, to callers with the token."""

    url: str = ""
    answers: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def kept() -> Iterator[Kept]:
    """The server, on a free port."""
    made = Kept()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            allowed = TOKEN in (self.headers.get("X-Vault-Token"), self.headers.get("Authorization", "")[7:])
            found = made.answers.get(self.path)
            self.send_response(403 if not allowed else 404 if found is None else 200)
            if found == "elsewhere":
                self.send_header("Location", f"{made.url}/stolen")
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def read(reference: str, store: SecretStore, variables: Mapping[str, str]) -> str:
    return secrets.read(f"main/{reference}", {"main": store}, variables)


def refused(reference: str, store: SecretStore, variables: Mapping[str, str]) -> str:
    """What is said of it; the secret and the token are not."""
    with pytest.raises(SecretError) as caught:
        read(reference, store, variables)
    error: BaseException | None = caught.value
    said = str(error)
    while error:
        assert WORD not in str(error) and TOKEN not in str(error)
        error = error.__cause__
    return said


def test_variables() -> None:
    store = SecretStore(environment=EnvironmentStore(prefix="SHOP_"))
    assert read("DB", store, {"SHOP_DB": WORD}) == WORD
    assert "SHOP_NO is not set" in refused("NO", store, {"SHOP_DB": WORD})


def test_files(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "db").write_text(f"{WORD}\n")
    (tmp_path / "outside").write_text(WORD)
    store = SecretStore(file=FileStore(folder=str(tmp_path / "run")))
    assert read("db", store, {}) == WORD
    assert "No such file" in refused("none", store, {})
    assert "outside" in refused("../outside", store, {})


def test_fields_of_json(tmp_path: Path) -> None:
    (tmp_path / "db").write_text(json.dumps({"password": WORD, "port": 3306}))
    (tmp_path / "text").write_text(WORD)
    store = SecretStore(file=FileStore(folder=str(tmp_path)))
    assert read("db#password", store, {}) == WORD
    assert read("db#port", store, {}) == "3306"
    assert "its fields are password, port" in refused("db#user", store, {})
    assert "not JSON" in refused("text#user", store, {})


def test_hashicorp_vault(kept: Kept) -> None:
    kept.answers["/v1/secret/data/shop/db"] = {"data": {"data": {"value": WORD, "user": "shop"}}}
    kept.answers["/v1/secret/data/deleted"] = {"data": {"data": None}}
    kept.answers["/v1/secret/data/v1"] = {"data": {"value": WORD}}
    store = SecretStore(vault=VaultStore(address=kept.url))
    given = {"VAULT_TOKEN": TOKEN}
    assert read("shop/db", store, given) == WORD
    assert read("shop/db#user", store, given) == "shop"
    assert "has no field 'password' (its fields are user, value)" in refused("shop/db#password", store, given)
    assert "404" in refused("shop/none", store, given)
    assert "does not allow" in refused("shop/db", store, {"VAULT_TOKEN": "wrong"})
    assert "KV version 2" in refused("deleted", store, given)
    assert "KV version 2" in refused("v1", store, given)
    assert "no token" in refused("shop/db", store, {"HOME": "/nowhere"})


def test_azure_key_vault(kept: Kept) -> None:
    kept.answers["/secrets/db?api-version=7.4"] = {"value": WORD, "id": f"{kept.url}/secrets/db/1"}
    store = SecretStore(azure_key_vault=KeyVaultStore(url=f"{kept.url}/"))
    given = {"ORCHESTRATOR_ARM_TOKEN": TOKEN}
    assert read("db", store, given) == WORD
    assert "404" in refused("none", store, given)


def test_a_token_goes_to_nobody_else(kept: Kept) -> None:
    far = SecretStore(vault=VaultStore(address="http://vault.example"))
    assert "not reached by https" in refused("db", far, {"VAULT_TOKEN": TOKEN})
    kept.answers["/v1/secret/data/db"] = "elsewhere"
    near = SecretStore(vault=VaultStore(address=kept.url))
    refused("db", near, {"VAULT_TOKEN": TOKEN})
    assert not [path for path in kept.asked if "stolen" in path]
    dead = SecretStore(vault=VaultStore(address="http://127.0.0.1:1"))
    assert "does not answer" in refused("db", dead, {"VAULT_TOKEN": TOKEN})


def test_aws_secrets_manager() -> None:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "word", "AWS_ENDPOINT_URL": endpoint}
        client = boto3.client(
            "secretsmanager",
            region_name="eu-central-1",
            endpoint_url=endpoint,
            aws_access_key_id="key",
            aws_secret_access_key="word",
        )
        client.create_secret(Name="shop/db", SecretString=json.dumps({"password": WORD}))
        client.create_secret(Name="shop/binary", SecretBinary=b"x")
        store = SecretStore(aws_secrets_manager=SecretsManagerStore(region="eu-central-1"))
        assert read("shop/db#password", store, keys) == WORD
        assert json.loads(read("shop/db", store, keys)) == {"password": WORD}
        assert "ResourceNotFoundException" in refused("shop/none", store, keys)
        assert "binary" in refused("shop/binary", store, keys)
    finally:
        server.stop()


def test_a_store_that_is_not_there() -> None:
    with pytest.raises(SecretError, match="no store 'other'"):
        secrets.read("other/db", {}, {})


def test_a_store_is_of_one_kind() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        SecretStore(file=FileStore(folder="/"), environment=EnvironmentStore())
