"""What helps people to write stacks: schemas for their editors, explanations, formatting."""

from orchestrator.editors.described import Schema
from orchestrator.editors.schema import environment_schema, stack_schema

__all__ = ["Schema", "environment_schema", "stack_schema"]
