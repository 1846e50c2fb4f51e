"""Requests, answers and routes, shared by all emulated services."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A status, a body that is JSON unless it is bytes, and extra headers."""

    status: int
    body: Record | bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """A request that a service turns down, with the answer it gives."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


@dataclass(frozen=True)
class Request:
    """One HTTP request; `base` is the URL of the emulator, `path` starts with the service's prefix."""

    method: str
    base: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""

    def json(self) -> Record:
        """The body as a JSON object."""
        try:
            value = json.loads(self.body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise Refusal(plain_error(400, "Malformed request body"))
        return value

    def item(self, key: str) -> Record:
        """The object that the APIs wrap into one key, as in {"network": {…}}."""
        value = self.json().get(key)
        if not isinstance(value, dict):
            raise Refusal(plain_error(400, f"Unable to find '{key}' in request body"))
        return value


@dataclass(frozen=True)
class Route:
    """Which handler answers a method and a path; groups of the pattern become the handler's arguments."""

    method: str
    pattern: str
    handler: Callable[..., Answer]

    def match(self, method: str, path: str) -> re.Match[str] | None:
        return re.fullmatch(self.pattern, path) if method == self.method else None


def plain_error(status: int, message: str) -> Answer:
    """How the web framework under the services words an error."""
    titles = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict"}
    title = titles.get(status, "Error")
    return Answer(status, {"message": message, "code": f"{status} {title}", "title": title})


def select(records: list[Record], request: Request, fields: Mapping[str, str] | None = None) -> list[Record]:
    """The records that fit the query string; `fields` maps its names to theirs when they differ."""
    chosen = records
    for name, values in request.query.items():
        key = (fields or {}).get(name, name)
        if name == "tags":
            wanted = {tag for value in values for tag in value.split(",")}
            chosen = [record for record in chosen if wanted <= set(record.get("tags", []))]
        elif name not in ("limit", "marker", "fields", "sort", "sort_key", "sort_dir"):
            allowed = {value.lower() if value in ("True", "False") else value for value in values}
            chosen = [r for r in chosen if key not in r or _text(r[key]) in allowed]
    return page(chosen, request)


def page(records: list[Record], request: Request) -> list[Record]:
    """The part of a list that `marker` and `limit` ask for."""
    marker = (request.query.get("marker") or [""])[0]
    if marker:
        keys = [record.get("id", record.get("name")) for record in records]
        records = records[keys.index(marker) + 1 :] if marker in keys else []
    limit = (request.query.get("limit") or [""])[0]
    return records[: int(limit)] if limit.isdecimal() else records


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
