"""Composite types: one name for several resources, with versions, revisions and tests of its own."""

from orchestrator.composites.compose import Composer, load
from orchestrator.composites.docs import docs
from orchestrator.composites.impact import candidate, compare, pinned_revision, stacks_in, usable
from orchestrator.composites.lint import Remark, lint
from orchestrator.composites.locking import Pinned, lock
from orchestrator.composites.read import CompositeType
from orchestrator.composites.ready import not_ready
from orchestrator.composites.schemas import schemas
from orchestrator.composites.testing import TypeTested, siblings, test, types_at

__all__ = [
    "Composer",
    "CompositeType",
    "Pinned",
    "Remark",
    "TypeTested",
    "candidate",
    "compare",
    "docs",
    "lint",
    "load",
    "lock",
    "not_ready",
    "pinned_revision",
    "schemas",
    "siblings",
    "stacks_in",
    "test",
    "types_at",
    "usable",
]
