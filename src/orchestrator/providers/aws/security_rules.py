"""Security group rules as single permissions: the form in which two sets of rules can be compared."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple


class Atom(NamedTuple):
    """One protocol, port range and peer; the group itself is the peer `self`."""

    protocol: str
    from_port: int
    to_port: int
    kind: str
    peer: str
    description: str


_KEYS = {
    "cidr": ("IpRanges", "CidrIp"),
    "ipv6": ("Ipv6Ranges", "CidrIpv6"),
    "prefix": ("PrefixListIds", "PrefixListId"),
    "group": ("UserIdGroupPairs", "GroupId"),
}
_FIELDS = {
    "cidr": "cidr_blocks",
    "ipv6": "ipv6_cidr_blocks",
    "prefix": "prefix_list_ids",
    "group": "security_groups",
}
# EC2 knows these by name, and gives back the name.
_NUMBERS = {"all": "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


def atoms(
    protocol: str, ports: tuple[int, int], peers: Mapping[str, Iterable[str]], description: str
) -> Iterator[Atom]:
    """The single permissions of one rule."""
    protocol = _NUMBERS.get(protocol.lower(), protocol.lower())
    first, last = (0, 0) if protocol == "-1" else ports
    for kind, values in peers.items():
        for peer in values:
            yield Atom(protocol, first, last, kind, peer, description)


def permission(group: str, atom: Atom) -> dict[str, Any]:
    """One permission as EC2 wants it."""
    outer, inner = _KEYS[atom.kind]
    peer = {inner: group if atom.peer == "self" else atom.peer}
    if atom.description:
        peer["Description"] = atom.description
    ports = {} if atom.protocol == "-1" else {"FromPort": atom.from_port, "ToPort": atom.to_port}
    return {"IpProtocol": atom.protocol, **ports, outer: [peer]}


def rules_of(group: str, permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """EC2's permissions as rules: one for each protocol, port range and description."""
    rules: dict[tuple[str, int, int, str], dict[str, Any]] = {}
    for found in permissions:
        protocol = str(found["IpProtocol"])
        for kind, (outer, inner) in _KEYS.items():
            for peer in found.get(outer, []):
                description = peer.get("Description", "")
                first, last = int(found.get("FromPort", 0)), int(found.get("ToPort", 0))
                if protocol == "-1":
                    first, last = 0, 0
                key = (protocol, first, last, description)
                rule = rules.setdefault(
                    key,
                    {
                        "protocol": protocol,
                        "from_port": first,
                        "to_port": last,
                        "description": description or None,
                    },
                )
                if peer[inner] == group:
                    rule["itself"] = True
                else:
                    rule.setdefault(_FIELDS[kind], []).append(peer[inner])
    return list(rules.values())
