"""OPA as a server of our own, for many decisions."""

import json
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from orchestrator.errors import PolicyError
from orchestrator.policy.bundle import Bundle
from orchestrator.policy.question import Request
from orchestrator.policy.refusal import raise_refusal

_ROUTE = "/v1/data/orchestrator/driver/answer?strict-builtin-errors=true"
_GUARD = """package system.authz

default allow := false

allow if input.identity == "{token}"
"""


class ManagedOpa:
    """`opa run --server` on a unix socket in a folder that only this user can enter, with a token as well.

    Starts at the first question, starts again when the packs change, stops with `close` or the `with` block.
    """

    def __init__(self, binary: Path, timeout: float = 10.0) -> None:
        self._binary = binary
        self._timeout = timeout
        self._server: _Server | None = None

    def ask(self, bundle: Bundle, request: Request) -> object:
        """The answer to a question; raises PolicyError."""
        if self._server is None or self._server.digest != bundle.digest:
            self.close()
            self._server = _Server(self._binary, bundle, self._timeout)
        try:
            return self._server.ask(json.dumps({"input": request.input()}), request.limit(self._timeout))
        except PolicyError:
            # The next question must not meet the rest of this answer.
            self.close()
            raise

    @property
    def pid(self) -> int | None:
        """The process id of the server; None while there is none."""
        return self._server.process.pid if self._server else None

    def close(self) -> None:
        """Stop the server."""
        if self._server:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server:
    """One running server with one bundle."""

    def __init__(self, binary: Path, bundle: Bundle, timeout: float) -> None:
        self.digest = bundle.digest
        self._token = secrets.token_hex(16)
        self._folder = Path(tempfile.mkdtemp(prefix="opa-"))
        self._log = self._folder / "log"
        guard = self._folder / "guard.rego"
        guard.write_text(_GUARD.format(token=self._token), encoding="utf-8")
        self._socket = self._folder / "opa.sock"
        arguments = ["run", "--server", "--addr", f"unix://{self._socket}", "--unix-socket-perm", "600"]
        arguments += ["--authentication", "token", "--authorization", "basic", "--skip-version-check"]
        arguments += ["--log-level", "error", "--shutdown-grace-period", "1"]
        files = [str(module.path) for module in bundle.modules]
        try:
            with self._log.open("wb") as log:
                self.process = subprocess.Popen(
                    [str(binary), *arguments, str(guard), *files], stdout=log, stderr=log, env={}
                )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            hint = "it must be the path of an OPA 1.x"
            raise PolicyError(f"OPA does not start: {error.strerror or error}", str(binary), hint) from error
        self._connection = _UnixConnection(self._socket, timeout)
        self._wait_until_ready(timeout)

    def ask(self, body: str, limit: float) -> object:
        """The value of the driver's answer; None when it is undefined."""
        self._connection.limit(limit)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            self._connection.request("POST", _ROUTE, body, headers)
            answer = json.loads(self._connection.getresponse().read())
        except TimeoutError as error:
            hint = "raise the limit, or look for a rule that loops over everything twice"
            raise PolicyError(f"OPA did not answer within {limit:g} s", "OPA server", hint) from error
        except (OSError, HTTPException, ValueError) as error:
            raise PolicyError(
                f"OPA went away before it answered: {error!r}", "OPA server", "try again"
            ) from error
        raise_refusal(answer)
        return answer.get("result") if isinstance(answer, dict) else None

    def stop(self) -> None:
        """End the process, and leave nothing behind."""
        self._connection.close()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait_until_ready(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._socket.exists() and self._connection.answers():
                return
            time.sleep(0.01)
        said = self._log.read_text(encoding="utf-8", errors="replace").strip()[-1000:]
        self.stop()
        raise PolicyError(
            f"the OPA server does not start: {said or f'not ready within {timeout:g} s'}",
            None,
            "mend the policy",
        )


class _UnixConnection(HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Called by the standard library when a request needs a connection."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))

    def limit(self, seconds: float) -> None:
        """Let the next request take so long."""
        self.timeout = seconds
        if self.sock:
            self.sock.settimeout(seconds)

    def answers(self) -> bool:
        """Whether somebody listens."""
        try:
            self.connect()
        except OSError:
            self.close()
            return False
        return True
