"""Sizes of machines: one promise on every cloud, kept by the smallest type of that cloud that has it."""

from dataclasses import dataclass
from typing import Final

from orchestrator.errors import OrchestratorError, Unsupported
from orchestrator.model.resources import MachineSize, VirtualMachine, VirtualMachineGroup
from orchestrator.model.resources.firewall import FirewallRule
from orchestrator.model.resources.virtual_machine import Expose, SizeName

METRICS_PORT: Final = 9180
"""Where a machine can be scraped from its own network."""

PROMISES: dict[SizeName, MachineSize] = {
    "small": MachineSize(cpu=1, memory_gib=2),
    "medium": MachineSize(cpu=2, memory_gib=4),
    "large": MachineSize(cpu=4, memory_gib=8),
    "xlarge": MachineSize(cpu=8, memory_gib=16),
}


@dataclass(frozen=True, slots=True)
class MachineType:
    """A type of machine that a cloud sells."""

    name: str
    cpu: int
    memory_gib: int


def promise(size: SizeName | MachineSize) -> MachineSize:
    """What a size means."""
    return size if isinstance(size, MachineSize) else PROMISES[size]


def fitting(table: tuple[MachineType, ...], wanted: MachineSize) -> MachineType | None:
    """The first, so the cheapest, type of the table that has at least this much."""
    return next((t for t in table if t.cpu >= wanted.cpu and t.memory_gib >= wanted.memory_gib), None)


def refusals(
    vm: VirtualMachine | VirtualMachineGroup, table: tuple[MachineType, ...], images: set[tuple[str, str]]
) -> list[OrchestratorError]:
    """Every reason why a cloud cannot offer this size or image."""
    spec, cloud = vm.spec, vm.target.cloud
    wanted = promise(spec.size)
    faults: list[OrchestratorError] = []
    if fitting(table, wanted) is None:
        summary = f"no machine on {cloud} has {wanted.cpu} CPUs and {wanted.memory_gib} GiB"
        largest = table[-1]
        hint = f"the largest known is {largest.name}: {largest.cpu} CPUs, {largest.memory_gib} GiB"
        faults.append(Unsupported(summary, vm.name, hint))
    if (spec.image.os, spec.image.version) not in images:
        known = ", ".join(f"{system} {version}" for system, version in sorted(images))
        summary = f"no image of {spec.image.os} {spec.image.version} is known on {cloud}"
        faults.append(Unsupported(summary, vm.name, f"take one of: {known}"))
    return faults


def admitted(rule: Expose | FirewallRule, cidr: str) -> str:
    """The address range that may reach a port."""
    return {"internet": "0.0.0.0/0", "network": cidr}.get(rule.from_, rule.from_)


def openings(vm: VirtualMachine | VirtualMachineGroup, cidr: str) -> tuple[tuple[str, int, str], ...]:
    """Protocol, port and source of all that may come in, each once: what is exposed, and the metrics."""
    shown = [(e.protocol, e.port, admitted(e, cidr)) for e in vm.spec.expose]
    return tuple(sorted({*shown, ("tcp", METRICS_PORT, cidr)}))
