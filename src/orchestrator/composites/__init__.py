"""Composite types: one name for several resources, with versions, revisions and tests of its own."""

from orchestrator.composites.compose import Composer, load
from orchestrator.composites.impact import candidate, compare, pinned_revision, stacks_in, usable
from orchestrator.composites.locking import Pinned, lock
from orchestrator.composites.read import CompositeType

__all__ = [
    "Composer",
    "CompositeType",
    "Pinned",
    "candidate",
    "compare",
    "load",
    "lock",
    "pinned_revision",
    "stacks_in",
    "usable",
]
