"""Octavia's types one by one, without the engine; tests/system runs the same on the real Octavia."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.balancing import at_rest, changing
from orchestrator.providers.openstack.cloud import Cloud, connect
from orchestrator.providers.openstack.errors import explain, gone
from orchestrator.providers.openstack.listener import Listener
from orchestrator.providers.openstack.member import Member
from orchestrator.providers.openstack.monitor import Monitor
from orchestrator.providers.openstack.pool import Pool, PoolPersistence

TAGS = ["orchestrator-node=x", "orchestrator-stack=shop/test"]


@pytest.fixture
def cloud(site: Any, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(site.clouds_yaml))
    return connect({"cloud": site.cloud}, threading.Event())


@pytest.fixture
def subnet(site: Any) -> Iterator[str]:
    network = site.connect().network
    net = network.create_network(name="balanced-" + uuid.uuid4().hex[:6])
    yield network.create_subnet(network_id=net.id, ip_version=4, cidr="10.81.0.0/24").id
    network.delete_network(net, ignore_missing=False)


@pytest.fixture
def balancer(site: Any, cloud: Cloud, subnet: str) -> Iterator[str]:
    lb = site.connect().load_balancer
    made = lb.create_load_balancer(vip_subnet_id=subnet)
    at_rest(cloud, made.id)
    yield str(made.id)
    at_rest(cloud, made.id)
    lb.delete_load_balancer(made.id, cascade=True)
    for _ in range(100):
        if lb.find_load_balancer(made.id) is None:
            return
        time.sleep(0.05)


def born(wanted: Any, cloud: Cloud) -> str:
    """Made and settled, and then found by who looks for what an interrupted run has left."""
    id = wanted.create(cloud)
    wanted.settle(cloud, id)
    assert wanted.find(cloud, frozenset()) == id
    assert wanted.find(cloud, frozenset({id})) is None
    return str(id)


def ended(wanted: Any, cloud: Cloud, id: str, read_id: str = "") -> None:
    """Deleted, and gone when delete comes back."""
    wanted.delete(cloud, id)
    try:
        assert wanted.read(cloud, read_id or id) is None
    except Exception as error:
        assert gone(error), error


def test_listeners_pools_members_and_monitors_live(cloud: Cloud, balancer: str, subnet: str) -> None:
    listener = Listener(
        loadbalancer_id=balancer, protocol="HTTP", protocol_port=80, name="ear", tags=TAGS,
        allowed_cidrs=["10.81.0.0/24"], insert_headers={"X-Forwarded-For": "true"},
    )  # fmt: skip
    ear = born(listener, cloud)
    found = listener.read(cloud, ear)
    assert found is not None
    assert (found.allowed_cidrs, found.insert_headers) == (["10.81.0.0/24"], {"X-Forwarded-For": "true"})
    assert (found.connection_limit, found.client_authentication, sorted(found.tags)) == (-1, "NONE", TAGS)
    changed = replace(listener, allowed_cidrs=[], insert_headers={}, connection_limit=100, description="d")
    changed.update(cloud, ear, listener)
    changed.settle(cloud, ear)
    found = listener.read(cloud, ear)
    assert found is not None
    assert (found.allowed_cidrs, found.insert_headers, found.connection_limit) == ([], {}, 100)

    kept = PoolPersistence(type="APP_COOKIE", cookie_name="s")
    pool = Pool(
        listener_id=ear, protocol="HTTP", lb_method="ROUND_ROBIN", name="p", tags=TAGS, persistence=kept
    )
    behind = born(pool, cloud)
    assert (found_pool := pool.read(cloud, behind)) is not None
    assert (found_pool.listener_id, found_pool.persistence) == (ear, kept)
    loose = replace(pool, persistence=None, lb_method="SOURCE_IP")
    loose.update(cloud, behind, pool)
    loose.settle(cloud, behind)
    assert (found_pool := pool.read(cloud, behind)) is not None
    assert (found_pool.persistence, found_pool.lb_method) == (None, "SOURCE_IP")

    member = Member(
        pool_id=behind, address="10.81.0.7", protocol_port=8080, subnet_id=subnet, monitor_port=9,
        name="m", tags=TAGS,
    )  # fmt: skip
    one = born(member, cloud)
    both = f"{behind}/{one}"
    assert (found_member := member.read(cloud, both)) is not None
    assert (found_member.weight, found_member.monitor_port, found_member.backup) == (1, 9, False)
    heavy = replace(member, weight=9, monitor_port=None)
    heavy.update(cloud, one, member)
    heavy.settle(cloud, one)
    assert (found_member := member.read(cloud, both)) is not None
    assert (found_member.weight, found_member.monitor_port) == (9, None)

    monitor = Monitor(
        pool_id=behind, type="HTTP", delay=9, timeout=4, max_retries=3, name="c",
        url_path="/healthz", expected_codes="200-399",
    )  # fmt: skip
    asked = born(monitor, cloud)
    assert (found_monitor := monitor.read(cloud, f"{asked}/{behind}")) is not None
    assert (found_monitor.pool_id, found_monitor.http_method) == (behind, "GET")
    slow = replace(monitor, delay=60, http_version="1.1", domain_name="shop.example")
    slow.update(cloud, asked, monitor)
    slow.settle(cloud, asked)
    assert (found_monitor := monitor.read(cloud, asked)) is not None
    assert (found_monitor.delay, found_monitor.http_version) == (60, "1.1")

    ended(monitor, cloud, asked)
    ended(member, cloud, one, both)
    ended(pool, cloud, behind)
    ended(listener, cloud, ear)


class Broken:
    """An Octavia with one balancer, which something has broken."""

    def request(self, path: str, method: str, **arguments: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code = 200
        answer._content = json.dumps({"loadbalancer": {"id": "lb", "provisioning_status": "ERROR"}}).encode()
        return answer


def test_a_balancer_in_error_is_not_waited_for() -> None:
    cloud = Cloud(SimpleNamespace(load_balancer=Broken()), "", threading.Event())
    with pytest.raises(ProviderError, match="loadbalancer lb is in status ERROR") as caught:
        changing(cloud, "lb", lambda: pytest.fail("no change is asked for"))
    assert "delete the balancer" in caught.value.hint


def test_what_octavia_refuses_is_said_in_its_words(cloud: Cloud, balancer: str) -> None:
    listener = Listener(loadbalancer_id=balancer, protocol="TERMINATED_HTTPS", protocol_port=443)
    with pytest.raises(Exception, match="certificate container reference must be") as caught:
        listener.create(cloud)
    told = explain(caught.value)
    assert isinstance(told, ProviderError)
    assert "refuses (400)" in told.summary
