"""What went wrong, as one message for the user: never a traceback, never a secret."""

import os
import sys
import traceback
from collections.abc import Callable, Iterable

from orchestrator.errors import OrchestratorError

Explain = Callable[[Exception], OrchestratorError | None]


class ProviderError(OrchestratorError):
    """A cloud refused, failed or cannot be reached; or the request makes no sense to the provider."""


def message(error: Exception, explain: Explain, hidden: Iterable[str] = ()) -> str:
    """One line for the user; the traceback goes to stderr when ORCHESTRATOR_PROVIDER_TRACE=1."""
    if os.environ.get("ORCHESTRATOR_PROVIDER_TRACE") == "1":
        sys.stderr.write(scrub("".join(traceback.format_exception(error)), hidden))
    known = error if isinstance(error, OrchestratorError) else explain(error)
    if known is None:
        hint = "set ORCHESTRATOR_PROVIDER_TRACE=1 for the traceback"
        known = ProviderError(f"unexpected {type(error).__name__}: {error}", hint=hint)
    return scrub(str(known), hidden)


def scrub(text: str, hidden: Iterable[str]) -> str:
    """The text with every secret in it replaced."""
    for secret in sorted(hidden, key=len, reverse=True):
        # Very short secrets would blot out half of every message, and hide nothing.
        if len(secret) >= 4:
            text = text.replace(secret, "***")
    return text
