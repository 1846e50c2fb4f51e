"""Things that are named rather than made: external networks, images, flavors."""

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import Cloud, Record, one
from orchestrator.providers.openstack.errors import gone


def network_named(cloud: Cloud, name: str | None, *, external: bool = False) -> Record:
    """A network by name, or by id."""
    if not name:
        raise ProviderError("no network is named", hint="give pool, the name of an external network")
    query = {"router:external": "True"} if external else {}
    kind = "external network" if external else "network"
    rows = cloud.network.get("/networks", name=name, **query)["networks"]
    rows = rows or cloud.network.get("/networks", id=name, **query)["networks"]
    return one(rows, f"{kind} named {name}")


def image_named(cloud: Cloud, name: str) -> str:
    """The id of the image with this name."""
    return str(one(cloud.image.get("/images", name=name)["images"], f"image named {name}")["id"])


def image_name(cloud: Cloud, id: str) -> str | None:
    """The name of an image; None when it was deleted since."""

    def ask() -> str:
        try:
            return str(cloud.image.get(f"/images/{id}")["name"])
        except Exception as error:
            if gone(error):
                return ""
            raise

    return cloud.kept("image", id, ask) or None


def flavors(cloud: Cloud) -> list[Record]:
    found: list[Record] = cloud.compute.get("/flavors/detail")["flavors"]
    return found


def flavor_named(cloud: Cloud, name: str) -> str:
    """The id of the flavor with this name; empty when there is none (any more)."""
    return cloud.kept(
        "flavor", name, lambda: next((str(row["id"]) for row in flavors(cloud) if row["name"] == name), "")
    )
