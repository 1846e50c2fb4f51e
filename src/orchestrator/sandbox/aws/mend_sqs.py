"""Mends SQS: moto 5.2.5 forgets a policy when another setting changes, and never tells one of them."""

from functools import cache
from typing import Any


@cache
def mend_sqs() -> None:
    """Keep what a change does not name, as SQS does."""
    from moto.sqs.models import Queue

    original = Queue._set_attributes
    Queue.BASE_ATTRIBUTES.append("RedriveAllowPolicy")
    Queue.redrive_allow_policy = None  # type: ignore[attr-defined]  # moto makes its attributes by name

    def kept(self: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
        # The first call, of the constructor, names all.
        before = {} if "Policy" in attributes else {"Policy": self.policy}
        original(self, {**attributes, **before}, now)

    Queue._set_attributes = kept  # type: ignore[method-assign]  # the mend itself
