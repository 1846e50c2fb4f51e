"""Load balancers and server groups by openstacksdk: states that take time, and refusals as the real ones."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from openstack import exceptions
from openstack.connection import Connection

WITHIN = 100


def settled(cloud: Connection, balancer: str) -> Any:
    """The balancer, once it rests."""
    for _ in range(WITHIN):
        found = cloud.load_balancer.get_load_balancer(balancer)
        if not found.provisioning_status.startswith("PENDING"):
            return found
        time.sleep(0.05)
    raise AssertionError("the balancer never rests")


def gone(cloud: Connection, balancer: str) -> None:
    """Delete it with all that it has, and wait until nobody knows it."""
    cloud.load_balancer.delete_load_balancer(balancer, cascade=True)
    with pytest.raises(exceptions.NotFoundException, match=f"Load Balancer {balancer} not found"):
        for _ in range(WITHIN):
            cloud.load_balancer.get_load_balancer(balancer)
            time.sleep(0.05)


@pytest.fixture
def subnet(cloud: Connection) -> Iterator[str]:
    net = cloud.network.create_network(name="balanced-" + uuid.uuid4().hex[:6])
    yield cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.79.0.0/24").id
    # Nothing of a balancer stays behind, or Neutron would refuse.
    cloud.network.delete_network(net, ignore_missing=False)


@pytest.fixture
def balancer(cloud: Connection, subnet: str) -> Iterator[str]:
    made = cloud.load_balancer.create_load_balancer(name="front", vip_subnet_id=subnet, tags=["a=b"])
    settled(cloud, made.id)
    yield str(made.id)
    gone(cloud, made.id)


def test_a_balancer_lives_and_takes_one_change_at_a_time(cloud: Connection, subnet: str) -> None:
    lb = cloud.load_balancer
    made = lb.create_load_balancer(name="front", vip_subnet_id=subnet, tags=["a=b"])
    assert (made.provisioning_status, made.operating_status) == ("PENDING_CREATE", "OFFLINE")
    assert (made.vip_subnet_id, made.provider is not None) == (subnet, True)
    with pytest.raises(exceptions.ConflictException, match="is immutable and cannot be updated"):
        lb.create_listener(loadbalancer_id=made.id, protocol="TCP", protocol_port=80)
    found = settled(cloud, made.id)
    assert (found.provisioning_status, found.operating_status, found.tags) == ("ACTIVE", "ONLINE", ["a=b"])
    listener = lb.create_listener(
        loadbalancer_id=made.id, protocol="TCP", protocol_port=80, allowed_cidrs=["10.79.0.0/24"]
    )
    assert listener.provisioning_status == "PENDING_CREATE"
    assert lb.get_load_balancer(made.id).provisioning_status == "PENDING_UPDATE"
    settled(cloud, made.id)
    with pytest.raises(exceptions.BadRequestException, match="it has children"):
        lb.delete_load_balancer(made.id, ignore_missing=False)
    gone(cloud, made.id)
    with pytest.raises(exceptions.NotFoundException, match=f"Listener {listener.id} not found"):
        lb.get_listener(listener.id)


def test_a_pool_has_members_and_a_monitor_and_takes_them_along(
    cloud: Connection, subnet: str, balancer: str
) -> None:
    lb = cloud.load_balancer
    listener = lb.create_listener(loadbalancer_id=balancer, protocol="TCP", protocol_port=80)
    settled(cloud, balancer)
    pool = lb.create_pool(listener_id=listener.id, protocol="TCP", lb_algorithm="ROUND_ROBIN")
    settled(cloud, balancer)
    with pytest.raises(exceptions.ConflictException, match="already has a default pool"):
        lb.create_pool(listener_id=listener.id, protocol="TCP", lb_algorithm="ROUND_ROBIN")
    member = lb.create_member(pool.id, address="10.79.0.9", protocol_port=8080, subnet_id=subnet)
    settled(cloud, balancer)
    with pytest.raises(exceptions.ConflictException, match=r"already using ip 10\.79\.0\.9 on"):
        lb.create_member(pool.id, address="10.79.0.9", protocol_port=8080)
    settled(cloud, balancer)
    monitor = lb.create_health_monitor(pool_id=pool.id, type="TCP", delay=10, timeout=5, max_retries=3)
    settled(cloud, balancer)
    with pytest.raises(exceptions.ConflictException, match="already has a health monitor"):
        lb.create_health_monitor(pool_id=pool.id, type="TCP", delay=10, timeout=5, max_retries=3)
    settled(cloud, balancer)
    shown = lb.get_pool(pool.id)
    assert (shown.health_monitor_id, [m["id"] for m in shown.members]) == (monitor.id, [member.id])
    assert [each["id"] for each in shown.loadbalancers] == [balancer]
    assert lb.get_listener(listener.id).default_pool_id == pool.id
    assert lb.get_health_monitor(monitor.id).max_retries_down == 3
    assert lb.get_member(member.id, pool.id).weight == 1

    lb.delete_pool(pool.id)
    settled(cloud, balancer)
    assert lb.get_listener(listener.id).default_pool_id is None
    for ask in (lambda: lb.get_pool(pool.id), lambda: lb.get_health_monitor(monitor.id)):
        with pytest.raises(exceptions.NotFoundException, match="not found"):
            ask()


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"protocol": "TCP", "protocol_port": 80}, "already using protocol"),
        ({"protocol": "TERMINATED_HTTPS", "protocol_port": 443}, "certificate container reference must be"),
        ({"protocol": "TLS", "protocol_port": 443}, "Invalid input for field/attribute protocol"),
        ({"protocol": "TCP", "protocol_port": 65536}, "Invalid input for field/attribute protocol_port"),
        (
            {"protocol": "UDP", "protocol_port": 53, "default_tls_container_ref": "http://x"},
            "does not support TLS",
        ),
        (
            {"protocol": "TCP", "protocol_port": 5, "default_tls_container_ref": "http://x"},
            "references are not allowed",
        ),
    ],
)
def test_a_listener_with_a_mistake_is_refused(
    cloud: Connection, balancer: str, wanted: dict[str, Any], words: str
) -> None:
    lb = cloud.load_balancer
    first = lb.create_listener(loadbalancer_id=balancer, protocol="TCP", protocol_port=80)
    settled(cloud, balancer)
    with pytest.raises(exceptions.HttpException, match=words):
        lb.create_listener(loadbalancer_id=balancer, **wanted)
    assert settled(cloud, balancer).provisioning_status == "ACTIVE"
    with pytest.raises(exceptions.BadRequestException, match="'UDP' is invalid while the listener"):
        lb.create_pool(listener_id=first.id, protocol="UDP", lb_algorithm="ROUND_ROBIN")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"type": "UDP-CONNECT"}, "only supported for pools of type"),
        ({"type": "TCP", "url_path": "/healthz"}, "url_path is not a valid option for health monitors of"),
        ({"type": "TCP", "max_retries": 11}, "Invalid input for field/attribute max_retries"),
        ({"type": "SMTP"}, "Invalid input for field/attribute type"),
    ],
)
def test_a_monitor_with_a_mistake_is_refused(
    cloud: Connection, balancer: str, wanted: dict[str, Any], words: str
) -> None:
    lb = cloud.load_balancer
    pool = lb.create_pool(loadbalancer_id=balancer, protocol="TCP", lb_algorithm="ROUND_ROBIN")
    settled(cloud, balancer)
    with pytest.raises(exceptions.BadRequestException, match=words):
        lb.create_health_monitor(pool_id=pool.id, **{"delay": 5, "timeout": 3, "max_retries": 3, **wanted})
    settled(cloud, balancer)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({}, "VIP must contain one of"),
        ({"vip_subnet_id": "nowhere"}, "Invalid input for field/attribute vip_subnet_id"),
    ],
)
def test_an_address_needs_a_place(cloud: Connection, wanted: dict[str, str], words: str) -> None:
    with pytest.raises(exceptions.BadRequestException, match=words):
        cloud.load_balancer.create_load_balancer(name="nowhere", **wanted)


def test_the_address_is_a_port_of_neutron(cloud: Connection, subnet: str, balancer: str) -> None:
    port = cloud.network.get_port(cloud.load_balancer.get_load_balancer(balancer).vip_port_id)
    assert (port.device_owner, port.fixed_ips[0]["subnet_id"]) == ("Octavia", subnet)


def test_a_server_is_born_into_its_group(cloud: Connection) -> None:
    group = cloud.compute.create_server_group(name="spread", policy="soft-anti-affinity")
    image = next(iter(cloud.image.images(name="debian-12")))
    flavor = cloud.compute.find_flavor("m1.tiny")
    wanted = {"name": "one", "image_id": image.id, "flavor_id": flavor.id, "networks": "none"}
    server = cloud.compute.create_server(**wanted, scheduler_hints={"group": group.id})
    assert cloud.compute.get_server_group(group.id).member_ids == [server.id]
    with pytest.raises(exceptions.BadRequestException, match="Instance group nobody could not be found"):
        cloud.compute.create_server(**wanted, scheduler_hints={"group": "nobody"})
    cloud.compute.delete_server(server)
    cloud.compute.wait_for_delete(server, interval=0.05)
    assert cloud.compute.get_server_group(group.id).member_ids == []
    cloud.compute.delete_server_group(group)
    with pytest.raises(exceptions.BadRequestException, match="is not one of"):
        cloud.compute.create_server_group(name="odd", policy="together")
