"""Values of secrets: rotated, put back, never shown, and gone with their secret."""

import json
from typing import Any

import pytest

from orchestrator.providers.aws import PROVIDER
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.secret_version import SecretVersion
from orchestrator.providers.kit.trouble import ProviderError

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
URN = "urn:pulumi:dev::shop::aws:secretsmanager/secretVersion:SecretVersion::v"


def value(secret: str, text: str) -> dict[str, Any]:
    return {"secretId": secret, "secretString": text, "versionStages": ["AWSCURRENT"]}


def current(aws: Aws, secret: str) -> str:
    return str(aws.secretsmanager.get_secret_value(SecretId=secret)["SecretString"])


def test_a_rotation_makes_a_new_version_and_forgets_the_old(make: Any, aws: Aws) -> None:
    secret = make(SECRET, {"name": "rotated"}).id
    old = make(VERSION, value(secret, "one"))
    new = make(VERSION, value(secret, "two"))  # as the engine replaces: first the new one
    old.delete()
    assert current(aws, secret) == "two"
    versions = aws.secretsmanager.describe_secret(SecretId=secret)["VersionIdsToStages"]
    assert {id: stages for id, stages in versions.items() if stages} == {
        new.state["versionId"]: ["AWSCURRENT"]
    }


def test_a_value_set_by_hand_is_drift_and_put_back(make: Any, aws: Aws) -> None:
    secret = make(SECRET, {"name": "tampered"}).id
    version = make(VERSION, value(secret, "ours"))
    aws.secretsmanager.put_secret_value(SecretId=secret, SecretString="theirs")
    found = version.lifecycle.read(version.id, version.inputs, version.state)
    assert found.inputs["versionStages"] == ["AWSPREVIOUS"]
    version.lifecycle.update(version.id, {**found.state, **found.inputs}, version.inputs)
    assert current(aws, secret) == "ours"
    assert version.changes() == {}


def test_bytes_come_back_as_they_were(make: Any) -> None:
    secret = make(SECRET, {"name": "bytes"}).id
    version = make(VERSION, {"secretId": secret, "secretBinary": "AAECAw=="})
    assert version.changes() == {}


def test_what_an_interrupted_run_left_is_adopted_by_its_value(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make(SECRET, {"name": "left"}).id
    left = make(VERSION, value(secret, "one"))
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    assert make(VERSION, value(secret, "one"), urn=URN).id == left.id
    assert make(VERSION, value(secret, "other"), urn=URN).id != left.id


def test_a_deleted_secret_is_gone_with_its_values(make: Any) -> None:
    secret = make(SECRET, {"name": "short"})
    version = make(VERSION, value(secret.id, "one"))
    secret.delete()
    assert secret.gone and version.gone
    version.delete()


def test_a_secret_without_a_window_can_be_made_again_at_once(make: Any) -> None:
    for _ in range(2):
        secret = make(SECRET, {"name": "again", "recoveryWindowInDays": 0})
        secret.delete()


def test_the_value_is_secret_in_the_schema_and_ids_are_checked(aws: Aws) -> None:
    (schema,) = (h.schema for h in PROVIDER.resources if h.schema.token == VERSION)
    assert {name for name, p in schema.inputs.items() if p.secret} == {"secretString", "secretBinary"}
    with pytest.raises(ProviderError, match="this is no version of a secret"):
        SecretVersion.read(aws, "arn-only")
