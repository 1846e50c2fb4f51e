"""Barbican: secrets whose payload is given once and told on its own, with metadata beside it."""

import base64
import binascii
import re
import uuid
from datetime import UTC, datetime

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route, page
from orchestrator.sandbox.openstack.store import Store, new_id

ROOT = "/key-manager/v1/secrets"
TEXT, BINARY = "text/plain", ("application/octet-stream", "application/pkcs8")
SUPPORTED = [TEXT, "text/plain;charset=utf-8", "text/plain; charset=utf-8", *BINARY]
ENCODINGS = {kind: ["base64", "binary"] for kind in BINARY}
KINDS = ("symmetric", "passphrase", "private", "public", "certificate", "opaque")
TITLES = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    406: "Not Acceptable",
    409: "Conflict",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
}
FIELDS = ("algorithm", "bit_length", "mode", "expiration")
LARGEST = 20_000
NO_PAYLOAD = "Not Found. Sorry but your secret has no payload."


def refusal(status: int, description: str) -> Refusal:
    body: Record = {"code": status, "title": TITLES[status], "description": description}
    return Refusal(Answer(status, body))


class Barbican:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        one = f"{ROOT}/([^/]+)"
        return [
            Route("GET", "/key-manager/?", self._versions),
            Route("GET", "/key-manager/v1/?", self._version),
            Route("GET", ROOT, self._list),
            Route("POST", ROOT, self._create),
            Route("GET", one, self._show),
            Route("PUT", one, self._store_payload),
            Route("DELETE", one, self._delete),
            Route("GET", f"{one}/payload", self._payload),
            Route("GET", f"{one}/metadata", self._show_metadata),
            Route("PUT", f"{one}/metadata", self._replace_metadata),
            Route("GET", f"{one}/acl", self._show_acl),
        ]

    def _get(self, key: str) -> Record:
        try:
            uuid.UUID(key)
        except ValueError:
            raise refusal(404, "Not Found. Provided secret id is invalid.") from None
        if key not in self._store.secrets:
            raise refusal(404, "Secret not found.")
        return self._store.secrets[key]

    def _versions(self, request: Request) -> Answer:
        return Answer(300, {"versions": {"values": [_described(request)]}})

    def _version(self, request: Request) -> Answer:
        return Answer(200, {"version": _described(request)})

    def _shown(self, request: Request, secret: Record) -> Record:
        told = {key: value for key, value in secret.items() if key not in ("id", "payload", "metadata")}
        return {**told, "secret_ref": f"{request.base}{ROOT}/{secret['id']}"}

    def _list(self, request: Request) -> Answer:
        name = (request.query.get("name") or [""])[0]
        found = [row for row in self._store.secrets.values() if name in ("", row["name"])]
        rows = [self._shown(request, row) for row in page(found, request)]
        return Answer(200, {"secrets": rows, "total": len(found)})

    def _create(self, request: Request) -> Answer:
        body = request.json()
        kind = body.get("secret_type", "opaque")
        if kind not in KINDS:
            raise _invalid(f"'{kind}' is not one of {list(KINDS)}", "secret_type")
        if len(self._store.secrets) >= self._store.quotas["secrets"]:
            text = "Creation not allowed because a quota has been reached"
            raise refusal(403, f"Secret creation issue seen - {text}.")
        payload, content = _given(body)
        moment = _stamp()
        secret: Record = {
            "id": new_id(),
            "name": (body.get("name") or "").strip() or None,
            "secret_type": kind,
            "status": "ACTIVE",
            "creator_id": self._store.user_id,
            "created": moment,
            "updated": moment,
            **{name: body.get(name) for name in FIELDS},
            "payload": payload,
            "metadata": {},
            **({"content_types": {"default": content}} if content else {}),
        }
        self._store.secrets[secret["id"]] = secret
        reference = f"{request.base}{ROOT}/{secret['id']}"
        return Answer(201, {"secret_ref": reference}, {"Location": reference})

    def _show(self, request: Request, key: str) -> Answer:
        if request.headers.get("accept", "*/*") not in ("*/*", "application/json"):
            return self._payload(request, key)
        return Answer(200, self._shown(request, self._get(key)))

    def _store_payload(self, request: Request, key: str) -> Answer:
        """The second step of a secret that was made without its payload; there is no third."""
        secret = self._get(key)
        content = _normal(request.headers.get("content-type", ""))
        if content not in (TEXT, *BINARY[:1]):
            expected = ["application/octet-stream", TEXT]
            raise refusal(415, f"Unexpected content type. Expected content types are: {expected}")
        if not request.body:
            raise refusal(400, "Secret update issue seen - No data supplied to process..")
        if secret["payload"] is not None:
            raise refusal(409, "Secret already has data, cannot modify it.")
        payload = request.body
        if request.headers.get("content-encoding") == "base64":
            payload = _decoded(payload)
        _small(payload)
        secret.update(payload=payload, content_types={"default": content}, updated=_stamp())
        return Answer(204)

    def _payload(self, request: Request, key: str) -> Answer:
        secret = self._get(key)
        if secret["payload"] is None:
            raise refusal(404, NO_PAYLOAD)
        wanted = _normal(request.headers.get("accept", BINARY[0]))
        if wanted not in (TEXT, *BINARY, "*/*") or (wanted == TEXT and not _is_text(secret["payload"])):
            raise refusal(406, "Secret payload retrieval issue seen - Wrong payload content-type.")
        return Answer(200, secret["payload"], {"Content-Type": wanted})

    def _delete(self, request: Request, key: str) -> Answer:
        self._get(key)
        del self._store.secrets[key]
        return Answer(204)

    def _show_metadata(self, request: Request, key: str) -> Answer:
        return Answer(200, {"metadata": self._get(key)["metadata"]})

    def _replace_metadata(self, request: Request, key: str) -> Answer:
        secret, given = self._get(key), request.item("metadata")
        for name, value in given.items():
            if not isinstance(value, str):
                raise refusal(400, "Invalid Metadata. Keys and Values must be Strings.")
            if not re.fullmatch(r"[A-Za-z0-9_-]*", name):
                raise refusal(400, "Invalid Key. Key must be URL safe.")
        secret["metadata"] = {name.lower(): value for name, value in given.items()}
        return Answer(201, {"metadata_ref": f"{request.base}{ROOT}/{key}/metadata"})

    def _show_acl(self, request: Request, key: str) -> Answer:
        self._get(key)
        return Answer(200, {"read": {"project-access": True}})


def _described(request: Request) -> Record:
    link = {"rel": "self", "href": f"{request.base}/key-manager/v1/"}
    return {"id": "v1", "status": "stable", "updated": "2015-04-28T00:00:00Z", "links": [link]}


def _given(body: Record) -> tuple[bytes | None, str | None]:
    """The payload of a creation, if it brings one, and what it is."""
    if "payload" not in body:
        if "payload_content_type" in body:
            text = "payload must be provided when payload_content_type is specified"
            raise _invalid(text, "payload")
        return None, None
    content, encoding = body.get("payload_content_type"), body.get("payload_content_encoding")
    if content is None:
        text = "If 'payload' is supplied, 'payload_content_type' must also be supplied."
        raise _invalid(text, "payload_content_type")
    content = _normal(content)
    if content not in (TEXT, *BINARY):
        raise _invalid(f"payload_content_type is not one of {SUPPORTED}", "payload_content_type")
    payload = body["payload"].strip().encode()
    if not payload:
        raise _invalid("If 'payload' specified, must be non empty", "payload")
    if (content == TEXT) != (encoding is None):
        text = f"payload_content_encoding is not one of {ENCODINGS.get(content)}"
        raise _invalid(text, "payload_content_encoding")
    if encoding == "base64":
        try:
            payload = base64.b64decode(payload)
        except binascii.Error:
            text = "Invalid payload for payload_content_encoding"
            raise _invalid(text, "payload") from None
    _small(payload)
    return payload, content


def _invalid(reason: str, name: str) -> Refusal:
    text = f"Provided object does not match schema 'Secret': {reason}. Invalid property: '{name}'"
    return refusal(400, text)


def _decoded(payload: bytes) -> bytes:
    try:
        return base64.b64decode(payload)  # Barbican leaves out what is no base64, too
    except binascii.Error:
        text = "Secret update failure seen - please contact site administrator."
        raise refusal(500, text) from None


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def _small(payload: bytes) -> None:
    if len(payload) > LARGEST:
        raise refusal(413, "Secret creation issue seen - Provided information too large to process.")


def _normal(content: str) -> str:
    """A type of content without the charset that Barbican takes for granted."""
    kind, _, charset = (part.strip().lower() for part in content.partition(";"))
    return kind if charset in ("", "charset=utf-8") else content


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
