"""What a session refuses before it asks anybody, and what it calls its stack."""

from pathlib import Path

import pytest

from orchestrator.engine import Settings
from orchestrator.engine.session import Session
from orchestrator.errors import EngineError
from orchestrator.model.environment import AzureProvider, Environment, Providers, State

AZURE = Providers(azure=AzureProvider(region="westeurope", subscription_id="0" * 36))


def settings(folder: Path, **connection: str) -> Settings:
    return Settings(Path("pulumi"), "3.259.0", folder / "state", folder / "cache", connection)


def test_official_plugins_in_the_sandbox_would_reach_real_clouds_and_are_refused(tmp_path: Path) -> None:
    environment = Environment(name="dev", providers=AZURE, plugins="official")
    with pytest.raises(EngineError, match="official plugins"):
        Session("shop", environment, settings(tmp_path, ORCHESTRATOR_ARM_ENDPOINT="http://127.0.0.1:1"))
    assert Session("shop", environment, settings(tmp_path)).backend.startswith("file://")


@pytest.mark.parametrize(
    ("backend", "name"),
    [
        (None, "organization/shop/dev"),
        ("s3://bucket", "organization/shop/dev"),
        ("https://api.pulumi.com", "dev"),
    ],
)
def test_only_files_and_buckets_have_the_one_organisation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str | None, name: str
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "right")
    environment = Environment(name="dev", providers=AZURE, state=State(backend=backend))
    assert Session("shop", environment, settings(tmp_path)).qualified_name == name
