"""Graph → outcome, through the real Pulumi engine and its Automation API."""

from orchestrator.engine.engine import ALL, Engine, Selection
from orchestrator.engine.session import Settings
from orchestrator.engine.snapshot import Snapshot

__all__ = ["ALL", "Engine", "Selection", "Settings", "Snapshot"]
