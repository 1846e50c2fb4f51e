"""Faults on demand: the next requests that fit fail or wait, so that clients' recovery can be tested."""

import re
from dataclasses import dataclass

from orchestrator.sandbox.openstack.http import Answer, Record, Refusal, Request, Route, plain_error
from orchestrator.sandbox.openstack.store import Store

PATH = "/_sandbox/"


@dataclass
class Fault:
    """One order: `after` makes the change first and then loses the answer."""

    method: str
    path: str
    times: int
    status: int
    delay: float
    after: bool

    def fits(self, request: Request) -> bool:
        return self.times > 0 and self.method == request.method and bool(re.search(self.path, request.path))

    def answer(self) -> Answer:
        return plain_error(self.status, "A fault that the sandbox was asked for")


class Faults:
    """The orders that were given, and the routes by which they and the quotas are set."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._orders: list[Fault] = []

    def take(self, request: Request) -> Fault | None:
        """The fault that this request meets, counted as used."""
        fault = next((order for order in self._orders if order.fits(request)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/_sandbox/faults", self._add),
            Route("GET", "/_sandbox/faults", self._list),
            Route("DELETE", "/_sandbox/faults", self._clear),
            Route("PUT", "/_sandbox/quotas", self._quotas),
        ]

    def _add(self, request: Request) -> Answer:
        try:
            self._orders.append(_parse(request.json()))
        except (KeyError, TypeError, ValueError, re.error) as error:
            raise Refusal(plain_error(400, f"Not a fault: {error}")) from error
        return Answer(201, {"faults": len(self._orders)})

    def _list(self, request: Request) -> Answer:
        open_orders = [
            {"method": f.method, "path": f.path, "times": f.times} for f in self._orders if f.times > 0
        ]
        return Answer(200, {"faults": open_orders})

    def _clear(self, request: Request) -> Answer:
        self._orders.clear()
        return Answer(204)

    def _quotas(self, request: Request) -> Answer:
        self._store.quotas.update({str(key): int(value) for key, value in request.json().items()})
        return Answer(200, dict(self._store.quotas))


def _parse(body: Record) -> Fault:
    re.compile(body["path"])
    return Fault(
        method=str(body["method"]).upper(),
        path=body["path"],
        times=int(body.get("times", 1)),
        status=int(body.get("status", 0)),
        delay=float(body.get("delay", 0)),
        after=bool(body.get("after", False)),
    )
