"""VirtualMachineGroup on OpenStack: a fixed number of servers, spread over hosts as far as there are any."""

from dataclasses import replace
from typing import Any, Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import refusals
from orchestrator.adapters.openstack import virtual_machine
from orchestrator.adapters.openstack.server import IMAGES, TYPES, USER_DATA_LIMIT, Parts, parts
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import Check, CloudApi, CloudInit, Node, Slot, StateCheck
from orchestrator.model.resources import VirtualMachineGroup

LIMITS: Final[tuple[Limit[Any], ...]] = (
    *virtual_machine.LIMITS,
    Limit(
        "scaling",
        lambda group: group.spec.scaling is not None,
        "nothing on OpenStack's compute service follows the load",
        "leave scaling out and say how many in minimum, or place the group on AWS or Azure",
        "as many machines as minimum says, always",
    ),
)


def translate(group: VirtualMachineGroup, site: Site) -> Translation:
    """Servers that are alike, with addresses, volumes and first boots of their own."""
    raise_all(refusals(group, TYPES, set(IMAGES)) + require_internet(group, site, group.spec.public_address))
    spread = Node(
        "openstack:compute/serverGroup:ServerGroup",
        group.name,
        {"name": site.named(), "policies": "soft-anti-affinity"},
    )
    made = _machines(group, site, spread)
    return Translation(
        nodes=(spread, *_nodes(made)),
        outputs={
            "id": spread["id"],
            "name": spread["name"],
            "privateAddresses": tuple(each.inside for each in made),
        },
        slots=_slots(group, site, made) or (CloudApi(spread["id"]),),
        checks=_checks(group, spread, made),
        protected=(spread.name, *(each.machine.name for each in made)),
    )


def _machines(group: VirtualMachineGroup, site: Site, spread: Node) -> tuple[Parts, ...]:
    like = virtual_machine.server_of(group, site)
    made: list[Parts] = []
    for number in range(1, group.spec.minimum + 1):
        server = replace(like, part=str(number), spread=spread["id"])
        made.append(parts(server, site, made[0] if made else None))
    return tuple(made)


def _nodes(made: tuple[Parts, ...]) -> tuple[Node, ...]:
    """What they share, once; then each with what is its own."""
    shared = (*made[0].firewall, *made[0].keys) if made else ()
    return (*shared, *(node for each in made for node in (each.port, each.machine, *each.after)))


def _slots(group: VirtualMachineGroup, site: Site, made: tuple[Parts, ...]) -> tuple[Slot, ...]:
    text = site.text(group.spec.user_data)
    return tuple(
        CloudInit(each.machine.name, ("userData",), "plain", USER_DATA_LIMIT, each.inside, text)
        for each in made
    )


def _checks(group: VirtualMachineGroup, spread: Node, made: tuple[Parts, ...]) -> tuple[Check, ...]:
    own = checks(group, spread["id"])
    states = (StateCheck(each.machine["powerState"], ("active",)) for each in made)
    return (*own, *(replace(own[0], probe=state) for state in states))
