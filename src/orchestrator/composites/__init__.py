"""Composite types: one name for several resources, with versions, revisions and tests of its own."""

from orchestrator.composites.compose import Composer, load

__all__ = ["Composer", "load"]
