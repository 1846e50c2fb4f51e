"""What a graph asks stores of secrets for, before the first cloud call."""

from collections.abc import Mapping
from typing import Any

from orchestrator import secrets
from orchestrator.engine.values import Hidden
from orchestrator.errors import OrchestratorError, raise_all
from orchestrator.graph import Graph, StackOutput, StoredSecret, walk
from orchestrator.model.environment import SecretStore


def stored(
    graph: Graph, stores: Mapping[str, SecretStore], variables: Mapping[str, str]
) -> dict[StackOutput | StoredSecret, Any]:
    """Every secret that the graph refers to, each asked for once; raises SecretErrors, all together."""
    values = [value for node in graph.nodes() for value in node.properties.values()]
    values += [value for group in graph.groups for value in group.outputs.values()]
    inside = (one for value in (*values, *graph.outputs.values()) for one in walk(value))
    wanted = {one for one in inside if isinstance(one, StoredSecret)}
    found: dict[StackOutput | StoredSecret, Any] = {}
    faults: list[OrchestratorError] = []
    for one in sorted(wanted):
        try:
            found[one] = Hidden(secrets.read(one.reference, stores, variables))
        except OrchestratorError as error:
            faults += error.each()
    raise_all(faults)
    return found
