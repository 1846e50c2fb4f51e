"""Everything that is added to a translated stack, in one visible list."""

from orchestrator.graph import Graph
from orchestrator.inject.agent_file import AgentFile, agent_file
from orchestrator.inject.checks import with_checks
from orchestrator.inject.complete import require_complete
from orchestrator.inject.notices import with_notices
from orchestrator.inject.ownership import with_ownership
from orchestrator.inject.sidecars import with_sidecars
from orchestrator.model.stack import Stack

__all__ = ["AgentFile", "agent_file", "inject", "require_complete"]


def inject(graph: Graph, stack: Stack, agent: AgentFile) -> Graph:
    """The graph with checks, notices, sidecars and owners on everything; doing it twice changes nothing."""
    graph = with_checks(graph, stack)
    graph = with_notices(graph)
    graph = with_sidecars(graph, stack, agent)
    graph = with_ownership(graph, stack)
    require_complete(graph)
    return graph
