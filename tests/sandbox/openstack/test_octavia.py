"""Load balancers and server groups by openstacksdk: states that take time, and refusals as the real ones."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from openstack import exceptions
from openstack.connection import Connection


def settled(cloud: Connection, balancer: str) -> Any:
    """The balancer, once it rests."""
    for _ in range(100):
        found = cloud.load_balancer.get_load_balancer(balancer)
        if not found.provisioning_status.startswith("PENDING"):
            return found
        time.sleep(0.02)
    raise AssertionError("the balancer never rests")


@pytest.fixture
def subnet(cloud: Connection) -> Iterator[Any]:
    net = cloud.network.create_network(name="balanced-" + uuid.uuid4().hex[:6])
    yield cloud.network.create_subnet(network_id=net.id, ip_version=4, cidr="10.79.0.0/24")
    # Nothing of a balancer stays behind, or Neutron would refuse.
    cloud.network.delete_network(net, ignore_missing=False)


def test_a_balancer_lives_and_takes_one_change_at_a_time(cloud: Connection, subnet: Any) -> None:
    lb = cloud.load_balancer
    made = lb.create_load_balancer(name="front", vip_subnet_id=subnet.id, tags=["a=b"])
    assert (made.provisioning_status, made.operating_status) == ("PENDING_CREATE", "OFFLINE")
    assert cloud.network.get_port(made.vip_port_id).device_owner == "Octavia"
    with pytest.raises(exceptions.ConflictException, match="is immutable and cannot be updated"):
        lb.create_listener(loadbalancer_id=made.id, protocol="TCP", protocol_port=80)
    found = settled(cloud, made.id)
    assert (found.provisioning_status, found.operating_status, found.tags) == ("ACTIVE", "ONLINE", ["a=b"])

    listener = lb.create_listener(
        loadbalancer_id=made.id, protocol="TCP", protocol_port=80, allowed_cidrs=["10.79.0.0/24"]
    )
    assert lb.get_load_balancer(made.id).provisioning_status == "PENDING_UPDATE"
    settled(cloud, made.id)
    pool = lb.create_pool(listener_id=listener.id, protocol="TCP", lb_algorithm="ROUND_ROBIN")
    settled(cloud, made.id)
    member = lb.create_member(pool.id, address="10.79.0.9", protocol_port=8080, subnet_id=subnet.id)
    settled(cloud, made.id)
    assert lb.get_member(member.id, pool.id).operating_status == "NO_MONITOR"
    monitor = lb.create_health_monitor(pool_id=pool.id, type="TCP", delay=10, timeout=5, max_retries=3)
    settled(cloud, made.id)
    assert lb.get_member(member.id, pool.id).operating_status == "ONLINE"
    assert lb.get_pool(pool.id).health_monitor_id == monitor.id
    assert lb.get_listener(listener.id).default_pool_id == pool.id

    with pytest.raises(exceptions.BadRequestException, match="it has children"):
        lb.delete_load_balancer(made.id, ignore_missing=False)
    lb.delete_pool(pool.id)
    settled(cloud, made.id)
    assert lb.get_listener(listener.id).default_pool_id is None
    assert list(lb.health_monitors()) == []
    lb.delete_load_balancer(made.id, cascade=True)
    with pytest.raises(exceptions.NotFoundException, match=f"Load Balancer {made.id} not found"):
        for _ in range(100):
            settled(cloud, made.id)
            time.sleep(0.02)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"protocol": "TCP", "protocol_port": 80}, "is already using protocol TCP and protocol_port 80"),
        ({"protocol": "TERMINATED_HTTPS", "protocol_port": 443}, "certificate container reference must be"),
        ({"protocol": "TLS", "protocol_port": 443}, "TLS is not a valid option for protocol"),
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
    cloud: Connection, subnet: Any, wanted: dict[str, Any], words: str
) -> None:
    lb = cloud.load_balancer
    made = lb.create_load_balancer(vip_subnet_id=subnet.id)
    settled(cloud, made.id)
    first = lb.create_listener(loadbalancer_id=made.id, protocol="TCP", protocol_port=80)
    settled(cloud, made.id)
    with pytest.raises(exceptions.HttpException, match=words):
        lb.create_listener(loadbalancer_id=made.id, **wanted)
    with pytest.raises(exceptions.BadRequestException, match="'UDP' is invalid while the listener"):
        lb.create_pool(listener_id=first.id, protocol="UDP", lb_algorithm="ROUND_ROBIN")
    lb.delete_load_balancer(made.id, cascade=True)
    with pytest.raises(exceptions.NotFoundException):
        for _ in range(100):
            settled(cloud, made.id)
            time.sleep(0.02)


def test_an_address_needs_a_place(cloud: Connection) -> None:
    with pytest.raises(exceptions.BadRequestException, match="VIP must contain one of"):
        cloud.load_balancer.create_load_balancer(name="nowhere")


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
