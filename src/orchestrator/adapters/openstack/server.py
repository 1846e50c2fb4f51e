"""A server on OpenStack with its port, firewall, key and floating address: for machines and for databases."""

from dataclasses import dataclass

from orchestrator.adapters.machines import MachineType
from orchestrator.adapters.openstack.network import external_network
from orchestrator.adapters.site import Site
from orchestrator.graph import Lookup, Node, Options, Value

# The flavors that OpenStack's own guides set up, with the root disk of each; smallest first.
TYPES = (
    MachineType("m1.small", 1, 2),
    MachineType("m1.medium", 2, 4),
    MachineType("m1.large", 4, 8),
    MachineType("m1.xlarge", 8, 16),
)
ROOT_GIB = {"m1.small": 20, "m1.medium": 40, "m1.large": 80, "m1.xlarge": 160}
IMAGES = {
    ("debian", "11"): "debian-11",
    ("debian", "12"): "debian-12",
    ("debian", "13"): "debian-13",
    ("ubuntu", "22.04"): "ubuntu-22.04",
    ("ubuntu", "24.04"): "ubuntu-24.04",
}
USER_DATA_LIMIT = 65535 // 4 * 3
"""Nova takes 65535 bytes of base64, which is that much before it."""


@dataclass(frozen=True, slots=True)
class Server:
    """What differs between the servers of a site."""

    name: str
    flavor: str
    image: str
    network: str
    openings: tuple[tuple[str, int, str], ...]
    """Protocol, port and source of all that may come in."""
    disk_gib: int = 0
    public_key: str | None = None
    key_pair: str | None = None
    """A KeyPair of the stack, instead of a key of its own."""
    firewalls: tuple[str, ...] = ()
    """Firewalls of the stack, beside its own."""
    floating: bool = False
    part: str = ""
    """What tells it from the other servers of its resource."""
    spread: Value = None
    """The server group that keeps it apart from the others."""

    @property
    def label(self) -> str:
        """What its own nodes are called."""
        return "-".join(self._parts)

    @property
    def suffix(self) -> tuple[str, ...]:
        """What its own names in the cloud end with."""
        return self._parts[1:]

    @property
    def _parts(self) -> tuple[str, ...]:
        return (self.name, self.part) if self.part else (self.name,)


@dataclass(frozen=True, slots=True)
class Parts:
    """The nodes of a server; `after` come when it stands."""

    firewall: tuple[Node, ...]
    port: Node
    keys: tuple[Node, ...]
    machine: Node
    after: tuple[Node, ...]

    @property
    def inside(self) -> Value:
        """The private address; of the port, so that it is known before the server is."""
        return self.port["allFixedIps.0"]

    @property
    def outside(self) -> Value:
        """The floating address, if there is one."""
        return self.after[0]["address"] if self.after else None


def parts(server: Server, site: Site, like: Parts | None = None) -> Parts:
    """The nodes of a server; one that is like another shares that one's firewall and key."""
    firewall = like.firewall if like else _firewall(server, site)
    port = Node(
        "openstack:networking/port:Port",
        f"{server.label}-port",
        {
            "name": site.named(*server.suffix, "port"),
            "networkId": site.output(server.network, "id"),
            "fixedIps": [{"subnetId": site.output(server.network, "subnetId")}],
            "securityGroupIds": [firewall[0]["id"], *(site.output(f, "id") for f in server.firewalls)],
            "adminStateUp": True,
        },
        # A first boot fetches things: the ways out come first.
        Options(depends_on=_rules(server, site, firewall)),
    )
    keys = like.keys if like else _keys(server, site)
    machine = _machine(server, site, port, keys)
    return Parts(firewall, port, keys, machine, _floating(server, site, port) if server.floating else ())


def _rules(server: Server, site: Site, firewall: tuple[Node, ...]) -> tuple[str, ...]:
    shared = (name for each in server.firewalls for name in site.behind(each, "rules"))
    return (*(node.name for node in firewall[1:]), *shared)


def _machine(server: Server, site: Site, port: Node, keys: tuple[Node, ...]) -> Node:
    properties: dict[str, Value] = {
        "name": site.named(*server.suffix),
        "flavorName": server.flavor,
        **_root(server),
        "networks": [{"port": port["id"]}],
        # User-data on a drive of its own does not depend on a metadata service that may be away.
        "configDrive": True,
        **_key(server, site, keys),
        **({"schedulerHints": [{"group": server.spread}]} if server.spread is not None else {}),
    }
    # A newer image under the same name must not replace a machine that runs; the port takes one at a time.
    options = Options(
        delete_before_replace=True,
        ignore_changes=("imageId", "blockDevices"),
        depends_on=_way_out(server, site),
    )
    return Node("openstack:compute/instance:Instance", server.label, properties, options)


def _way_out(server: Server, site: Site) -> tuple[str, ...]:
    """What the server fetches at its first boot needs the router."""
    return site.behind(server.network, "wayOut")


def _root(server: Server) -> dict[str, Value]:
    """The flavor's own disk if it is large enough; else a volume made from the image."""
    if server.disk_gib <= ROOT_GIB[server.flavor]:
        return {"imageName": server.image}
    arguments: dict[str, Value] = {"name": server.image, "mostRecent": True}
    return {
        "blockDevices": [
            {
                "uuid": Lookup("openstack:images/getImage:getImage", arguments, ("id",)),
                "sourceType": "image",
                "destinationType": "volume",
                "volumeSize": server.disk_gib,
                "bootIndex": 0,
                "deleteOnTermination": True,
            }
        ]
    }


def _keys(server: Server, site: Site) -> tuple[Node, ...]:
    if not server.public_key:
        return ()
    properties: dict[str, Value] = {"name": site.named("key"), "publicKey": server.public_key}
    return (Node("openstack:compute/keypair:Keypair", f"{server.name}-key", properties),)


def _key(server: Server, site: Site, keys: tuple[Node, ...]) -> dict[str, Value]:
    """The name of its own key, or of a shared one."""
    if server.key_pair:
        return {"keyPair": site.output(server.key_pair, "name")}
    return {"keyPair": keys[0]["name"]} if keys else {}


def _floating(server: Server, site: Site, port: Node) -> tuple[Node, ...]:
    """Only a port whose subnet has a router can have one."""
    after = Options(depends_on=_way_out(server, site))
    address = Node(
        "openstack:networking/floatingIp:FloatingIp",
        f"{server.label}-address",
        {"pool": external_network(site)},
        after,
    )
    associate = Node(
        "openstack:networking/floatingIpAssociate:FloatingIpAssociate",
        f"{server.label}-address-link",
        {"floatingIp": address["address"], "portId": port["id"]},
        after,
    )
    return address, associate


def _firewall(server: Server, site: Site) -> tuple[Node, ...]:
    """Groups add up: where shared ones say what goes out, the server's own one says nothing."""
    name = site.named("firewall")
    group = security_group(f"{server.name}-firewall", name, f"What may reach {server.name}")
    inwards = (rule(group, protocol, port, port, source) for protocol, port, source in server.openings)
    return (group, *inwards, *(() if server.firewalls else ways_out(group)))


def security_group(node: str, name: str, description: str) -> Node:
    """Without the rules that Neutron gives to each: what goes out can then be changed in place."""
    properties: dict[str, Value] = {"name": name, "description": description, "deleteDefaultRules": True}
    return Node("openstack:networking/secGroup:SecGroup", node, properties)


def ways_out(group: Node, cidr: str | None = None) -> tuple[Node, ...]:
    """To everywhere, or to one range."""
    kinds = ("IPv4",) if cidr else ("IPv4", "IPv6")
    return tuple(
        Node(
            "openstack:networking/secGroupRule:SecGroupRule",
            f"{group.name}-out-{cidr.replace('/', '-') if cidr else kind.lower()}",
            {
                "securityGroupId": group["id"],
                "direction": "egress",
                "ethertype": kind,
                **({"remoteIpPrefix": cidr} if cidr else {}),
            },
        )
        for kind in kinds
    )


def rule(group: Node, protocol: str, first: int, last: int, source: str) -> Node:
    """Lets traffic in to these ports."""
    ports = str(first) if first == last else f"{first}-{last}"
    return Node(
        "openstack:networking/secGroupRule:SecGroupRule",
        f"{group.name}-{protocol}-{ports}-{source.replace('/', '-')}",
        {
            "securityGroupId": group["id"],
            "direction": "ingress",
            "ethertype": "IPv4",
            "protocol": protocol,
            "portRangeMin": first,
            "portRangeMax": last,
            "remoteIpPrefix": source,
        },
    )
