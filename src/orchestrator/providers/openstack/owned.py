"""Whose an object is: tags and metadata that name the stack and the node, and the search by them."""

from collections.abc import Iterable, Mapping

from orchestrator.providers.kit.adoption import ownership
from orchestrator.providers.openstack.cloud import Cloud, Record


def owner_tags(tags: Iterable[str]) -> list[str]:
    """The two tags "key=value" that name the owner; empty when they are not both there."""
    pairs = dict(tag.split("=", 1) for tag in tags if "=" in tag)
    owner = ownership(pairs)
    return sorted(f"{name}={value}" for name, value in owner.items()) if owner else []


def birth_mark(tags: Iterable[str], description: str) -> str:
    """The description to be born with.

    Neutron takes no tags when it makes something. Until they are set, the description names the owner, so
    that an object whose birth was interrupted can be told from everybody else's.
    """
    return ";".join(owner_tags(tags)) or description


def find_tagged(cloud: Cloud, collection: str, tags: Iterable[str], known: frozenset[str]) -> str | None:
    """The Neutron object that an interrupted run of this node has left."""
    owner = owner_tags(tags)
    if not owner:
        return None
    key = collection.replace("-", "_")
    path = f"/{collection}"
    born = cloud.network.get(path, description=";".join(owner))[key]
    tagged = cloud.network.get(path, tags=",".join(owner))[key]
    return next((str(row["id"]) for row in [*born, *tagged] if row["id"] not in known), None)


def set_tags(cloud: Cloud, collection: str, id: str, tags: list[str], description: str) -> None:
    """Replace the tags; then the description needs to name nobody any more."""
    key = {"security-groups": "security_group"}.get(collection, collection.removesuffix("s"))
    if owner_tags(tags):
        cloud.network.put(f"/{collection}/{id}/tags", {"tags": tags})
        cloud.network.put(f"/{collection}/{id}", {key: {"description": description}})
    elif tags or cloud.network.get(f"/{collection}/{id}/tags")["tags"]:
        cloud.network.put(f"/{collection}/{id}/tags", {"tags": tags})


def find_marked(rows: list[Record], metadata: Mapping[str, str], known: frozenset[str]) -> str | None:
    """The server or volume, among these, whose metadata names the same owner."""
    owner = ownership(metadata)
    if owner is None:
        return None
    return next(
        (str(row["id"]) for row in rows if ownership(row["metadata"]) == owner and row["id"] not in known),
        None,
    )


def changed(old: Record, new: Record) -> Record:
    """What an update must say: what differs, without what was never asked for."""
    return {name: value for name, value in new.items() if value is not None and old.get(name) != value}
