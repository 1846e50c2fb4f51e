"""Collects every fault of a load, so that all of them are told at once."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from orchestrator.errors import OrchestratorError, SpecError, Where, raise_all

MOST_HINTS = 100
MOST_FAULTS = 5000
"""Nobody reads more, and a file that has more is no stack."""


class Findings:
    """The faults found so far; the same fault at the same place counts once."""

    def __init__(self) -> None:
        self._faults: dict[tuple[Where, str], str | Callable[[], str]] = {}

    def __len__(self) -> int:
        return len(self._faults)

    def add(self, summary: str, where: Where, hint: str | Callable[[], str] = "") -> None:
        """Note a fault; a costly hint is given as a function; raises when there are too many."""
        if len(self._faults) >= MOST_FAULTS:
            self.raise_if_any()
        self._faults.setdefault((where, _one_line(summary)), hint)

    def summaries(self) -> tuple[str, ...]:
        """What was found, without the places."""
        return tuple(dict.fromkeys(summary for _, summary in self._faults))

    def raise_if_any(self) -> None:
        """Raise all faults, sorted by their place."""
        errors: list[OrchestratorError] = []
        for where, summary in sorted(self._faults):
            hint = self._faults[where, summary]
            if not isinstance(hint, str):
                # Searching thousands of names for thousands of faults would take longer than anybody waits.
                hint = hint() if len(errors) < MOST_HINTS else ""
            errors.append(SpecError(summary, where, _one_line(hint)))
        raise_all(errors)


def _one_line(text: str) -> str:
    """A message on one line, whatever the user's own words in it hold."""
    return "⏎".join(text.splitlines())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word, or else with all of them."""
    words = sorted(set(known))
    # Comparing is quadratic in the length, and no known word is this long.
    near = get_close_matches(
        word[:100].lower(), [known_word.lower() for known_word in words], n=1, cutoff=0.6
    )
    if near:
        return f"did you mean '{next(w for w in words if w.lower() == near[0])}'?"
    shown = ", ".join(word[:60] for word in words[:20]) + (", …" if len(words) > 20 else "")
    return f"known: {shown}" if words else ""


def quoted(text: str) -> str:
    """A user's own text in a message, cut when it is long."""
    shown = text if len(text) <= 60 else f"{text[:57]}…"
    return f"'{shown}'"
