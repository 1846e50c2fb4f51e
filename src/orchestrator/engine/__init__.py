"""Graph → outcome, through the real Pulumi engine and its Automation API."""

from orchestrator.engine.engine import Engine
from orchestrator.engine.names import provider_name as place_name
from orchestrator.engine.selection import ALL, Selection
from orchestrator.engine.session import Handover, Settings
from orchestrator.engine.snapshot import Snapshot

__all__ = ["ALL", "Engine", "Handover", "Selection", "Settings", "Snapshot", "place_name"]
