"""random:index/randomPassword:RandomPassword, a secret text. The official type's bcryptHash is left out."""

import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import Computed, Immutable, Secret
from orchestrator.providers.kit.handler import Born
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import UNREAD

SPECIAL = "!@#$%&*()-_=+[]{}<>:?"


@dataclass(frozen=True, kw_only=True)
class RandomPassword(ProviderResource[None]):
    """A secret random text."""

    token: ClassVar[str] = "random:index/randomPassword:RandomPassword"

    length: Immutable[int]
    lower: Immutable[bool] = True
    upper: Immutable[bool] = True
    numeric: Immutable[bool] = True
    special: Immutable[bool] = True
    min_lower: Immutable[int] = 0
    min_upper: Immutable[int] = 0
    min_numeric: Immutable[int] = 0
    min_special: Immutable[int] = 0
    override_special: Immutable[str | None] = None
    keepers: Immutable[dict[str, str]] = field(default_factory=dict)
    result: Computed[Secret[str]] = ""

    def _sets(self) -> list[tuple[str, int]]:
        """The characters of each chosen class, and how many at least."""
        return [
            (characters, least)
            for chosen, characters, least in (
                (self.lower, string.ascii_lowercase, self.min_lower),
                (self.upper, string.ascii_uppercase, self.min_upper),
                (self.numeric, string.digits, self.min_numeric),
                (self.special, self.override_special or SPECIAL, self.min_special),
            )
            if chosen
        ]

    def check(self) -> Iterable[Fault]:
        if not self._sets():
            yield Fault(("length",), "at least one of lower, upper, numeric and special must be true")
        least = self.min_lower + self.min_upper + self.min_numeric + self.min_special
        if self.length < max(1, least):
            yield Fault(("length",), f"'length' must be at least {max(1, least)}")

    def create(self, client: None) -> Born:
        picked = [secrets.choice(characters) for characters, least in self._sets() for _ in range(least)]
        every = "".join(characters for characters, _ in self._sets())
        picked += [secrets.choice(every) for _ in range(self.length - len(picked))]
        secrets.SystemRandom().shuffle(picked)
        return Born("none", {"result": "".join(picked)})  # the official id, too, is the word none

    @classmethod
    def read(cls, client: None, id: str) -> Self:
        return cls(
            length=UNREAD,
            lower=UNREAD,
            upper=UNREAD,
            numeric=UNREAD,
            special=UNREAD,
            min_lower=UNREAD,
            min_upper=UNREAD,
            min_numeric=UNREAD,
            min_special=UNREAD,
            override_special=UNREAD,
            keepers=UNREAD,
            result=UNREAD,
        )

    def delete(self, client: None, id: str) -> None:
        return
