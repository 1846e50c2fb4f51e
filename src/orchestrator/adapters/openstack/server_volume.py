"""Volumes that hold what a server of ours must not lose: its script waits for them and mounts them."""

from orchestrator.adapters.site import Site
from orchestrator.graph import Node, Options, Value


def volume(resource: str, site: Site, use: str, gib: int) -> Node:
    """A volume of its own, which outlives the server."""
    properties: dict[str, Value] = {
        "name": site.named(use),
        "description": f"The {use} of {resource}",
        "size": gib,
    }
    return Node("openstack:blockstorage/volume:Volume", f"{resource}-{use}", properties)


def attached(machine: Node, disk: Node) -> Node:
    """Its place in the server; it can only come once the server stands."""
    return Node(
        "openstack:compute/volumeAttach:VolumeAttach",
        f"{disk.name}-link",
        {"instanceId": machine["id"], "volumeId": disk["id"]},
        Options(delete_before_replace=True),
    )
