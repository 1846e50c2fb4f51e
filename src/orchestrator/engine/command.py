"""Runs the pulumi binary so that it can be stopped politely, and stops by itself when we die."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from pulumi.automation import CommandResult, OnOutput, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

INTERRUPTED = "error: operation interrupted"


class Command(PulumiCommand):
    """One pulumi binary; at most one run at a time is interrupted."""

    def __init__(self, binary: Path, version: str) -> None:
        # Not the parent's: it runs `pulumi version` each time, and the version is known already.
        self.command = str(binary)
        self.version = VersionInfo.parse(version)
        self.interrupted = False
        self._process: subprocess.Popen[str] | None = None

    def interrupt(self) -> bool:
        """Ask the running pulumi to stop: it finishes what is under way and records it. False: none runs."""
        self.interrupted = True
        if (process := self._process) and process.poll() is None:
            process.send_signal(signal.SIGINT)
            return True
        return False

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run one pulumi command to its end; raises the Automation API's CommandError."""
        if self.interrupted:
            raise create_command_error(CommandResult(stdout="", stderr=INTERRUPTED, code=1))
        if "--non-interactive" not in args:
            args = ["--non-interactive", *args]
        environment = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        with subprocess.Popen(
            [*_dies_with_us(), self.command, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            encoding="utf-8",
            errors="replace",
            # Ctrl-C reaches the whole foreground group; a second SIGINT would make pulumi drop its work.
            start_new_session=True,
        ) as process:
            self._process = process
            if self.interrupted:
                process.send_signal(signal.SIGINT)  # the signal came while the program was starting
            assert process.stdout is not None and process.stderr is not None
            out, err = _Reader(process.stdout, on_output), _Reader(process.stderr, on_error)
            out.join()
            err.join()
            code = process.wait()
        self._process = None
        result = CommandResult(stdout="\n".join(out.lines), stderr="\n".join(err.lines), code=code)
        if code != 0:
            raise create_command_error(result)
        return result


class _Reader(threading.Thread):
    """Collects the lines of one stream."""

    def __init__(self, stream: IO[str], callback: OnOutput | None) -> None:
        super().__init__(daemon=True)
        self.lines: list[str] = []
        self._stream = stream
        self._callback = callback
        self.start()

    def run(self) -> None:
        for line in self._stream:
            self.lines.append(line.rstrip())
            if self._callback:
                self._callback(self.lines[-1])


def _dies_with_us() -> list[str]:
    """A prefix that sends SIGINT to pulumi when this process is killed: else it would go on unwatched."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []
