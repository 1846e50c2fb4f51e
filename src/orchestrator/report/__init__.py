"""Outcome → text for people, JSON for programs."""

from orchestrator.report.changes import drift, outputs, plan, summary
from orchestrator.report.columns import columns, many
from orchestrator.report.document import document
from orchestrator.report.dot import dot
from orchestrator.report.impact import impact
from orchestrator.report.text import checks, errors, health, services, verdicts

__all__ = [
    "checks",
    "columns",
    "document",
    "dot",
    "drift",
    "errors",
    "health",
    "impact",
    "many",
    "outputs",
    "plan",
    "services",
    "summary",
    "verdicts",
]
