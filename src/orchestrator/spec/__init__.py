"""YAML → Stack: all mistakes at once, each with file, line and column."""

from orchestrator.spec.load import Loaded, environments, load

__all__ = ["Loaded", "environments", "load"]
