"""The catalogue over HTTP, for readers that bring the token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.monitor.catalogue import Catalogue
from orchestrator.monitor.discovery import entry, target_groups

FILTERS = {"stack", "environment", "service", "tag", "all"}
SECONDS = 10.0
"""A client that takes longer to send its request is cut off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with."""

    status: int
    body: object


@dataclass(frozen=True, slots=True)
class Api:
    """The answers: a function of the request and the catalogue, without a socket."""

    catalogue: Catalogue
    token: str

    def answer(self, path: str, authorization: str) -> Answer:
        """Answer a GET."""
        parts = urlsplit(path)
        if parts.path == "/healthz":
            return Answer(200, {"status": "healthy"})
        if not compare_digest(f"Bearer {self.token}".encode(), authorization.encode()):
            return Answer(401, _error("a bearer token is required", "send 'Authorization: Bearer TOKEN'"))
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if unknown := sorted(query.keys() - FILTERS):
            hint = f"known are {', '.join(sorted(FILTERS))}"
            return Answer(400, _error(f"unknown parameter '{unknown[0]}'", hint))
        try:
            return self._found(parts.path, query)
        except OrchestratorError as error:
            return Answer(500, _error(error.summary, error.hint))

    def _found(self, path: str, query: Mapping[str, str]) -> Answer:
        name = query.get("service")
        if path.startswith("/v1/services/"):
            name = unquote(path.removeprefix("/v1/services/"))
        services = self.catalogue.services(
            name, query.get("stack"), query.get("environment"), healthy_only=query.get("all") != "true"
        )
        if "tag" in query:
            services = tuple(service for service in services if query["tag"] in service.tags)
        if path == "/v1/prometheus/sd":
            return Answer(200, target_groups(services))
        if path == "/v1/services":
            return Answer(200, [entry(service) for service in services])
        if path.startswith("/v1/services/"):
            if services:
                return Answer(200, [entry(service) for service in services])
            return Answer(404, _error(f"no healthy service '{name}'", "with ?all=true the others show too"))
        paths = "/v1/services, /v1/services/NAME, /v1/prometheus/sd, /healthz"
        return Answer(404, _error(f"nothing is at {path}", f"there are {paths}"))


def catalogue_server(catalogue: Catalogue, host: str, port: int, token: str) -> ThreadingHTTPServer:
    """A server that is bound but does not serve yet; raises UsageError."""
    if len(token) < 16:
        raise UsageError(
            "the catalogue needs a token of 16 characters or more", hint="make one: openssl rand -hex 32"
        )
    api = Api(catalogue, token)

    class Handler(BaseHTTPRequestHandler):
        """Reads the request, writes the answer."""

        timeout = SECONDS
        server_version, sys_version = "orchestrator", ""

        def do_GET(self) -> None:
            self.reply(api.answer(self.path, self.headers.get("Authorization", "")))

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """Errors of the protocol are JSON as well."""
            self.reply(Answer(code, _error(message or "bad request", "only GET is answered")))

        def reply(self, answer: Answer) -> None:
            body = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: readers come every few seconds."""

    try:
        return ThreadingHTTPServer((host, port), Handler)
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {error}", hint="choose another port"
        ) from error


def serve(catalogue: Catalogue, host: str, port: int, token: str) -> None:
    """Serve until the process is told to stop."""
    with catalogue_server(catalogue, host, port, token) as server:
        server.serve_forever()


def _error(summary: str, hint: str) -> dict[str, str]:
    return {"error": summary, "hint": hint}
