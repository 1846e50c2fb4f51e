"""Finds, fetches or builds the two programs that orchestrator drives: pulumi and opa."""

from orchestrator.tools.ensure import ensure
from orchestrator.tools.tool import OPA, PULUMI, TOOLS, Name, Places, Progress, Tool

__all__ = ["OPA", "PULUMI", "TOOLS", "Name", "Places", "Progress", "Tool", "ensure"]
