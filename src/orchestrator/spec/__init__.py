"""YAML → Stack: all mistakes at once, each with file, line and column."""

from orchestrator.spec.load import Loaded, environments, load
from orchestrator.spec.siting import ANYWHERE, Choice, Siting

__all__ = ["ANYWHERE", "Choice", "Loaded", "Siting", "environments", "load"]
