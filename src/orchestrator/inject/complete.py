"""The promise that nothing is provisioned unwatched."""

from orchestrator.errors import InjectionError, OrchestratorError, raise_all
from orchestrator.graph import AgentMonitor, CloudInit, Graph, Group
from orchestrator.inject.site import FOUNDATION


def require_complete(graph: Graph) -> None:
    """Raise InjectionError for each resource without monitor or check, all of them at once."""
    raise_all([fault for group in graph.groups if group.kind != FOUNDATION for fault in _faults(group)])


def _faults(group: Group) -> list[OrchestratorError]:
    where = f"resource {group.resource} on {group.target}"
    faults: list[OrchestratorError] = []
    if not group.monitors:
        hint = "its adapter must name a slot: CloudInit, CloudWatch, AzureMonitor or CloudApi"
        faults.append(InjectionError("nothing would watch this resource", where, hint))
    if not group.checks:
        hint = "its adapter must name a check, or set 'health' in the spec"
        faults.append(InjectionError("no health check would ask this resource", where, hint))
    watched = {str(m.address) for m in group.monitors if isinstance(m, AgentMonitor)}
    for slot in group.slots:
        if isinstance(slot, CloudInit) and str(slot.address) not in watched:
            faults.append(InjectionError(f"no agent would run on the machine '{slot.node}'", where))
    return faults
