"""Names for resources whose spec gives none: repeatable within one engine run, never by chance the same."""

import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class Autoname:
    """Which property is the name, and what the cloud allows in it."""

    property: str
    max_length: int = 255
    lower: bool = False
    separator: str = "-"
    in_url: bool = False
    """Only letters, digits and the separator."""


@dataclass(frozen=True)
class NameAdvice:
    """What the engine says on a new name: its random seed, and the user's naming pattern."""

    seed: bytes = b""
    proposed: str = ""
    mode: str = "propose"
    """propose, enforce or disable."""


def autoname(rule: Autoname, resource: str, advice: NameAdvice) -> str | None:
    """A fresh name, or None where the user has switched naming off."""
    if advice.mode == "disable":
        return None
    if advice.mode == "enforce":
        return advice.proposed
    seed = (
        hashlib.sha256(advice.seed + resource.encode()).hexdigest() if advice.seed else secrets.token_hex(8)
    )
    stem, suffix = resource, rule.separator + seed[:7]
    if advice.proposed:
        stem, suffix = advice.proposed, ""
    if rule.lower:
        stem = stem.lower()
    if rule.in_url:
        stem = "".join(c if c.isascii() and c.isalnum() else rule.separator for c in stem)
    return stem[: rule.max_length - len(suffix)] + suffix
