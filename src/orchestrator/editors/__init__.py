"""What helps people to write stacks: schemas for their editors, explanations, formatting."""

from orchestrator.editors.schema import environment_schema, stack_schema
from orchestrator.editors.shapes import Schema

__all__ = ["Schema", "environment_schema", "stack_schema"]
