"""Expressions behind a small port: text and kinds in, a typed program out."""

from orchestrator.expressions.port import (
    LONGEST,
    BadExpression,
    Kind,
    Program,
    Result,
    compile,
    kind_of,
    literal,
)

__all__ = ["LONGEST", "BadExpression", "Kind", "Program", "Result", "compile", "kind_of", "literal"]
