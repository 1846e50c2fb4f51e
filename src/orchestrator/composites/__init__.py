"""Composite types: one name for several resources, with versions, revisions and tests of its own."""

from orchestrator.composites.compose import Composer, load
from orchestrator.composites.impact import candidate, compare, pinned_revision, stacks_in, usable
from orchestrator.composites.locking import Pinned, lock
from orchestrator.composites.read import CompositeType
from orchestrator.composites.ready import not_ready
from orchestrator.composites.schemas import schemas
from orchestrator.composites.testing import TypeTested, test, types_at

__all__ = [
    "Composer",
    "CompositeType",
    "Pinned",
    "TypeTested",
    "candidate",
    "compare",
    "load",
    "lock",
    "not_ready",
    "pinned_revision",
    "schemas",
    "stacks_in",
    "test",
    "types_at",
    "usable",
]
