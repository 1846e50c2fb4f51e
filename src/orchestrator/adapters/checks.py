"""Health checks: the user's, or the type's own."""

from orchestrator.errors import Unsupported
from orchestrator.graph import Check, HttpCheck, Output, StateCheck, TcpCheck, Value
from orchestrator.model.resources import AnyResource, Health


def checks(
    resource: AnyResource, state: Output, healthy: tuple[str, ...] = (), *, host: Value = None, port: int = 0
) -> tuple[Check, ...]:
    """The state of the resource, and what it serves; the user's check is the one that apply waits for."""
    health = resource.health
    wanted = _wanted(health, host)
    if not wanted and (health.http or health.tcp):
        raise Unsupported(
            f"health.{'http' if health.http else 'tcp'} needs an address, and a {resource.type} has none",
            resource.name,
            "remove it: the cloud's own state of the resource is checked anyway",
        )
    own = [TcpCheck(host, port)] if port and host is not None else []
    found = [_check(probe, health, gate=health.gate.apply) for probe in wanted]
    found += [_check(probe, health, gate=False) for probe in own if probe not in wanted]
    return (_check(StateCheck(state, healthy), health, gate=health.gate.apply and not wanted), *found)


def _wanted(health: Health, host: Value) -> list[HttpCheck | TcpCheck]:
    """What the user asks for."""
    wanted: list[HttpCheck | TcpCheck] = []
    if host is not None and (http := health.http):
        wanted.append(HttpCheck(http.scheme, host, http.port, http.path, http.expect))
    if host is not None and health.tcp:
        wanted.append(TcpCheck(host, health.tcp))
    return wanted


def _check(probe: HttpCheck | TcpCheck | StateCheck, health: Health, *, gate: bool) -> Check:
    return Check(probe, health.interval, health.timeout, health.unhealthy_after, gate, health.gate.within)
