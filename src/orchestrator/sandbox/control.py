"""Starts, heals, shows and stops the local clouds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestrator.errors import SandboxError
from orchestrator.sandbox.access import Connection, connect, read_connection
from orchestrator.sandbox.home import Home, Record, Running
from orchestrator.sandbox.keys import new_keys
from orchestrator.sandbox.process import stop, vitals_of
from orchestrator.sandbox.service import SERVICES, Service, Starting, begin, healthy, ready
from orchestrator.tools.lock import locked

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Status:
    """One local cloud as it is now."""

    name: str
    pid: int
    port: int
    healthy: bool
    rss_bytes: int


def up(progress: Progress, services: Sequence[Service] = SERVICES) -> Connection:
    """Start what does not run or does not answer, and return how to reach the clouds."""
    home = Home.of_user()
    home.prepare()
    with locked(home.folder, lambda: progress("waiting: another run changes the sandbox")):
        record = home.read_record() or Record(new_keys())
        well = {name: one for name, one in record.running.items() if healthy(one)}
        if not well:
            stop([one.process for one in record.running.values()])
            record = Record(new_keys())
        current = read_connection(home)
        if current and len(well) == len(services):
            return current
        return connect(home, _start_missing(home, record, well, services, progress))


def down() -> None:
    """Stop the clouds and forget their keys; what they held is gone."""
    home = Home.of_user()
    if not home.folder.exists():
        return
    with locked(home.folder, lambda: None):
        record = home.read_record()
        if record:
            stop([one.process for one in record.running.values()])
        home.forget()


def status() -> list[Status]:
    """Each cloud that was started; empty if there is no sandbox."""
    record = Home.of_user().read_record()
    return [_status(name, one) for name, one in record.running.items()] if record else []


def connection() -> Connection | None:
    """How to reach the sandbox; None if there is none, an error if it has died.

    The difference matters: a run that takes a dead sandbox for no sandbox would turn to the real clouds.
    """
    home = Home.of_user()
    found = read_connection(home)
    if found is None:
        return None
    record = home.read_record()
    dead = [name for name, one in record.running.items() if not vitals_of(one.process)] if record else ["all"]
    if dead:
        raise SandboxError(
            f"the sandbox has died ({', '.join(dead)})",
            where=str(home.folder),
            hint="run `orchestrator sandbox up` to start it again, or `… down` to do without",
        )
    return found


def _start_missing(
    home: Home, record: Record, well: dict[str, Running], services: Sequence[Service], progress: Progress
) -> Record:
    """Start side by side all that is missing; if one fails, stop those that were started now."""
    missing = [service for service in services if service.name not in well]
    for service in missing:
        if service.name in record.running:
            progress(f"{service.name}: had died, so what it held is lost")
            stop([record.running[service.name].process])
    starting: list[Starting] = []
    try:
        for service in missing:
            progress(f"{service.name}: starting")
            starting.append(begin(service, home, record.keys))
        # Before we wait: were we killed now, the next run must still know what to stop.
        begun = {one.service.name: Running(one.process, 0) for one in starting}
        home.write_record(Record(record.keys, well | begun))
        fresh = {one.service.name: ready(one, record.keys) for one in starting}
    except BaseException:
        stop([one.process for one in starting])
        home.write_record(Record(record.keys, well))
        raise
    found = well | fresh
    for service in missing:
        progress(f"{service.name}: ready on 127.0.0.1:{found[service.name].port}")
    record = Record(record.keys, {service.name: found[service.name] for service in services})
    home.write_record(record)
    return record


def _status(name: str, running: Running) -> Status:
    vitals = vitals_of(running.process)
    rss = vitals.rss_bytes if vitals else 0
    return Status(name, running.process.pid, running.port, healthy(running), rss)
