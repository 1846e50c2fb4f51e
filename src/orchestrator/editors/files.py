"""The files of an ejected program."""

import shlex
import sys
from collections.abc import Mapping

from orchestrator.editors.eject import eject, kinds, secrets
from orchestrator.editors.normal import dumped
from orchestrator.engine import Handover
from orchestrator.graph import Graph

__all__ = ["PLUGIN", "VARIABLES", "program_files", "secrets"]
PLUGIN = "plugins/pulumi-resource-orchestrator"
VARIABLES = "pulumi.env"


def program_files(graph: Graph, handover: Handover) -> dict[str, str]:
    """Every file by its path; the plugin is the one that knows the kinds of groups."""
    return {
        "Pulumi.yaml": dumped(eject(graph, handover.provider_config)),
        f"Pulumi.{graph.environment}.yaml": handover.stack_file,
        VARIABLES: _exports(handover.variables),
        PLUGIN: _launcher(kinds(graph)),
    }


def _exports(variables: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(variables.items()))


def _launcher(names: list[str]) -> str:
    words = " ".join(names)
    return f'#!/bin/sh\nexec "{sys.executable}" -P -m orchestrator.providers.groups {words} "$@"\n'
