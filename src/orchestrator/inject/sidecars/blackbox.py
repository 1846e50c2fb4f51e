"""What can be asked from outside becomes a target of the blackbox exporter."""

from orchestrator.graph import BlackboxMonitor, Group, HttpCheck, Monitor, TcpCheck
from orchestrator.inject.sidecars.attaching import attach
from orchestrator.inject.site import Site, host_of
from orchestrator.model.resources import DatabaseInstance


def blackbox(group: Group, place: Site) -> Group:
    """The group with a target for each HTTP and TCP check, and for the port of a database."""
    monitors: list[Monitor] = []
    for check in group.checks:
        match check.probe:
            case HttpCheck(host=host, port=port):
                monitors.append(BlackboxMonitor("http_2xx", host, port))
            case TcpCheck(host=host, port=port):
                monitors.append(BlackboxMonitor("tcp_connect", host, port))
    host = host_of(group)
    if isinstance(place.resource, DatabaseInstance) and host is not None:
        monitors.append(BlackboxMonitor("tcp_connect", host, place.resource.spec.port))
    return attach(group, [], monitors)
