"""What every emulated cloud starts with: flavors, images, the way out, and the default security group."""

from orchestrator.sandbox.openstack.http import Record
from orchestrator.sandbox.openstack.neutron_security import default_group
from orchestrator.sandbox.openstack.store import Store, new_id, now

FLAVORS = (
    ("m1.tiny", 1, 512, 1),
    ("m1.small", 1, 2048, 10),
    ("m1.medium", 2, 4096, 20),
    ("m1.large", 4, 8192, 40),
    ("m1.xlarge", 8, 16384, 80),
)
IMAGES = ("debian-12", "debian-13", "ubuntu-22.04", "ubuntu-24.04")
PUBLIC_CIDR = "203.0.113.0/24"


def seed(store: Store) -> None:
    for name, vcpus, ram, disk in FLAVORS:
        flavor = _flavor(name, vcpus, ram, disk)
        store.flavors[flavor["id"]] = flavor
    for name in IMAGES:
        image = _image(name, store.admin_project_id)
        store.images[image["id"]] = image
    _public(store)
    default_group(store)


def _flavor(name: str, vcpus: int, ram: int, disk: int) -> Record:
    return {
        "id": new_id(),
        "name": name,
        "vcpus": vcpus,
        "ram": ram,
        "disk": disk,
        "swap": 0,
        "description": None,
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "OS-FLV-DISABLED:disabled": False,
        "os-flavor-access:is_public": True,
        "rxtx_factor": 1.0,
        "extra_specs": {},
        "links": [],
    }


def _image(name: str, owner: str) -> Record:
    key = new_id()
    return {
        "id": key,
        "name": name,
        "status": "active",
        "visibility": "public",
        "owner": owner,
        "os_hidden": False,
        "disk_format": "qcow2",
        "container_format": "bare",
        "size": 196616,
        "virtual_size": 16777216,
        "min_ram": 0,
        "min_disk": 0,
        "protected": False,
        "tags": [],
        "checksum": None,
        "created_at": now(),
        "updated_at": now(),
        "self": f"/v2/images/{key}",
        "file": f"/v2/images/{key}/file",
        "schema": "/v2/schemas/image",
    }


def _public(store: Store) -> None:
    network, subnet = new_id(), new_id()
    stamps = {"created_at": now(), "updated_at": now(), "revision_number": 1, "tags": [], "description": ""}
    owner = {"tenant_id": store.admin_project_id, "project_id": store.admin_project_id}
    store.networks[network] = {
        "id": network,
        "name": "public",
        "admin_state_up": True,
        "status": "ACTIVE",
        "mtu": 1500,
        "shared": False,
        "router:external": True,
        "is_default": False,
        "port_security_enabled": True,
        "subnets": [subnet],
        "availability_zone_hints": [],
        "availability_zones": [],
        "dns_domain": "",
        **owner,
        **stamps,
    }
    store.subnets[subnet] = {
        "id": subnet,
        "name": "public-v4",
        "network_id": network,
        "ip_version": 4,
        "cidr": PUBLIC_CIDR,
        "gateway_ip": "203.0.113.1",
        "allocation_pools": [{"start": "203.0.113.2", "end": "203.0.113.254"}],
        "enable_dhcp": False,
        "dns_nameservers": [],
        "host_routes": [],
        "service_types": [],
        "subnetpool_id": None,
        "ipv6_ra_mode": None,
        "ipv6_address_mode": None,
        **owner,
        **stamps,
    }
