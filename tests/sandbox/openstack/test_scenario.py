"""A life on OpenStack by openstacksdk; tests/system runs the very same functions on the real services."""

import base64
import uuid
from typing import Any

import pytest
from openstack import exceptions
from openstack.connection import Connection


def name() -> str:
    return "scenario-" + uuid.uuid4().hex[:8]


def test_networks_are_made_tagged_found_and_refuse_what_neutron_refuses(cloud: Connection) -> None:
    net = cloud.network.create_network(name=name())
    subnet = cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.77.0.0/24")
    cloud.network.set_tags(net, ["orchestrator-stack=shop/prod", "orchestrator-node=a"])
    tags = "orchestrator-stack=shop/prod,orchestrator-node=a"
    assert [found.id for found in cloud.network.networks(tags=tags)] == [net.id]
    assert cloud.network.find_network(net.name).id == net.id
    assert (subnet.gateway_ip, subnet.allocation_pools) == (
        "10.77.0.1", [{"start": "10.77.0.2", "end": "10.77.0.254"}],
    )  # fmt: skip
    with pytest.raises(exceptions.BadRequestException, match="overlaps with another subnet"):
        cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.77.0.128/25")
    with pytest.raises(exceptions.BadRequestException, match="not in a CIDR format"):
        cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.77.0.0/33")
    with pytest.raises(exceptions.BadRequestException, match="Attribute 'tags' not allowed in POST"):
        exceptions.raise_from_response(cloud.network.post("/networks", json={"network": {"tags": ["a"]}}))
    port = cloud.network.create_port(network_id=net.id, name="p")
    assert port.fixed_ips[0]["ip_address"].startswith("10.77.0.")
    with pytest.raises(exceptions.ConflictException, match="one or more ports still in use"):
        cloud.network.delete_network(net)
    with pytest.raises(exceptions.ConflictException, match="One or more ports have an IP allocation"):
        cloud.network.delete_subnet(subnet)
    cloud.network.delete_port(port)
    cloud.network.delete_network(net)
    with pytest.raises(exceptions.NotFoundException, match=f"Network {net.id} could not be found"):
        cloud.network.get_network(net.id)


def test_a_router_leads_out_and_floating_ips_hold_it(cloud: Connection) -> None:
    public = cloud.network.find_network("public")
    net = cloud.network.create_network(name=name())
    subnet = cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.78.0.0/24")
    port = cloud.network.create_port(network_id=net.id)
    floating = cloud.network.create_ip(floating_network_id=public.id)
    with pytest.raises(exceptions.NotFoundException, match="is not reachable from subnet"):
        cloud.network.update_ip(floating, port_id=port.id)
    router = cloud.network.create_router(name=name(), external_gateway_info={"network_id": public.id})
    cloud.network.add_interface_to_router(router, subnet_id=subnet.id)
    with pytest.raises(exceptions.BadRequestException, match="Router already has a port on subnet"):
        cloud.network.add_interface_to_router(router, subnet_id=subnet.id)
    inside = next(p for p in cloud.network.ports(device_id=router.id) if p.network_id == net.id)
    assert inside.fixed_ips[0]["ip_address"] == "10.78.0.1"
    with pytest.raises(exceptions.ConflictException, match="cannot be deleted directly via the port API"):
        cloud.network.delete_port(inside, ignore_missing=False)
    cloud.network.update_ip(floating, port_id=port.id)
    assert cloud.network.get_ip(floating.id).status == "ACTIVE"
    with pytest.raises(exceptions.ConflictException, match="required by one or more floating IPs"):
        cloud.network.remove_interface_from_router(router, subnet_id=subnet.id)
    with pytest.raises(exceptions.ConflictException, match="still attached"):
        cloud.network.delete_router(router)
    cloud.network.delete_ip(floating)
    cloud.network.remove_interface_from_router(router, subnet_id=subnet.id)
    cloud.network.delete_router(router)
    cloud.network.delete_port(port)
    cloud.network.delete_network(net)


def test_security_groups_keep_their_rules_apart_and_stay_while_in_use(cloud: Connection) -> None:
    group = cloud.network.create_security_group(name=name())
    assert {rule["ethertype"] for rule in group.security_group_rules} == {"IPv4", "IPv6"}
    rule = {
        "security_group_id": group.id, "direction": "ingress", "protocol": "tcp",
        "port_range_min": 22, "port_range_max": 22, "remote_ip_prefix": "198.51.100.0/24",
    }  # fmt: skip
    made = cloud.network.create_security_group_rule(**rule)
    with pytest.raises(exceptions.ConflictException, match=f"already exists. Rule id is {made.id}"):
        cloud.network.create_security_group_rule(**rule)
    with pytest.raises(exceptions.BadRequestException, match="port_range_min must be <= port_range_max"):
        cloud.network.create_security_group_rule(**{**rule, "port_range_min": 50})
    net = cloud.network.create_network(name=name())
    port = cloud.network.create_port(network_id=net.id, security_groups=[group.id])
    with pytest.raises(exceptions.ConflictException, match="in use"):
        cloud.network.delete_security_group(group, ignore_missing=False)
    cloud.network.delete_port(port)
    cloud.network.delete_network(net)
    cloud.network.delete_security_group(group)


def test_a_server_lives_with_its_port_volume_and_key(cloud: Connection) -> None:
    title = name()
    net = cloud.network.create_network(name=title)
    cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.79.0.0/24")
    key = cloud.compute.create_keypair(name=title)
    assert key.private_key
    with pytest.raises(exceptions.ConflictException, match=f"Key pair '{title}' already exists"):
        cloud.compute.create_keypair(name=title)
    volume = cloud.block_storage.create_volume(size=1, name=title, metadata={"a": "1"})
    cloud.block_storage.wait_for_status(volume, "available", interval=0.2, wait=60)
    image, small = cloud.image.find_image("debian-12"), cloud.compute.find_flavor("m1.small")
    server = cloud.compute.create_server(
        name=title, image_id=image.id, flavor_id=small.id, networks=[{"uuid": net.id}], key_name=title,
        user_data=base64.b64encode(b"#cloud-config\n").decode(), metadata={"a": "1"},
    )  # fmt: skip
    assert server.status in ("BUILD", None)
    server = cloud.compute.wait_for_server(server, interval=0.2, wait=90)
    assert [a["addr"].startswith("10.79.0.") for a in server.addresses[title]] == [True]
    cloud.compute.set_server_metadata(server, b="2")
    cloud.compute.update_server(server, name=title + "-renamed")
    resize(cloud, server.id, "m1.medium")
    server = cloud.compute.get_server(server.id)
    assert (server.name, server.metadata) == (title + "-renamed", {"a": "1", "b": "2"})
    assert server.flavor.name == "m1.medium"
    volume_is_held_while_attached(cloud, server, volume.id)
    cloud.compute.delete_server(server)
    cloud.compute.wait_for_delete(server, interval=0.2, wait=60)
    cloud.block_storage.delete_volume(volume.id)
    cloud.block_storage.wait_for_delete(volume, interval=0.2, wait=60)
    cloud.compute.delete_keypair(title)
    assert not list(cloud.network.ports(network_id=net.id))
    cloud.network.delete_network(net)


def resize(cloud: Connection, server: str, flavor: str) -> None:
    with pytest.raises(exceptions.ConflictException, match="Cannot 'confirmResize' instance"):
        cloud.compute.confirm_server_resize(server)
    cloud.compute.resize_server(server, cloud.compute.find_flavor(flavor).id)
    found = cloud.compute.get_server(server)
    cloud.compute.wait_for_server(found, status="VERIFY_RESIZE", interval=0.2, wait=60)
    cloud.compute.confirm_server_resize(server)
    cloud.compute.wait_for_server(cloud.compute.get_server(server), interval=0.2, wait=60)


def volume_is_held_while_attached(cloud: Connection, server: Any, volume: str) -> None:
    def wait(status: str) -> Any:
        found = cloud.block_storage.get_volume(volume)
        return cloud.block_storage.wait_for_status(found, status, interval=0.2, wait=60)

    with pytest.raises(exceptions.BadRequestException, match="New size for extend must be greater"):
        cloud.block_storage.extend_volume(volume, 1)
    cloud.block_storage.extend_volume(volume, 2)
    assert wait("available").size == 2
    cloud.compute.create_volume_attachment(server, volume_id=volume)
    assert wait("in-use").attachments[0]["server_id"] == server.id
    with pytest.raises(exceptions.BadRequestException, match="is already attached to instances"):
        cloud.compute.create_volume_attachment(server, volume_id=volume)
    with pytest.raises(exceptions.BadRequestException, match="Volume status must be available or error"):
        cloud.block_storage.delete_volume(volume, ignore_missing=False)
    cloud.compute.delete_volume_attachment(server, volume)
    wait("available")


def test_a_server_with_a_mistake_is_refused_in_nova_s_words(cloud: Connection) -> None:
    flavor, image = cloud.compute.find_flavor("m1.tiny").id, cloud.image.find_image("debian-12").id
    nowhere = str(uuid.uuid4())
    good = {"name": "x", "flavor_id": flavor, "image_id": image, "networks": "none"}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"flavor_id": "nope"}, "Flavor nope could not be found"),
        ({"image_id": nowhere}, "Can not find requested image"),
        ({"networks": [{"uuid": nowhere}]}, f"Network {nowhere} could not be found"),
        ({"key_name": "nope"}, "Invalid key_name provided"),
        ({"user_data": "a"}, "'a' is not a 'base64'"),
        ({"networks": "auto", "security_groups": [{"name": "nope"}]}, "Unable to find security_group"),
    ]
    for change, words in wrong:
        with pytest.raises(exceptions.BadRequestException, match=words):
            cloud.compute.create_server(**{**good, **change})
    with pytest.raises(exceptions.NotFoundException, match=f"Instance {nowhere} could not be found"):
        cloud.compute.get_server(nowhere)


def test_the_seed_is_what_the_real_cloud_has(cloud: Connection) -> None:
    sizes = {f.name: (f.vcpus, f.ram, f.disk) for f in cloud.compute.flavors()}
    assert sizes == {
        "m1.tiny": (1, 512, 1), "m1.small": (1, 2048, 10), "m1.medium": (2, 4096, 20),
        "m1.large": (4, 8192, 40), "m1.xlarge": (8, 16384, 80),
    }  # fmt: skip
    images = {image.name for image in cloud.image.images()}
    assert images >= {"debian-12", "debian-13", "ubuntu-22.04", "ubuntu-24.04"}
    assert cloud.network.find_network("public").is_router_external


def test_containers_hold_metadata_access_versions_and_objects(cloud: Connection) -> None:
    store = cloud.object_store
    store.create_container("box", metadata={"a": "1"}, read_ACL=".r:*")
    assert store.post("/box", headers={"X-Versions-Enabled": "true"}).status_code == 204
    headers = store.head("/box").headers
    assert (headers["X-Container-Read"], headers["X-Versions-Enabled"]) == (".r:*", "True")
    store.upload_object("box", "note.txt", data=b"one")
    store.upload_object("box", "note.txt", data=b"two")
    assert store.download_object("note.txt", "box") == b"two"
    assert [item.name for item in store.objects("box")] == ["note.txt"]
    with pytest.raises(exceptions.ConflictException):
        store.delete_container("box", ignore_missing=False)
    store.delete_object("note.txt", container="box")
    older = store.get("/box", params={"versions": "", "format": "json"}).json()
    for version in older:
        store.delete(f"/box/{version['name']}", params={"version-id": version["version_id"]})
    store.delete_container("box", ignore_missing=False)
    assert "box" not in [box.name for box in store.containers()]
