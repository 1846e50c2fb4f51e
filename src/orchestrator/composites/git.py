"""Types in a git repository: a reference is resolved once, and only the commit that was pinned is read."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from orchestrator.errors import SpecError, Where

_LIMIT = 120.0
COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_URL = re.compile(r"(https|ssh|file)://\S+|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:\S+")
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
_CREDENTIALS = re.compile(r"https://[^/@]*@")


def cache_of_user() -> Path:
    """What can be fetched again, by the XDG rules."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "orchestrator" / "types"


def problem(url: str, ref: str) -> str:
    """Why a source cannot be used; empty when it can."""
    if not _URL.fullmatch(url):
        return "must be an https://, ssh:// or file:// URL, or user@host:path"
    if _CREDENTIALS.match(url):
        return "must not hold credentials: git's own credential helpers keep them"
    if not _REF.fullmatch(ref) or ".." in ref:
        return f"has a reference that git does not allow: '{ref[:60]}'"
    return ""


def resolve(url: str, ref: str, where: Where, cache: Path | None = None) -> str:
    """The commit that a branch, tag or commit means now; asks the repository. Raises SpecError."""
    store = _store(url, cache or cache_of_user(), where)
    _git(store, where, "fetch", "--quiet", "--depth", "1", "--", url, ref)
    return _git(store, where, "rev-parse", "--verify", "FETCH_HEAD^{commit}").decode().strip()


def folder_at(url: str, commit: str, where: Where, cache: Path | None = None) -> Path:
    """The files of one commit; asks the repository only when they are not here yet. Raises SpecError."""
    store = _store(url, cache or cache_of_user(), where)
    files = store / "files" / commit
    if files.is_dir():
        return files
    if not _has(store, commit):
        _git(store, where, "fetch", "--quiet", "--depth", "1", "--", url, commit)
    archive = _git(store, where, "archive", "--format=tar", commit)
    files.parent.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=files.parent))
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(part, filter="data")
        # In one step: another run sees all of the files, or none.
        part.rename(files)
    except (OSError, tarfile.TarError) as error:
        shutil.rmtree(part, ignore_errors=True)
        if not files.is_dir():
            raise SpecError(f"the commit {commit[:12]} cannot be unpacked: {error}", where) from error
    return files


def _store(url: str, cache: Path, where: Where) -> Path:
    store = cache / hashlib.sha256(url.encode()).hexdigest()[:24]
    if not (store / "HEAD").is_file():
        try:
            store.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SpecError(f"{store} cannot be made: {error.strerror}", where) from error
        _git(store, where, "init", "--quiet", "--bare", ".")
    return store


def _has(store: Path, commit: str) -> bool:
    command = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return (
        subprocess.run(command, cwd=store, env=_environment(), capture_output=True, check=False).returncode
        == 0
    )


def _git(store: Path, where: Where, *arguments: str) -> bytes:
    # No helper programs by URL, and no questions: a run without a terminal must end.
    command = ["git", "-c", "protocol.ext.allow=never", *arguments]
    try:
        done = subprocess.run(
            command, cwd=store, env=_environment(), capture_output=True, timeout=_LIMIT, check=False
        )
    except FileNotFoundError as error:
        raise SpecError(
            "git is not installed", where, "composite types come from a git repository"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise SpecError(f"git {arguments[0]} took longer than {_LIMIT:.0f} s", where) from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise SpecError(f"git {arguments[0]} failed: {said[-1] if said else done.returncode}", where)
    return done.stdout


def _environment() -> dict[str, str]:
    # The repository that a hook or another git is at work in is not ours.
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
