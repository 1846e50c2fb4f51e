"""Composite types: one name for several resources, with versions, revisions and tests of its own."""

from orchestrator.composites.compose import Composer, load
from orchestrator.composites.locking import Pinned, lock

__all__ = ["Composer", "Pinned", "load", "lock"]
