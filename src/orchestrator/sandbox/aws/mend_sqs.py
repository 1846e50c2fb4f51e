"""Mends SQS: moto 5.2.5 forgets a queue's policy whenever another of its settings changes."""

from functools import cache
from typing import Any


@cache
def mend_sqs() -> None:
    """Keep what a change does not name, as SQS does."""
    from moto.sqs.models import Queue

    original = Queue._set_attributes

    def kept(self: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
        # The first call, of the constructor, names all.
        before = {} if "Policy" in attributes else {"Policy": self.policy}
        original(self, {**attributes, **before}, now)

    Queue._set_attributes = kept  # type: ignore[method-assign]  # the mend itself
