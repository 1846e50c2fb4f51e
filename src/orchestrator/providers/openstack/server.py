"""What is done to a server: born, brought to a power state, changed in place, deleted."""

import base64
import binascii
from typing import TYPE_CHECKING

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import DELETE_SECONDS, Cloud, Record
from orchestrator.providers.openstack.errors import gone
from orchestrator.providers.openstack.owned import changed
from orchestrator.providers.openstack.search import flavor_named, image_named
from orchestrator.providers.openstack.server_networks import asked

if TYPE_CHECKING:
    from orchestrator.providers.openstack.instance import BlockDevice, Instance

# What can be asked for, and the status in which Nova has it.
POWER = {"active": "ACTIVE", "shutoff": "SHUTOFF", "paused": "PAUSED"}
RESIZED = "VERIFY_RESIZE"
STOP_SECONDS = 60.0


def body(wanted: "Instance", cloud: Cloud) -> Record:
    """The request that makes this server."""
    networks = [asked(cloud, network) for network in wanted.networks or []]
    parts: Record = {
        "name": wanted.name,
        "flavorRef": _flavor(cloud, wanted),
        "imageRef": _image(cloud, wanted),
        "key_name": wanted.key_pair,
        "networks": networks or wanted.network_mode or "auto",
        "security_groups": [{"name": name} for name in wanted.security_groups or []] or None,
        "user_data": encoded(wanted.user_data),
        "metadata": wanted.metadata or None,
        "tags": wanted.tags or None,
        "block_device_mapping_v2": [_device(device) for device in wanted.block_devices] or None,
        "config_drive": wanted.config_drive or None,
        "availability_zone": wanted.availability_zone,
        "adminPass": wanted.admin_pass,
    }
    return changed({}, parts)


def hints(wanted: "Instance") -> Record:
    """What the scheduler is asked to mind, beside the server itself."""
    found: Record = {}
    for hint in wanted.scheduler_hints:
        lists = {"different_host": hint.different_hosts or None, "same_host": hint.same_hosts or None}
        found.update(changed({}, {"group": hint.group, **lists}))
    return {"os:scheduler_hints": found} if found else {}


def encoded(user_data: str | None) -> str | None:
    """In base64, as Nova wants it; what is in base64 already stays, as with the official provider."""
    if not user_data:
        return None
    try:
        base64.b64decode(user_data, validate=True)
    except (binascii.Error, ValueError):
        return base64.b64encode(user_data.encode()).decode()
    return user_data


def _device(device: "BlockDevice") -> Record:
    return changed(
        {},
        {
            "source_type": device.source_type,
            "uuid": device.uuid,
            "destination_type": device.destination_type,
            "boot_index": device.boot_index,
            "volume_size": device.volume_size,
            "volume_type": device.volume_type,
            "delete_on_termination": device.delete_on_termination,
        },
    )


def _flavor(cloud: Cloud, wanted: "Instance") -> str:
    found = flavor_named(cloud, wanted.flavor_name) if wanted.flavor_name else wanted.flavor_id
    if not found:
        raise ProviderError(
            f"there is no flavor named {wanted.flavor_name}", hint="look at the flavors of the cloud"
        )
    return found


def _image(cloud: Cloud, wanted: "Instance") -> str | None:
    return wanted.image_id or (image_named(cloud, wanted.image_name) if wanted.image_name else None)


def power_state(status: str) -> str:
    """A status in the words of the property."""
    return next((name for name, known in POWER.items() if known == status), status.lower())


def settle(cloud: Cloud, id: str, power: str) -> None:
    """Wait until it is built, end a resize that was left open, then switch it on or off."""
    found = _await(cloud, id, (*POWER.values(), RESIZED))
    if found["status"] == RESIZED:
        _act(cloud, id, {"confirmResize": None})
        found = _await(cloud, id, tuple(POWER.values()))
    if found["status"] == POWER[power]:
        return
    leave = {"SHUTOFF": "os-start", "PAUSED": "unpause"}
    if found["status"] in leave:
        _act(cloud, id, {leave[found["status"]]: None})
        _await(cloud, id, ("ACTIVE",))
    enter = {"shutoff": "os-stop", "paused": "pause"}
    if power in enter:
        _act(cloud, id, {enter[power]: None})
        _await(cloud, id, (POWER[power],))


def update(wanted: "Instance", old: "Instance", cloud: Cloud, id: str) -> None:
    if wanted.name != old.name:
        cloud.compute.put(f"/servers/{id}", {"server": {"name": wanted.name}})
    _update_metadata(wanted, old, cloud, id)
    if sorted(wanted.tags) != sorted(old.tags):
        cloud.compute.put(f"/servers/{id}/tags", {"tags": wanted.tags})
    if wanted.security_groups is not None:
        _update_firewall(set(wanted.security_groups), set(old.security_groups or []), cloud, id)
    if wanted.admin_pass and wanted.admin_pass != old.admin_pass:
        _act(cloud, id, {"changePassword": {"adminPass": wanted.admin_pass}})
    if _other(wanted.flavor_name, old.flavor_name) or _other(wanted.flavor_id, old.flavor_id):
        _resize(_flavor(cloud, wanted), cloud, id)
    if _other(wanted.image_name, old.image_name) or _other(wanted.image_id, old.image_id):
        _act(cloud, id, {"rebuild": {"imageRef": _image(cloud, wanted)}})
        _await(cloud, id, tuple(POWER.values()))


def _other(wanted: str | None, old: str | None) -> bool:
    return wanted is not None and wanted != old


def _update_metadata(wanted: "Instance", old: "Instance", cloud: Cloud, id: str) -> None:
    if fresh := changed(dict(old.metadata), dict(wanted.metadata)):
        cloud.compute.post(f"/servers/{id}/metadata", {"metadata": fresh})
    for name in old.metadata.keys() - wanted.metadata.keys():
        cloud.compute.delete(f"/servers/{id}/metadata/{name}")


def _update_firewall(wanted: set[str], old: set[str], cloud: Cloud, id: str) -> None:
    for name in sorted(wanted - old):
        _act(cloud, id, {"addSecurityGroup": {"name": name}})
    for name in sorted(old - wanted):
        _act(cloud, id, {"removeSecurityGroup": {"name": name}})


def _resize(flavor: str, cloud: Cloud, id: str) -> None:
    _act(cloud, id, {"resize": {"flavorRef": flavor}})
    _await(cloud, id, (RESIZED,))
    _act(cloud, id, {"confirmResize": None})
    _await(cloud, id, tuple(POWER.values()))


def delete(state: "Instance", cloud: Cloud, id: str) -> None:
    if state.stop_before_destroy:
        _stop(cloud, id)
    if state.force_delete:
        _act(cloud, id, {"forceDelete": None})
    else:
        cloud.once_free(lambda: cloud.compute.delete(f"/servers/{id}"))
    cloud.wait(lambda: _is_gone(cloud, id), f"server {id} to be deleted", DELETE_SECONDS)


def _stop(cloud: Cloud, id: str) -> None:
    """Give the guest a chance to end well; it is deleted in any case."""
    if _show(cloud, id)["status"] != "ACTIVE":
        return
    try:
        _act(cloud, id, {"os-stop": None})
        cloud.wait(
            lambda: True if _show(cloud, id)["status"] == "SHUTOFF" else None,
            f"server {id} to stop",
            STOP_SECONDS,
        )
    except ProviderError:
        return


def _is_gone(cloud: Cloud, id: str) -> bool | None:
    try:
        found = _show(cloud, id)
    except Exception as error:
        if gone(error):
            return True
        raise
    if found["status"] in ("DELETED", "SOFT_DELETED"):
        return True
    if found["status"] == "ERROR" and found["OS-EXT-STS:task_state"] is None:
        raise ProviderError(
            f"server {id} cannot be deleted: {_fault(found)}", hint="ask the cloud's operator"
        )
    return None


def _act(cloud: Cloud, id: str, action: Record) -> None:
    cloud.once_free(lambda: cloud.compute.post(f"/servers/{id}/action", action))


def _show(cloud: Cloud, id: str) -> Record:
    found: Record = cloud.compute.get(f"/servers/{id}")["server"]
    return found


def _await(cloud: Cloud, id: str, statuses: tuple[str, ...]) -> Record:
    """The server, once it rests in one of these statuses; an error ends the wait."""

    def poll() -> Record | None:
        found = _show(cloud, id)
        if found["status"] == "ERROR":
            raise ProviderError(
                f"server {id} is in status ERROR: {_fault(found)}",
                hint="no host may have room for the flavor; delete the server to start over",
            )
        resting = found["OS-EXT-STS:task_state"] is None and found["status"] in statuses
        return found if resting else None

    return cloud.wait(poll, f"server {id} to be {' or '.join(statuses)}")


def _fault(server: Record) -> str:
    return str((server.get("fault") or {}).get("message") or "the cloud gives no reason")
