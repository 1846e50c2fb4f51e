"""Downloads a tool from its official release, checked against the published SHA-256."""

import hashlib
import platform
import shutil
import tarfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from orchestrator.tools.tool import Missed, Name, Places, Progress, Tool

STALL_SECONDS = 5.0  # for the connection, and for each piece that arrives
TOTAL_SECONDS = 600.0
CHUNK = 1 << 20
SAY_EVERY_SECONDS = 5.0
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A published file, the file that lists its checksum, and where the program is in it."""

    folder: str
    file: str
    checksums: str
    member: str = ""  # empty when the file is the program itself


def download(tool: Tool, places: Places, partial: Path, progress: Progress) -> None:
    """Write the released program to `partial`, or raise Missed."""
    asset = asset_of(tool.name, tool.version, platform.system().lower(), platform.machine().lower())
    base = f"{places.releases}/{asset.folder}"
    _must_be_safe(base)
    try:
        expected = checksum_for(asset.file, _small_text(f"{base}/{asset.checksums}"))
        archive = partial.with_name(asset.file + ".download")
        actual = _fetch(f"{base}/{asset.file}", archive, lambda said: progress(f"downloading {tool}: {said}"))
    except (OSError, HTTPException) as error:
        raise Missed(f"{base}: {_reason(error)}") from error
    if actual != expected:
        raise Missed(f"the SHA-256 of {asset.file} is {actual}, published is {expected}")
    _unpack(archive, asset.member, partial)


def asset_of(name: Name, version: str, system: str, machine: str) -> Asset:
    """How the two projects name their files."""
    cpu = MACHINES.get(machine)
    if cpu is None or system not in ("linux", "darwin"):
        raise Missed(f"no release is known for {system} on {machine}")
    if name == "pulumi":
        return Asset(
            f"pulumi/pulumi/releases/download/v{version}",
            f"pulumi-v{version}-{system}-{'x64' if cpu == 'amd64' else cpu}.tar.gz",
            f"pulumi-{version}-checksums.txt",
            member="pulumi/pulumi",
        )
    if name == "pulumi-language-yaml":
        raise Missed("it is released as a part of pulumi only")
    # The static build needs no C library; only Macs with Intel processors get no such file.
    file = f"opa_{system}_{cpu}" + ("" if (system, cpu) == ("darwin", "amd64") else "_static")
    return Asset(f"open-policy-agent/opa/releases/download/v{version}", file, f"{file}.sha256")


def checksum_for(file: str, text: str) -> str:
    """The checksum of this file in the output of sha256sum."""
    for line in text.splitlines():
        words = line.split()
        if len(words) == 2 and words[1].lstrip("*") == file and len(words[0]) == 64:
            return words[0].lower()
    raise Missed(f"the published checksums do not list {file}")


def _must_be_safe(url: str) -> None:
    """The checksum comes from the same place as the file, so only TLS vouches for both."""
    parts = urlsplit(url)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", "127.0.0.1"):
        raise Missed(f"{url} is not https")


def _small_text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=STALL_SECONDS) as answer:
        content: bytes = answer.read(CHUNK)
    return content.decode("utf-8", "replace")


def _fetch(url: str, target: Path, say: Progress) -> str:
    digest = hashlib.sha256()
    start = said = time.monotonic()
    size = 0
    with urllib.request.urlopen(url, timeout=STALL_SECONDS) as answer, target.open("wb") as file:
        while chunk := answer.read1(CHUNK):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            now = time.monotonic()
            if now - start > TOTAL_SECONDS:
                raise TimeoutError(f"not done after {TOTAL_SECONDS:.0f} s")
            if now - said > SAY_EVERY_SECONDS:
                said = now
                say(f"{size >> 20} MiB, {now - start:.0f} s")
    return digest.hexdigest()


def _unpack(archive: Path, member: str, partial: Path) -> None:
    if not member:
        archive.replace(partial)
        return
    try:
        with tarfile.open(archive) as tar:
            source = tar.extractfile(member)
            if source is None:
                raise Missed(f"{member} in the archive is not a file")
            with partial.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
    except (KeyError, tarfile.TarError, EOFError) as error:
        raise Missed(f"the archive holds no {member}: {error}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    return str(error.reason if isinstance(error, urllib.error.URLError) else error) or type(error).__name__
