"""What Octavia's types share: a balancer takes one change at a time, so each waits for its turn."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried
from orchestrator.providers.openstack.cloud import BUILD_SECONDS, DELETE_SECONDS, Cloud, Record
from orchestrator.providers.openstack.errors import busy, gone
from orchestrator.providers.openstack.owned import owner_tags

T = TypeVar("T")
LEAVING = ("PENDING_DELETE", "DELETED")
# What an object is born with when nothing is said: not every cloud is new enough to know all of these names.
UNSAID: Record = {
    "admin_state_up": True,
    "description": "",
    "tags": [],
    "insert_headers": {},
    "sni_container_refs": [],
    "allowed_cidrs": [],
    "hsts_include_subdomains": False,
    "hsts_preload": False,
    "backup": False,
    "tls_enabled": False,
}


def changing(cloud: Cloud, balancer: str, call: Callable[[], T]) -> T:
    """Make a change below a balancer, as soon as it takes one: others may come in between."""

    def attempt() -> T:
        at_rest(cloud, balancer)
        return call()

    return retried(attempt, busy, cancelled=cloud.cancelled, timeout=BUILD_SECONDS)


def at_rest(cloud: Cloud, balancer: str) -> None:
    """Wait until the balancer is active; an error ends the wait."""
    resting(cloud, f"/lbaas/loadbalancers/{balancer}", "loadbalancer")


def resting(cloud: Cloud, path: str, key: str) -> Record:
    """The object, once it is active; an error ends the wait."""

    def poll() -> Record | None:
        found: Record = cloud.load_balancer.get(path)[key]
        if found["provisioning_status"] == "ERROR":
            raise ProviderError(
                f"{key} {found['id']} is in status ERROR",
                hint="the load balancing service's log has the reason; delete the balancer to start over",
            )
        return found if found["provisioning_status"] == "ACTIVE" else None

    return cloud.wait(poll, f"{key} {path.rsplit('/', 1)[1]} to be active")


def away(cloud: Cloud, path: str, key: str) -> None:
    """Wait until the object is gone; an error ends the wait."""

    def poll() -> bool | None:
        try:
            found = cloud.load_balancer.get(path)[key]
        except Exception as error:
            if gone(error):
                return True
            raise
        if found["provisioning_status"] == "ERROR":
            raise ProviderError(f"{key} {found['id']} cannot be deleted", hint="ask the cloud's operator")
        return True if found["provisioning_status"] == "DELETED" else None

    cloud.wait(poll, f"{key} {path.rsplit('/', 1)[1]} to be deleted", DELETE_SECONDS)


def balancer_of(cloud: Cloud, pool: str) -> str:
    """The balancer that a pool belongs to."""
    return str(cloud.load_balancer.get(f"/lbaas/pools/{pool}")["pool"]["loadbalancers"][0]["id"])


def said(body: Record) -> Record:
    """What a request that makes something must say."""
    return {name: value for name, value in body.items() if value is not None and UNSAID.get(name) != value}


def unlike(old: Record, new: Record, chosen: Iterable[str] = ()) -> Record:
    """What an update must say; of what the cloud may choose, nothing when nothing is asked for."""
    free = set(chosen)
    return {
        name: value
        for name, value in new.items()
        if old.get(name) != value and not (value is None and name in free)
    }


def find_owned(
    cloud: Cloud, path: str, key: str, tags: Iterable[str], known: frozenset[str], **query: str
) -> str | None:
    """The object that an interrupted run of this node has left."""
    owner = owner_tags(tags)
    if not owner:
        return None
    rows = cloud.load_balancer.get(path, tags=",".join(owner), **query)[key]
    staying = [row for row in rows if row["provisioning_status"] not in LEAVING]
    return next((str(row["id"]) for row in staying if row["id"] not in known), None)
