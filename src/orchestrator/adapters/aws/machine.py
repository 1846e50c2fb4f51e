"""Machines on AWS, alone and in groups: their sizes, images, keys and firewalls."""

from typing import Final, TypeAlias

from orchestrator.adapters.aws.firewall import egress, rule
from orchestrator.adapters.machines import MachineType, fitting, openings, promise
from orchestrator.adapters.site import Site
from orchestrator.graph import Lookup, Node, Value
from orchestrator.model.resources import VirtualMachine, VirtualMachineGroup
from orchestrator.model.resources.virtual_machine import MachineSize, SizeName

Machines: TypeAlias = VirtualMachine | VirtualMachineGroup

# Cheapest first.
TYPES: Final = (
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
IMAGES: Final = {
    ("debian", "11"): (DEBIAN, "debian-11-amd64-*"),
    ("debian", "12"): (DEBIAN, "debian-12-amd64-*"),
    ("debian", "13"): (DEBIAN, "debian-13-amd64-*"),
    ("ubuntu", "22.04"): (CANONICAL, "ubuntu/images/hvm-ssd*/ubuntu-jammy-22.04-amd64-server-*"),
    ("ubuntu", "24.04"): (CANONICAL, "ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-amd64-server-*"),
}
USER_DATA_LIMIT: Final = 16384
METADATA: Final[dict[str, Value]] = {
    "httpEndpoint": "enabled",
    "httpTokens": "required",
    "httpPutResponseHopLimit": 1,
}
"""Only who shows a token may ask a machine who it is, and only from the machine itself."""


def type_of(size: SizeName | MachineSize) -> str:
    """The cheapest type of that size; empty when AWS has none, which is refused elsewhere."""
    found = fitting(TYPES, promise(size))
    return found.name if found else ""


def image(vm: Machines, output: str = "id") -> Lookup:
    """The newest image of a family, or something that it says of itself."""
    owner, name = IMAGES[vm.spec.image.os, vm.spec.image.version]
    filters = (("name", name), ("architecture", "x86_64"), ("virtualization-type", "hvm"))
    arguments: dict[str, Value] = {
        "mostRecent": True,
        "owners": [owner],
        "filters": [{"name": key, "values": [value]} for key, value in filters],
    }
    return Lookup("aws:ec2/getAmi:getAmi", arguments, (output,))


def own_keys(vm: Machines) -> tuple[Node, ...]:
    """The key that the spec itself holds."""
    if not vm.spec.ssh_public_key:
        return ()
    return (Node("aws:ec2/keyPair:KeyPair", f"{vm.name}-key", {"publicKey": vm.spec.ssh_public_key}),)


def key_name(vm: Machines, site: Site, keys: tuple[Node, ...]) -> dict[str, Value]:
    """The key of its own, or the shared one."""
    if vm.spec.key_pair:
        return {"keyName": site.output(vm.spec.key_pair, "name")}
    return {"keyName": keys[0]["keyName"]} if keys else {}


def subnets(vm: Machines, site: Site) -> tuple[Value, ...]:
    """Public ones for machines with a public address, private ones for others."""
    side = "public" if vm.spec.public_address else "private"
    return site.outputs(vm.spec.network, f"{side}SubnetIds")


def security_groups(vm: Machines, site: Site, own: Node) -> list[Value]:
    """Its own, and those that it shares."""
    return [own["id"], *(site.output(name, "id") for name in vm.spec.firewalls)]


def routes(vm: Machines, site: Site) -> tuple[str, ...]:
    """What it fetches at its first boot needs the routes; no address of its own, no way out."""
    return site.behind(vm.spec.network, "wayOut") if vm.spec.public_address else ()


def own_firewall(vm: Machines, site: Site) -> Node:
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
