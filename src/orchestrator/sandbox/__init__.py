"""Local clouds on loopback: programs of their own, started by `orchestrator sandbox up`."""

from orchestrator.sandbox.access import Connection
from orchestrator.sandbox.control import Status, connection, down, status, up

__all__ = ["Connection", "Status", "connection", "down", "status", "up"]
