"""Graph + what the clouds report → health, and the services that there are to register."""

from orchestrator.health.checks import check, wait_until_well
from orchestrator.health.services import services

__all__ = ["check", "services", "wait_until_well"]
