"""aws:secretsmanager/secretVersion:SecretVersion, a value of a secret."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Secret, Unordered
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.trouble import ProviderError

CURRENT = "AWSCURRENT"


@dataclass(frozen=True, kw_only=True)
class SecretVersion(ProviderResource[Aws]):
    """A value of a secret; its id is the secret's ARN, a bar, and the version's own id."""

    token: ClassVar[str] = "aws:secretsmanager/secretVersion:SecretVersion"

    secret_id: Immutable[str]
    secret_string: Immutable[Secret[str | None]] = None
    secret_binary: Immutable[Secret[str | None]] = None
    """Base64."""
    version_stages: CloudChosen[Unordered[list[str]]] = field(default_factory=list)
    arn: Computed[str] = ""
    secret_arn: Computed[str] = ""
    version_id: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if (self.secret_string is None) == (self.secret_binary is None):
            yield Fault(("secretString",), "give one of 'secretString' and 'secretBinary'")

    def create(self, client: Aws) -> str:
        stages = {"VersionStages": self.version_stages} if self.version_stages else {}
        value = (
            {"SecretString": self.secret_string}
            if self.secret_string is not None
            else {"SecretBinary": _bytes(self.secret_binary or "")}
        )
        made = client.secretsmanager.put_secret_value(SecretId=self.secret_id, **value, **stages)
        return f"{made['ARN']}|{made['VersionId']}"

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        secret, version = _parts(id)
        if client.secretsmanager.describe_secret(SecretId=secret).get("DeletedDate"):
            return None
        found = client.secretsmanager.get_secret_value(SecretId=secret, VersionId=version)
        return cls(
            secret_id=secret,
            secret_string=found.get("SecretString"),
            secret_binary=_text(found.get("SecretBinary")),
            version_stages=found.get("VersionStages", []),
            arn=found["ARN"],
            secret_arn=found["ARN"],
            version_id=version,
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        secret, version = _parts(id)
        there = _stages(client, secret)
        for stage in self.version_stages:
            holder = next((v for v, stages in there.items() if stage in stages), None)
            if holder != version:
                away = {"RemoveFromVersionId": holder} if holder else {}
                client.secretsmanager.update_secret_version_stage(
                    SecretId=secret, VersionStage=stage, MoveToVersionId=version, **away
                )
        # AWS moves some stages by itself, so it is asked again.
        for stage in set(_stages(client, secret).get(version, [])) - set(self.version_stages) - {CURRENT}:
            _remove(client, secret, version, stage)

    def delete(self, client: Aws, id: str) -> None:
        """A version without stages is forgotten by AWS; the current one goes with its secret only."""
        secret, version = _parts(id)
        for stage in _stages(client, secret).get(version, []):
            if stage != CURRENT:
                _remove(client, secret, version, stage)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        found = client.secretsmanager.describe_secret(SecretId=self.secret_id)
        for version, stages in found.get("VersionIdsToStages", {}).items():
            id = f"{found['ARN']}|{version}"
            if id in known or not set(self.version_stages or [CURRENT]) <= set(stages):
                continue
            there = self.read(client, id)
            mine = (self.secret_string, self.secret_binary)
            if there and (there.secret_string, there.secret_binary) == mine:
                return id
        return None


def _parts(id: str) -> tuple[str, str]:
    secret, bar, version = id.rpartition("|")
    if not bar:
        raise ProviderError("this is no version of a secret", hint="its id is ARN|VERSION")
    return secret, version


def _stages(aws: Aws, secret: str) -> dict[str, list[str]]:
    """The stages of each version; a secret that waits for its end lets nothing be changed."""
    found = aws.secretsmanager.describe_secret(SecretId=secret)
    return {} if found.get("DeletedDate") else dict(found.get("VersionIdsToStages", {}))


def _remove(aws: Aws, secret: str, version: str, stage: str) -> None:
    aws.secretsmanager.update_secret_version_stage(
        SecretId=secret, VersionStage=stage, RemoveFromVersionId=version
    )


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _text(value: Any) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
