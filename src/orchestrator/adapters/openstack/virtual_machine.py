"""VirtualMachine on OpenStack: a server with its port, firewall, key and floating address."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import fitting, openings, promise, refusals
from orchestrator.adapters.openstack.server import IMAGES, TYPES, USER_DATA_LIMIT, Server, parts
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudInit
from orchestrator.model.resources import VirtualMachine, VirtualMachineGroup

LIMITS: Final[tuple[Limit[VirtualMachine], ...]] = ()


def translate(vm: VirtualMachine, site: Site) -> Translation:
    """A machine on a port of its own, so that its address outlives it."""
    raise_all(refusals(vm, TYPES, set(IMAGES)) + require_internet(vm, site, vm.spec.public_address))
    made = parts(server_of(vm, site), site)
    machine, user_data = made.machine, site.text(vm.spec.user_data)
    return Translation(
        nodes=(*made.firewall, made.port, *made.keys, machine, *made.after),
        outputs={"id": machine["id"], "privateAddress": made.inside, "publicAddress": made.outside},
        slots=(CloudInit(machine.name, ("userData",), "plain", USER_DATA_LIMIT, made.inside, user_data),),
        checks=checks(vm, machine["powerState"], ("active",), host=made.outside or made.inside),
        protected=(machine.name,),
    )


def server_of(vm: VirtualMachine | VirtualMachineGroup, site: Site) -> Server:
    """The server that a machine is, or each machine of a group."""
    size = fitting(TYPES, promise(vm.spec.size))
    return Server(
        name=vm.name,
        flavor=size.name if size else "",
        image=IMAGES[vm.spec.image.os, vm.spec.image.version],
        network=vm.spec.network,
        openings=openings(vm, site.network(vm.spec.network).spec.cidr),
        disk_gib=vm.spec.disk_gib,
        public_key=vm.spec.ssh_public_key,
        key_pair=vm.spec.key_pair,
        firewalls=vm.spec.firewalls,
        floating=vm.spec.public_address,
    )
