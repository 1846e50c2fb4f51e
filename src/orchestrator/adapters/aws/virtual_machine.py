"""VirtualMachine on AWS: an EC2 instance with its firewall and key."""

from typing import Final

from orchestrator.adapters.aws import key_pair, machine
from orchestrator.adapters.aws.zones import turn
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import refusals
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudInit, Node, Options, Value
from orchestrator.model.resources import VirtualMachine

LIMITS: Final[tuple[Limit[VirtualMachine], ...]] = key_pair.MACHINE_LIMITS


def translate(vm: VirtualMachine, site: Site) -> Translation:
    """A machine in a public subnet if it has a public address, in a private one if not."""
    refused = refusals(vm, machine.TYPES, set(machine.IMAGES))
    raise_all(refused + require_internet(vm, site, vm.spec.public_address))
    firewall = machine.own_firewall(vm, site)
    keys = machine.own_keys(vm)
    instance = _instance(vm, site, firewall, keys)
    address = instance["publicIp"] if vm.spec.public_address else instance["privateIp"]
    return Translation(
        nodes=(firewall, *keys, instance),
        outputs={
            "id": instance["id"],
            "privateAddress": instance["privateIp"],
            "publicAddress": instance["publicIp"] if vm.spec.public_address else None,
        },
        slots=(
            CloudInit(
                instance.name,
                ("userData",),
                "plain",
                machine.USER_DATA_LIMIT,
                instance["privateIp"],
                site.text(vm.spec.user_data),
            ),
        ),
        checks=checks(vm, instance["instanceState"], ("running",), host=address),
        protected=(instance.name,),
    )


def _instance(vm: VirtualMachine, site: Site, firewall: Node, keys: tuple[Node, ...]) -> Node:
    subnets = machine.subnets(vm, site)
    properties: dict[str, Value] = {
        "ami": machine.image(vm),
        "instanceType": machine.type_of(vm.spec.size),
        # Machines whose names count up stand in the zones by turns.
        "subnetId": subnets[turn(vm.name, len(subnets))],
        "vpcSecurityGroupIds": machine.security_groups(vm, site, firewall),
        "associatePublicIpAddress": vm.spec.public_address,
        "metadataOptions": machine.METADATA,
        "rootBlockDevice": {
            "encrypted": True,
            "volumeType": "gp3",
            "volumeSize": vm.spec.disk_gib,
            "deleteOnTermination": True,
        },
        "userDataReplaceOnChange": True,
        **machine.key_name(vm, site, keys),
    }
    # A newer image of the same family must not replace a machine that runs.
    options = Options(ignore_changes=("ami",), depends_on=machine.routes(vm, site))
    return Node("aws:ec2/instance:Instance", vm.name, properties, options)
