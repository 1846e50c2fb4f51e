"""Builds a tool from source: a wrapper module pins its content, the Go module proxy serves it."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from orchestrator.tools.golang import Go, find_go
from orchestrator.tools.tool import Missed, Places, Progress, Tool

SAY_EVERY_SECONDS = 10.0
LIMIT_SECONDS = 3600.0
# Set for another purpose, these would give us a program for another machine or in another place.
DROPPED = frozenset({"GOOS", "GOARCH", "GOBIN", "GOEXPERIMENT", "GODEBUG"})


def build(tool: Tool, places: Places, partial: Path, progress: Progress) -> None:
    """Write the built program to `partial`, or raise Missed; what a failed build did helps the next one."""
    folder = places.cache / "build" / tool.name
    shutil.copytree(tool.module, folder / "module", dirs_exist_ok=True)
    go = find_go(folder / "module" / "go.mod", places, progress)
    # go.sum lists every module, and readonly forbids to add any: the content is what we pinned.
    command: list[str | Path] = [go.program, "build", "-mod=readonly", "-trimpath", "-ldflags", tool.ldflags]
    command += ["-o", partial.absolute(), tool.package]
    log = folder / "build.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder / "module",
            env=environment(folder, go),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = _wait(process, f"building {tool} with Go {go.version} (some minutes, once)", progress)
        finally:
            _stop(process)
    if code:
        raise Missed(f"go build ended with {code}, see {log}: {_last_line(log)}")
    shutil.rmtree(folder)  # about 3 GB that nobody needs again


def environment(folder: Path, go: Go) -> dict[str, str | Path]:
    """The user's settings (proxies, certificates), with everything that Go writes kept in our folder."""
    kept: dict[str, str | Path] = {k: v for k, v in os.environ.items() if k not in DROPPED}
    return kept | {
        "CGO_ENABLED": "0",
        # Without modcacherw the module cache is read-only and cannot simply be deleted.
        "GOFLAGS": "-buildvcs=false -modcacherw",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOPATH": folder / "path",
        "GOMODCACHE": folder / "modules",
        "GOCACHE": folder / "objects",
        "PATH": f"{Path(go.program).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def _wait(process: "subprocess.Popen[bytes]", doing: str, progress: Progress) -> int:
    start = time.monotonic()
    while (elapsed := time.monotonic() - start) < LIMIT_SECONDS:
        progress(f"{doing}: {elapsed:.0f} s")
        try:
            return process.wait(SAY_EVERY_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    raise Missed(f"not done after {LIMIT_SECONDS:.0f} s")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the build with its compilers, if it still runs because we are interrupted."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
