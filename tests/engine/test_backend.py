"""A kill in the middle of a write must not cost the state."""

import os
import subprocess
from pathlib import Path

import pytest

from orchestrator import tools
from orchestrator.engine.backend import folder_of, remove_spoiled_sidecars, without_sidecars


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("file:///state", "file:///state?metadata=skip"),
        ("file:///state?no_tmp_dir=true", "file:///state?no_tmp_dir=true&metadata=skip"),
        ("file:///state?metadata=skip", "file:///state?metadata=skip"),
        ("s3://bucket/state?region=eu-central-1", "s3://bucket/state?region=eu-central-1"),
        ("https://api.example", "https://api.example"),
    ],
)
def test_only_file_backends_lose_their_sidecars(url: str, expected: str) -> None:
    assert without_sidecars(url) == expected


def test_the_folder_is_that_of_the_url() -> None:
    assert folder_of("file:///a/b?metadata=skip") == Path("/a/b")
    assert folder_of("file://~/x") == Path.home() / "x"
    assert folder_of("s3://bucket") is None


def test_pulumi_reads_a_state_again_whose_sidecar_was_spoiled(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    binary = tools.ensure("pulumi", lambda line: None)

    def pulumi(url: str, *words: str) -> "subprocess.CompletedProcess[str]":
        known = {"PULUMI_BACKEND_URL": url, "PULUMI_CONFIG_PASSPHRASE": "x", "PULUMI_SKIP_UPDATE_CHECK": "1"}
        return subprocess.run(
            [binary, "--non-interactive", *words],
            cwd=tmp_path,
            env={**os.environ, **known},
            capture_output=True,
            text=True,
            check=False,
        )

    url = without_sidecars(f"file://{folder}")
    assert pulumi(url, "stack", "init", "organization/shop/dev").returncode == 0
    assert not list(folder.rglob("*.attrs")), "what is not written cannot be spoiled"
    spoiled = folder / ".pulumi" / "stacks" / "shop" / "dev.json.attrs"
    spoiled.touch()
    export = ("stack", "export", "--stack", "organization/shop/dev")
    assert "EOF" in pulumi(url, *export).stderr, "else this mend is not needed any more"
    remove_spoiled_sidecars(folder, "shop")
    assert pulumi(url, *export).returncode == 0
    whole = spoiled.with_name("other.attrs")
    whole.write_text("{}")
    remove_spoiled_sidecars(folder, "shop")
    assert whole.exists()
