"""Keystone: version, tokens by password, and the catalogue of the other services."""

import hmac
import secrets
import time
import uuid
from datetime import UTC, datetime, timedelta

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route
from orchestrator.sandbox.openstack.store import REGION, Store

TOKEN_SECONDS = 3600
DOMAIN = {"id": "default", "name": "Default"}
USER, PROJECT = "demo", "demo"


def unauthorized() -> Answer:
    """What a service answers when the token is missing, unknown or too old."""
    message = "The request you have made requires authentication."
    return Answer(401, {"error": {"code": 401, "message": message, "title": "Unauthorized"}})


class Keystone:
    """One user of one project, known by a password."""

    def __init__(self, store: Store, password: str) -> None:
        self._store = store
        self._password = password.encode()

    def authenticated(self, request: Request) -> bool:
        token = request.headers.get("x-auth-token", "")
        return self._store.tokens.get(token, 0.0) > time.monotonic()

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/identity/?", self._versions),
            Route("GET", "/identity/v3/?", self._version),
            Route("POST", "/identity/v3/auth/tokens", self._authenticate),
            Route("GET", "/identity/v3/auth/tokens", self._validate),
            Route("DELETE", "/identity/v3/auth/tokens", self._revoke),
        ]

    def _described(self, request: Request) -> Record:
        links = [{"rel": "self", "href": f"{request.base}/identity/v3/"}]
        return {"id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z", "links": links}

    def _versions(self, request: Request) -> Answer:
        return Answer(300, {"versions": {"values": [self._described(request)]}})

    def _version(self, request: Request) -> Answer:
        return Answer(200, {"version": self._described(request)})

    def _authenticate(self, request: Request) -> Answer:
        identity = request.item("auth").get("identity") or {}
        user = (identity.get("password") or {}).get("user") or {}
        scope = (request.item("auth").get("scope") or {}).get("project") or {}
        known = user.get("name") == USER or user.get("id") == self._store.user_id
        right = hmac.compare_digest(str(user.get("password", "")).encode(), self._password)
        mine = not scope or scope.get("name") == PROJECT or scope.get("id") == self._store.project_id
        if not (known and right and mine):
            raise Refusal(unauthorized())
        token = secrets.token_urlsafe(32)
        self._store.tokens[token] = time.monotonic() + TOKEN_SECONDS
        return Answer(201, {"token": self._token(request)}, {"X-Subject-Token": token})

    def _validate(self, request: Request) -> Answer:
        return Answer(
            200, {"token": self._token(request)}, {"X-Subject-Token": request.headers["x-auth-token"]}
        )

    def _revoke(self, request: Request) -> Answer:
        self._store.tokens.pop(request.headers.get("x-subject-token", ""), None)
        return Answer(204)

    def _token(self, request: Request) -> Record:
        moment = datetime.now(UTC)
        stamp = "%Y-%m-%dT%H:%M:%S.000000Z"
        return {
            "methods": ["password"],
            "user": {"id": self._store.user_id, "name": USER, "domain": DOMAIN},
            "project": {"id": self._store.project_id, "name": PROJECT, "domain": DOMAIN},
            "roles": [{"id": uuid.uuid5(uuid.NAMESPACE_DNS, "member").hex, "name": "member"}],
            "issued_at": moment.strftime(stamp),
            "expires_at": (moment + timedelta(seconds=TOKEN_SECONDS)).strftime(stamp),
            "catalog": self._catalog(request.base),
        }

    def _catalog(self, base: str) -> list[Record]:
        project = self._store.project_id
        services = (
            ("identity", "keystone", f"{base}/identity"),
            ("compute", "nova", f"{base}/compute/v2.1"),
            ("network", "neutron", f"{base}/network"),
            ("image", "glance", f"{base}/image"),
            ("block-storage", "cinder", f"{base}/volume/v3/{project}"),
            ("volumev3", "cinderv3", f"{base}/volume/v3/{project}"),
            ("load-balancer", "octavia", f"{base}/load-balancer"),
            ("dns", "designate", f"{base}/dns"),
            ("key-manager", "barbican", f"{base}/key-manager"),
            ("object-store", "swift", f"{base}/object-store/v1/AUTH_{project}"),
        )
        return [_service(kind, name, url) for kind, name, url in services]


def _service(kind: str, name: str, url: str) -> Record:
    endpoints = [
        {"id": uuid.uuid4().hex, "interface": interface, "region": REGION, "region_id": REGION, "url": url}
        for interface in ("public", "internal")
    ]
    return {"id": uuid.uuid4().hex, "type": kind, "name": name, "endpoints": endpoints}
