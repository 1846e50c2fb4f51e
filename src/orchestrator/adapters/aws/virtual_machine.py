"""VirtualMachine on AWS: an EC2 instance with its firewall and key."""

from typing import Final

from orchestrator.adapters.aws import key_pair
from orchestrator.adapters.aws.firewall import egress, rule
from orchestrator.adapters.aws.zones import turn
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import MachineType, fitting, openings, promise, refusals
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudInit, Lookup, Node, Options, Value
from orchestrator.model.resources import VirtualMachine

# Cheapest first.
TYPES = (
    MachineType("t3.micro", 2, 1),
    MachineType("t3.small", 2, 2),
    MachineType("t3.medium", 2, 4),
    MachineType("t3.large", 2, 8),
    MachineType("t3.xlarge", 4, 16),
    MachineType("r6i.xlarge", 4, 32),
    MachineType("t3.2xlarge", 8, 32),
    MachineType("r6i.2xlarge", 8, 64),
    MachineType("c6i.4xlarge", 16, 32),
    MachineType("m6i.4xlarge", 16, 64),
    MachineType("r6i.4xlarge", 16, 128),
    MachineType("c6i.8xlarge", 32, 64),
    MachineType("m6i.8xlarge", 32, 128),
    MachineType("r6i.8xlarge", 32, 256),
    MachineType("c6i.16xlarge", 64, 128),
    MachineType("m6i.16xlarge", 64, 256),
)
# The accounts in which Debian and Canonical publish, and how they name their images.
DEBIAN, CANONICAL = "136693071363", "099720109477"
IMAGES = {
    ("debian", "11"): (DEBIAN, "debian-11-amd64-*"),
    ("debian", "12"): (DEBIAN, "debian-12-amd64-*"),
    ("debian", "13"): (DEBIAN, "debian-13-amd64-*"),
    ("ubuntu", "22.04"): (CANONICAL, "ubuntu/images/hvm-ssd*/ubuntu-jammy-22.04-amd64-server-*"),
    ("ubuntu", "24.04"): (CANONICAL, "ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-amd64-server-*"),
}
USER_DATA_LIMIT = 16384

LIMITS: Final[tuple[Limit[VirtualMachine], ...]] = key_pair.MACHINE_LIMITS


def translate(vm: VirtualMachine, site: Site) -> Translation:
    """A machine in a public subnet if it has a public address, in a private one if not."""
    raise_all(refusals(vm, TYPES, set(IMAGES)) + require_internet(vm, site, vm.spec.public_address))
    firewall = _firewall(vm, site)
    keys = _keys(vm)
    machine = _machine(vm, site, firewall, keys)
    address = machine["publicIp"] if vm.spec.public_address else machine["privateIp"]
    return Translation(
        nodes=(firewall, *keys, machine),
        outputs={
            "id": machine["id"],
            "privateAddress": machine["privateIp"],
            "publicAddress": machine["publicIp"] if vm.spec.public_address else None,
        },
        slots=(
            CloudInit(
                machine.name,
                ("userData",),
                "plain",
                USER_DATA_LIMIT,
                machine["privateIp"],
                site.text(vm.spec.user_data),
            ),
        ),
        checks=checks(vm, machine["instanceState"], ("running",), host=address),
        protected=(machine.name,),
    )


def _machine(vm: VirtualMachine, site: Site, firewall: Node, keys: tuple[Node, ...]) -> Node:
    size = fitting(TYPES, promise(vm.spec.size))
    subnets = site.outputs(vm.spec.network, f"{'public' if vm.spec.public_address else 'private'}SubnetIds")
    properties: dict[str, Value] = {
        "ami": _image(vm),
        "instanceType": size.name if size else "",
        # Machines whose names count up stand in the zones by turns.
        "subnetId": subnets[turn(vm.name, len(subnets))],
        "vpcSecurityGroupIds": [firewall["id"], *(site.output(name, "id") for name in vm.spec.firewalls)],
        "associatePublicIpAddress": vm.spec.public_address,
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        },
        "rootBlockDevice": {
            "encrypted": True,
            "volumeType": "gp3",
            "volumeSize": vm.spec.disk_gib,
            "deleteOnTermination": True,
        },
        "userDataReplaceOnChange": True,
        **_key_name(vm, site, keys),
    }
    # What it fetches at its first boot needs the routes; no address of its own, no way out.
    routes = site.behind(vm.spec.network, "wayOut") if vm.spec.public_address else ()
    # A newer image of the same family must not replace a machine that runs.
    options = Options(ignore_changes=("ami",), depends_on=routes)
    return Node("aws:ec2/instance:Instance", vm.name, properties, options)


def _image(vm: VirtualMachine) -> Lookup:
    owner, name = IMAGES[vm.spec.image.os, vm.spec.image.version]
    filters = (("name", name), ("architecture", "x86_64"), ("virtualization-type", "hvm"))
    arguments: dict[str, Value] = {
        "mostRecent": True,
        "owners": [owner],
        "filters": [{"name": key, "values": [value]} for key, value in filters],
    }
    return Lookup("aws:ec2/getAmi:getAmi", arguments, ("id",))


def _keys(vm: VirtualMachine) -> tuple[Node, ...]:
    if not vm.spec.ssh_public_key:
        return ()
    return (Node("aws:ec2/keyPair:KeyPair", f"{vm.name}-key", {"publicKey": vm.spec.ssh_public_key}),)


def _key_name(vm: VirtualMachine, site: Site, keys: tuple[Node, ...]) -> dict[str, Value]:
    """The key of its own, or the shared one."""
    if vm.spec.key_pair:
        return {"keyName": site.output(vm.spec.key_pair, "name")}
    return {"keyName": keys[0]["keyName"]} if keys else {}


def _firewall(vm: VirtualMachine, site: Site) -> Node:
    """Its own rules. What may go out is for its shared firewalls to say, where it has some."""
    network = site.network(vm.spec.network)
    rules: list[Value] = [
        rule(protocol, port, port, source) for protocol, port, source in openings(vm, network.spec.cidr)
    ]
    return Node(
        "aws:ec2/securityGroup:SecurityGroup",
        f"{vm.name}-firewall",
        {
            "description": f"What may reach {vm.name}",
            "vpcId": site.output(network.name, "id"),
            "ingress": rules,
            "egress": egress("none" if vm.spec.firewalls else "all", network.spec.cidr),
        },
    )
