"""Waits that end when the run is cancelled, and repeats for what a cloud refuses only for now."""

import random
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from orchestrator.providers.kit.trouble import ProviderError

T = TypeVar("T")


def wait_until(
    poll: Callable[[], T | None],
    what: str,
    *,
    timeout: float,
    cancelled: threading.Event,
    interval: float = 0.5,
    longest: float = 15.0,
) -> T:
    """Poll, at growing intervals, until there is an answer; `what` names the awaited state in the error."""
    deadline = time.monotonic() + timeout
    while True:
        answer = poll()
        if answer is not None:
            return answer
        if time.monotonic() + interval > deadline:
            raise ProviderError(f"waited {timeout:.0f} s for {what}", hint="run again: what exists is kept")
        if cancelled.wait(interval):
            raise ProviderError(f"cancelled while waiting for {what}", hint="run again: what exists is kept")
        interval = min(interval * 1.5, longest)


def retried(
    call: Callable[[], T],
    transient: Callable[[Exception], bool],
    *,
    cancelled: threading.Event,
    timeout: float = 60.0,
    interval: float = 0.5,
) -> T:
    """Call until it works; an error that is not transient, and the last one, goes to the caller."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return call()
        except Exception as error:
            pause = interval * random.uniform(0.75, 1.25)
            if not transient(error) or time.monotonic() + pause > deadline or cancelled.wait(pause):
                raise
        interval = min(interval * 2, 10.0)
