"""What happened: verdicts, plans, drift, applied changes, health."""

from orchestrator.outcome.health import CheckResult, Health, Service
from orchestrator.outcome.impact import Impact
from orchestrator.outcome.plan import Action, Applied, Change, Drift, Plan, PropertyChange, Step
from orchestrator.outcome.verdict import Severity, Verdict, Violation

__all__ = [
    "Action",
    "Applied",
    "Change",
    "CheckResult",
    "Drift",
    "Health",
    "Impact",
    "Plan",
    "PropertyChange",
    "Service",
    "Severity",
    "Step",
    "Verdict",
    "Violation",
]
