"""The download of an official release: the right file, and every way in which it can be wrong."""

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator.tools import OPA, PULUMI, Places, Tool, release
from orchestrator.tools.release import Asset, asset_of, checksum_for, download
from orchestrator.tools.tool import Missed


def here(tool: Tool) -> Asset:
    return asset_of(tool.name, tool.version, platform.system().lower(), platform.machine().lower())


def get(tool: Tool, url: str, tmp_path: Path) -> Path:
    partial = tmp_path / tool.name
    download(tool, Places("", tmp_path / "cache", url), partial, lambda said: None)
    return partial


def test_right_program_arrives(releases: Any, program_text: Callable[[str], bytes], tmp_path: Path) -> None:
    asset = here(OPA)
    releases.publish(asset.folder, asset.file, program_text("1.22.2"), asset.checksums)
    assert get(OPA, releases.url, tmp_path).read_bytes() == program_text("1.22.2")


def test_program_is_taken_from_archive(
    releases: Any,
    tarball: Callable[[str, bytes], bytes],
    program_text: Callable[[str], bytes],
    tmp_path: Path,
) -> None:
    asset = here(PULUMI)
    archive = tarball("pulumi/pulumi", program_text("3.259.0"))
    releases.publish(asset.folder, asset.file, archive, asset.checksums)
    assert get(PULUMI, releases.url, tmp_path).read_bytes() == program_text("3.259.0")


def test_archive_without_the_program(
    releases: Any, tarball: Callable[[str, bytes], bytes], tmp_path: Path
) -> None:
    asset = here(PULUMI)
    releases.publish(asset.folder, asset.file, tarball("pulumi/other", b"x"), asset.checksums)
    with pytest.raises(Missed, match="holds no pulumi/pulumi"):
        get(PULUMI, releases.url, tmp_path)


def test_file_that_is_no_archive(releases: Any, tmp_path: Path) -> None:
    asset = here(PULUMI)
    releases.publish(asset.folder, asset.file, b"<html>log in first</html>", asset.checksums)
    with pytest.raises(Missed, match="holds no pulumi/pulumi"):
        get(PULUMI, releases.url, tmp_path)


def test_wrong_checksum_is_refused(releases: Any, tmp_path: Path) -> None:
    asset = here(OPA)
    releases.publish(asset.folder, asset.file, b"something else", asset.checksums, checksum="0" * 64)
    with pytest.raises(Missed, match=r"SHA-256 .* published is 0000"):
        get(OPA, releases.url, tmp_path)
    assert not (tmp_path / "opa").exists()


def test_missing_checksum_is_refused(releases: Any, tmp_path: Path) -> None:
    asset = here(OPA)
    releases.publish(asset.folder, asset.file, b"x", asset.checksums)
    releases.files[f"/{asset.folder}/{asset.checksums}"] = b"0000  some_other_file\n"
    with pytest.raises(Missed, match="do not list"):
        get(OPA, releases.url, tmp_path)


def test_not_found(releases: Any, tmp_path: Path) -> None:
    with pytest.raises(Missed, match="HTTP 404"):
        get(OPA, releases.url, tmp_path)


def test_silent_server(releases: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "STALL_SECONDS", 0.2)
    releases.delay = 1.0
    with pytest.raises(Missed, match="timed out"):
        get(OPA, releases.url, tmp_path)


def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(Missed, match="refused"):
        get(OPA, "http://127.0.0.1:1", tmp_path)


@pytest.mark.parametrize("url", ["http://releases.invalid", "ftp://127.0.0.1", "http://127.0.0.1.invalid"])
def test_only_tls_is_trusted(url: str, tmp_path: Path) -> None:
    with pytest.raises(Missed, match="not https"):
        get(OPA, url, tmp_path)


@pytest.mark.parametrize(
    ("name", "system", "machine", "file"),
    [
        ("pulumi", "linux", "x86_64", "pulumi-v3.259.0-linux-x64.tar.gz"),
        ("pulumi", "darwin", "arm64", "pulumi-v3.259.0-darwin-arm64.tar.gz"),
        ("opa", "linux", "aarch64", "opa_linux_arm64_static"),
        ("opa", "darwin", "x86_64", "opa_darwin_amd64"),
        ("opa", "darwin", "arm64", "opa_darwin_arm64_static"),
    ],
)
def test_file_names(name: Any, system: str, machine: str, file: str) -> None:
    assert asset_of(name, "3.259.0", system, machine).file == file


@pytest.mark.parametrize(("system", "machine"), [("windows", "amd64"), ("linux", "riscv64")])
def test_unknown_machines(system: str, machine: str) -> None:
    with pytest.raises(Missed, match="no release is known"):
        asset_of("opa", "1.22.2", system, machine)


def test_checksum_of_binary_mode() -> None:
    assert checksum_for("opa", f"{'A' * 64} *opa\n") == "a" * 64
