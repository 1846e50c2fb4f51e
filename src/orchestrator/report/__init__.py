"""Outcome → text for people, JSON for programs."""

from orchestrator.report.document import document
from orchestrator.report.dot import dot
from orchestrator.report.text import drift, errors, health, plan, services, summary, verdicts

__all__ = ["document", "dot", "drift", "errors", "health", "plan", "services", "summary", "verdicts"]
