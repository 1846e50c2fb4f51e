"""Names of cloud resources: the same for the same stack, environment and resource, and valid in the cloud."""

import re
from hashlib import sha256

DIGEST = 8


def readable(parts: tuple[str, ...], limit: int) -> str:
    """The parts joined by dashes; cut and told apart by a digest where a cloud's rule changes them."""
    full = "-".join(parts)
    name = re.sub(r"-{2,}", "-", full)
    if name == full and len(name) <= limit:
        return name
    return unique(parts, "", limit)


def unique(parts: tuple[str, ...], salt: str, limit: int) -> str:
    """The parts joined by dashes and a digest of them, for names that all customers of a cloud share."""
    return f"{_cut('-'.join(parts), limit - DIGEST - 1)}-{digest((*parts, salt))}"


def compact(parts: tuple[str, ...], salt: str, limit: int) -> str:
    """The same, of lower case letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", "".join(parts))[: limit - DIGEST] + digest((*parts, salt))


def digest(parts: tuple[str, ...]) -> str:
    """A short digest; not of the joined text, in which ("a-b", "c") and ("a", "b-c") are the same."""
    return sha256("\0".join(parts).encode()).hexdigest()[:DIGEST]


def _cut(name: str, limit: int) -> str:
    return re.sub(r"-{2,}", "-", name)[:limit].rstrip("-")
