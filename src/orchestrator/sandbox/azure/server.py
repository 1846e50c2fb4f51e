"""The emulator's HTTP server: loopback only, one bearer token, one lock around the cloud."""

import hmac
import json
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from orchestrator.sandbox.azure import faults
from orchestrator.sandbox.azure.cloud import Answer, Cloud, Request
from orchestrator.sandbox.azure.errors import ArmError

CONTROL = "/_sandbox/faults"
BODY_LIMIT = 4 << 20  # ARM's own limit


class ArmServer(ThreadingHTTPServer):
    """A cloud behind a port of 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, token: str, polls: int = 1) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.token = token
        self.lock = threading.RLock()
        self.faults = faults.Faults()
        self.cloud = Cloud(f"http://127.0.0.1:{self.server_address[1]}", polls)

    def respond(self, request: Request) -> Answer:
        """Answer an authenticated request, errors included."""
        try:
            if urlsplit(request.target).path == CONTROL:
                return self._control(request)
            return self._serve(request)
        except ArmError as error:
            return Answer(error.status, error.body())
        except Exception as error:  # an answer that says so beats a broken connection
            return Answer(500, ArmError(500, "EmulatorError", repr(error)).body())

    def _control(self, request: Request) -> Answer:
        with self.lock:
            if request.method == "POST":
                self.faults.waiting.append(faults.parse(request.body))
                return Answer(201, {"waiting": len(self.faults.waiting)})
            if request.method == "DELETE":
                self.faults.waiting.clear()
                return Answer(200, {"waiting": 0})
        raise ArmError(405, "MethodNotAllowed", "Faults are posted or deleted.")

    def _serve(self, request: Request) -> Answer:
        with self.lock:
            fault = self.faults.take(request.method, request.path)
        if fault and fault.delay:
            time.sleep(fault.delay)
        if fault and fault.status and fault.when == "request":
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return Answer(fault.status, fault.error().body(), headers)
        with self.lock:
            self.cloud.writes.failure = fault.error() if fault and fault.status else None
            try:
                return self.cloud.answer(request)
            finally:
                self.cloud.writes.failure = None


class Handler(BaseHTTPRequestHandler):
    """HTTP in and out; says nothing on the terminal, since headers carry the token."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet: 44 ms less for each answer
    disable_nagle_algorithm = True
    server: ArmServer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _serve(self) -> None:
        try:
            answer = self._answer()
        except ArmError as error:
            answer = Answer(error.status, error.body())
        self._send(answer)

    def _answer(self) -> Answer:
        said = self.headers.get("Content-Length") or "0"
        length = int(said) if said.isascii() and said.isdigit() else -1
        if length < 0 or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise ArmError(400, "InvalidRequestContent", "The request needs a Content-Length.")
        if length > BODY_LIMIT:
            self.close_connection = True
            raise ArmError(413, "RequestContentTooLarge", f"The request content is over {BODY_LIMIT} bytes.")
        raw = self.rfile.read(length)
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            raise ArmError(
                401, "AuthenticationFailed", "Authentication failed: a valid bearer token is needed."
            )
        try:
            body = json.loads(raw) if raw else None
        except ValueError as error:
            raise ArmError(
                400, "InvalidRequestContent", f"The request content is not JSON: {error}"
            ) from error
        headers = {key.lower(): value for key, value in self.headers.items()}
        return self.server.respond(Request(self.command, self.path, headers, body))

    def _send(self, answer: Answer) -> None:
        payload = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        self.send_header("x-ms-request-id", str(uuid.uuid4()))
        if payload:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if answer.status != 204:
            self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST = do_HEAD = _serve
