"""The HTTP server: reads a request, asks for a token, meets faults, and hands it to the service's route."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from orchestrator.sandbox.openstack.barbican import Barbican
from orchestrator.sandbox.openstack.cinder import Cinder
from orchestrator.sandbox.openstack.designate import Designate
from orchestrator.sandbox.openstack.faults import Fault, Faults
from orchestrator.sandbox.openstack.glance import Glance
from orchestrator.sandbox.openstack.http import Answer, Refusal, Request, plain_error
from orchestrator.sandbox.openstack.keystone import Keystone, unauthorized
from orchestrator.sandbox.openstack.neutron import Neutron
from orchestrator.sandbox.openstack.nova import Nova
from orchestrator.sandbox.openstack.octavia import Octavia
from orchestrator.sandbox.openstack.seed import seed
from orchestrator.sandbox.openstack.store import Store
from orchestrator.sandbox.openstack.swift import Swift

# What a client may ask before it has a token: where the versions are, and the token itself.
OPEN = {
    "GET": (
        "/identity",
        "/identity/v3",
        "/compute",
        "/compute/v2.1",
        "/network",
        "/image",
        "/volume",
        "/load-balancer",
        "/dns",
        "/key-manager",
    ),
    "POST": ("/identity/v3/auth/tokens",),
}
LARGEST_BODY = 64 * 1024 * 1024


class Cloud:
    """All services of one emulated cloud, behind one method."""

    def __init__(self, password: str, settle_seconds: float = 0.3) -> None:
        self.store = Store(settle_seconds)
        self._keystone = Keystone(self.store, password)
        self._faults = Faults(self.store)
        neutron = Neutron(self.store)
        cinder = Cinder(self.store)
        self._routes = [
            *self._faults.routes(),
            *self._keystone.routes(),
            *neutron.routes(),
            *Nova(self.store, neutron, cinder).routes(),
            *cinder.routes(),
            *Glance(self.store).routes(),
            *Octavia(self.store, neutron.ports).routes(),
            *Swift(self.store).routes(),
            *Designate(self.store).routes(),
            *Barbican(self.store).routes(),
        ]
        seed(self.store)

    def answer(self, request: Request) -> Answer:
        if request.path.rstrip("/") not in OPEN.get(request.method, ()) and not self._keystone.authenticated(
            request
        ):
            return unauthorized()
        with self.store.lock:
            fault = self._faults.take(request)
        if fault is not None:
            return self._faulty(request, fault)
        return self._routed(request)

    def _faulty(self, request: Request, fault: Fault) -> Answer:
        time.sleep(fault.delay)
        if fault.after or not fault.status:
            answer = self._routed(request)
            return fault.answer() if fault.status else answer
        return fault.answer()

    def _routed(self, request: Request) -> Answer:
        with self.store.lock:
            self.store.settle()
            for route in self._routes:
                if found := route.match(request.method, request.path):
                    try:
                        return route.handler(request, *found.groups())
                    except Refusal as refusal:
                        return refusal.answer
                    except (AttributeError, KeyError, TypeError, ValueError) as error:
                        return plain_error(400, f"Malformed request: {error!r}")
        return plain_error(404, "The resource could not be found.")


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with kept connections; answers leave in one packet each."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    cloud: ClassVar[Cloud]

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the lines would hold nothing that a test needs, and might hold what nobody should read."""

    def _answer(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            self._send(plain_error(413, "Request is too large, or of no known length."))
            return
        url = urlsplit(self.path)
        host, port = self.connection.getsockname()[:2]
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            self.command,
            f"http://{host}:{port}",
            unquote(url.path),
            parse_qs(url.query, keep_blank_values=True),
            headers,
            body,
        )
        self._send(self.cloud.answer(request))

    def _body(self) -> bytes | None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return None
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes | None:
        parts: list[bytes] = []
        total = 0
        while size := _chunk_size(self.rfile.readline()):
            total += size
            if size < 0 or total > LARGEST_BODY:
                return None
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _send(self, answer: Answer) -> None:
        raw = isinstance(answer.body, bytes)
        content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if content:
            headers.setdefault("content-type", "text/plain" if raw else "application/json")
        headers.setdefault("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and answer.status != 204:
            self.wfile.write(content)
        self.wfile.flush()


def serve(cloud: Cloud, port: int) -> ThreadingHTTPServer:
    """A server on loopback that answers for this cloud; port 0 takes a free one."""
    handler = type("BoundHandler", (Handler,), {"cloud": cloud})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def _chunk_size(line: bytes) -> int:
    """The size that a chunk begins with; -1 when the line says none."""
    text = line.split(b";")[0].strip()
    return int(text, 16) if text.isalnum() and all(c in b"0123456789abcdefABCDEF" for c in text) else -1
