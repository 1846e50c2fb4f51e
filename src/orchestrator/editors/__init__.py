"""What helps people to write stacks, and to leave: schemas, explanations, formatting, ejecting."""

from orchestrator.editors.explain import Explained, explain, names
from orchestrator.editors.normal import digest, dumped, normalised
from orchestrator.editors.schema import environment_schema, stack_schema
from orchestrator.editors.shapes import Schema

__all__ = [
    "Explained",
    "Schema",
    "digest",
    "dumped",
    "environment_schema",
    "explain",
    "names",
    "normalised",
    "stack_schema",
]
