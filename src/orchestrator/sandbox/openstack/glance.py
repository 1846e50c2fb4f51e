"""Glance: images to find, no bytes."""

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route, select
from orchestrator.sandbox.openstack.store import Store


class Glance:
    """Images are seeded; nobody uploads one here."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/image/?", self._versions),
            Route("GET", "/image/v2/images", self._list),
            Route("GET", "/image/v2/images/([^/]+)", self._show),
        ]

    def _versions(self, request: Request) -> Answer:
        link = {"rel": "self", "href": f"{request.base}/image/v2/"}
        return Answer(300, {"versions": [{"id": "v2.15", "status": "CURRENT", "links": [link]}]})

    def _list(self, request: Request) -> Answer:
        images = select(list(self._store.images.values()), request)
        body: Record = {"images": images, "first": "/v2/images", "schema": "/v2/schemas/images"}
        return Answer(200, body)

    def _show(self, request: Request, key: str) -> Answer:
        if key not in self._store.images:
            text = f"<html><title>404 Not Found</title><body>No image found with ID {key}</body></html>"
            raise Refusal(Answer(404, text.encode(), {"Content-Type": "text/html"}))
        return Answer(200, self._store.images[key])
