"""Outcome → text for people, JSON for programs."""

from orchestrator.report.document import document
from orchestrator.report.text import drift, errors, health, plan, services, summary, verdicts

__all__ = ["document", "drift", "errors", "health", "plan", "services", "summary", "verdicts"]
