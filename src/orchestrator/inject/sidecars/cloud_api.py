"""Resources without metrics: the orchestrator asks the cloud's API for their state."""

from orchestrator.graph import ApiMonitor, CloudApi, Group, Monitor
from orchestrator.inject.sidecars.attaching import attach
from orchestrator.inject.site import Site


def cloud_api(group: Group, place: Site) -> Group:
    """The group with an API monitor for each such slot."""
    monitors: list[Monitor] = [ApiMonitor(slot.state) for slot in group.slots if isinstance(slot, CloudApi)]
    return attach(group, [], monitors)
