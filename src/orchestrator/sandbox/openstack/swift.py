"""Swift: containers with metadata, access lists and versions, and their objects."""

import hashlib
import json

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route, page
from orchestrator.sandbox.openstack.store import Container, Store, new_id, now

KEPT = ("x-container-read", "x-container-write", "x-versions-enabled", "content-type")
CONTAINER_META, OBJECT_META = "x-container-meta-", "x-object-meta-"
ROOT = "/object-store/v1/[^/]+"


def _refusal(status: int, title: str, text: str) -> Refusal:
    page_text = f"<html><h1>{title}</h1><p>{text}</p></html>"
    return Refusal(Answer(status, page_text.encode(), {"Content-Type": "text/html; charset=UTF-8"}))


class Swift:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        container, item = f"{ROOT}/([^/]+)", f"{ROOT}/([^/]+)/(.+)"
        return [
            Route("GET", f"{ROOT}/?", self._account),
            Route("HEAD", f"{ROOT}/?", self._account),
            Route("PUT", container, self._put_container),
            Route("POST", container, self._post_container),
            Route("HEAD", container, self._head_container),
            Route("GET", container, self._list_container),
            Route("DELETE", container, self._delete_container),
            Route("PUT", item, self._put_object),
            Route("GET", item, self._get_object),
            Route("HEAD", item, self._get_object),
            Route("DELETE", item, self._delete_object),
        ]

    def _container(self, name: str) -> Container:
        if name not in self._store.containers:
            raise _refusal(404, "Not Found", "The resource could not be found.")
        return self._store.containers[name]

    def _account(self, request: Request) -> Answer:
        rows: list[Record] = [
            {"name": name, "count": len(c.objects), "bytes": sum(len(body) for body, _ in c.objects.values())}
            for name, c in sorted(self._store.containers.items())
        ]
        count = {"X-Account-Container-Count": str(len(rows))}
        return _listing([{**row, "last_modified": now()} for row in page(rows, request)], count)

    def _put_container(self, request: Request, name: str) -> Answer:
        known = name in self._store.containers
        _apply(self._store.containers.setdefault(name, Container()), request)
        return Answer(202 if known else 201)

    def _post_container(self, request: Request, name: str) -> Answer:
        _apply(self._container(name), request)
        return Answer(204)

    def _head_container(self, request: Request, name: str) -> Answer:
        return Answer(204, b"", self._described(name))

    def _described(self, name: str) -> dict[str, str]:
        container = self._container(name)
        size = sum(len(body) for body, _ in container.objects.values())
        counts = {
            "X-Container-Object-Count": str(len(container.objects)),
            "X-Container-Bytes-Used": str(size),
        }
        return {"X-Storage-Policy": "default", **container.headers, **counts}

    def _list_container(self, request: Request, name: str) -> Answer:
        container = self._container(name)
        prefix = (request.query.get("prefix") or [""])[0]
        rows = [
            {"name": key, "bytes": len(body), "hash": _hash(body), "content_type": meta["content-type"]}
            for key, (body, meta) in sorted(container.objects.items())
        ]
        if "versions" in request.query:
            rows = [{**row, "is_latest": True, "version_id": "null"} for row in rows]
            rows += [
                {"name": key, "bytes": len(b), "is_latest": False, "version_id": v}
                for v, key, b in container.versions
            ]
        rows = page([row for row in rows if str(row["name"]).startswith(prefix)], request)
        return _listing([{**row, "last_modified": now()} for row in rows], self._described(name))

    def _delete_container(self, request: Request, name: str) -> Answer:
        container = self._container(name)
        if container.objects or container.versions:
            raise _refusal(409, "Conflict", "There was a conflict when trying to complete your request.")
        del self._store.containers[name]
        return Answer(204)

    def _put_object(self, request: Request, name: str, key: str) -> Answer:
        container = self._container(name)
        if key in container.objects and _versioned(container):
            container.versions.append((new_id(), key, container.objects[key][0]))
        meta = {h: v for h, v in request.headers.items() if h.startswith(OBJECT_META)}
        meta["content-type"] = request.headers.get("content-type", "application/octet-stream")
        container.objects[key] = (request.body, meta)
        return Answer(201, b"", {"ETag": _hash(request.body)})

    def _get_object(self, request: Request, name: str, key: str) -> Answer:
        container = self._container(name)
        if key not in container.objects:
            raise _refusal(404, "Not Found", "The resource could not be found.")
        body, meta = container.objects[key]
        return Answer(200, body, {**meta, "ETag": _hash(body), "X-Timestamp": "0", "Accept-Ranges": "bytes"})

    def _delete_object(self, request: Request, name: str, key: str) -> Answer:
        container = self._container(name)
        wanted = (request.query.get("version-id") or [""])[0]
        if wanted and wanted != "null":
            container.versions = [version for version in container.versions if version[0] != wanted]
            return Answer(204)
        if key not in container.objects:
            raise _refusal(404, "Not Found", "The resource could not be found.")
        body, _ = container.objects.pop(key)
        if _versioned(container) and not wanted:
            container.versions.append((new_id(), key, body))
        return Answer(204)


def _apply(container: Container, request: Request) -> None:
    """Set what the headers name; an empty value, or X-Remove-…, takes it away."""
    for header, value in request.headers.items():
        target = header.replace("x-remove-", "x-", 1)
        if target not in KEPT and not target.startswith(CONTAINER_META):
            continue
        if value and target == header:
            container.headers[target] = value.title() if target == "x-versions-enabled" else value
        else:
            container.headers.pop(target, None)


def _versioned(container: Container) -> bool:
    return container.headers.get("x-versions-enabled", "").lower() == "true"


def _hash(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def _listing(rows: list[Record], headers: dict[str, str]) -> Answer:
    return Answer(
        200, json.dumps(rows).encode(), {**headers, "Content-Type": "application/json; charset=utf-8"}
    )
