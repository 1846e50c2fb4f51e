"""The life of a load balancer with all that belongs to it, and of a group of servers, under the engine."""

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError, Deployment

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import Cloud, connect
from orchestrator.providers.openstack.load_balancer import LoadBalancer
from orchestrator.providers.openstack.member import Member

VERSION = "5.5.3"
NODES = 10


@dataclass
class Balanced:
    """The program of a balancer, with what a test may turn on it."""

    declare: Callable[..., Any]
    name: str = field(default_factory=lambda: "front-" + uuid.uuid4().hex[:8])
    cidrs: tuple[str, ...] = ("10.80.0.0/24",)
    weight: int = 1
    delay: int = 10
    method: str = "ROUND_ROBIN"
    port: int = 80

    def tags(self, node: str) -> list[str]:
        return [f"orchestrator-stack={self.name}/test", f"orchestrator-node={node}"]

    def make(self, token: str, node: str, props: dict[str, Any]) -> Any:
        return self.declare(f"openstack:{token}", node, props, version=VERSION)

    def owned(self, kind: str, node: str, props: dict[str, Any]) -> Any:
        token = f"loadbalancer/{kind[0].lower()}{kind[1:]}:{kind}"
        return self.make(token, node, {"name": self.name, "tags": self.tags(node), **props})

    def program(self) -> None:
        net = self.make("networking/network:Network", "net", {"name": self.name})
        subnet = self.make(
            "networking/subnet:Subnet", "subnet", {"networkId": net.id, "cidr": "10.80.0.0/24"}
        )
        group = self.make("networking/secGroup:SecGroup", "group", {"name": self.name})
        front = self.owned("LoadBalancer", "front", {
            "vipSubnetId": subnet.id, "securityGroupIds": [group.id],
        })  # fmt: skip
        listener = self.owned("Listener", "listener", {
            "loadbalancerId": front.id, "protocol": "TCP", "protocolPort": self.port,
            "allowedCidrs": list(self.cidrs),
        })  # fmt: skip
        pool = self.owned("Pool", "pool", {
            "listenerId": listener.id, "protocol": "TCP", "lbMethod": self.method,
        })  # fmt: skip
        for index in range(2):
            self.owned("Member", f"member-{index}", {
                "poolId": pool.id, "address": f"10.80.0.{50 + index}", "protocolPort": 8080,
                "subnetId": subnet.id, "weight": self.weight, "monitorPort": 8081,
            })  # fmt: skip
        self.make("loadbalancer/monitor:Monitor", "monitor", {
            "name": self.name, "poolId": pool.id, "type": "HTTP", "delay": self.delay, "timeout": 5,
            "maxRetries": 3, "urlPath": "/healthz", "expectedCodes": "200",
        })  # fmt: skip
        self.make("compute/serverGroup:ServerGroup", "spread", {
            "name": self.name, "policies": "soft-anti-affinity",
        })  # fmt: skip


@pytest.fixture
def balanced(declare: Any) -> Balanced:
    return Balanced(declare)


@pytest.fixture
def engine(new_engine: Callable[..., Any], site: Any) -> Any:
    engine = new_engine(OS_CLIENT_CONFIG_FILE=str(site.clouds_yaml))
    engine.plugin("openstack", VERSION, "-m", "orchestrator.providers.openstack")
    engine.config = {"openstack:cloud": site.cloud}
    return engine


@pytest.fixture
def cloud(site: Any, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(site.clouds_yaml))
    return connect({"cloud": site.cloud}, threading.Event())


def ids(engine: Any) -> dict[str, str]:
    return {name: r["id"] for name, r in engine.state().items() if r["type"].startswith("openstack:")}


def left(site: Any) -> list[str]:
    connection = site.connect()
    kinds = (
        connection.load_balancer.load_balancers(), connection.load_balancer.listeners(),
        connection.load_balancer.pools(), connection.load_balancer.health_monitors(),
        connection.compute.server_groups(),
    )  # fmt: skip
    return [thing.name for kind in kinds for thing in kind]


def test_a_balancer_lives_and_leaves_nothing(engine: Any, balanced: Balanced, site: Any) -> None:
    assert engine.up(balanced.program) == {"create": NODES + 1}
    before, lb = ids(engine), site.connect().load_balancer
    assert len(before) == NODES
    assert engine.up(balanced.program, refresh=True) == {"same": NODES + 1}
    pool = lb.get_pool(before["pool"])
    assert {member["id"] for member in pool.members} == {before["member-0"], before["member-1"]}
    assert pool.health_monitor_id == before["monitor"]
    assert lb.get_listener(before["listener"]).default_pool_id == before["pool"]
    front = lb.get_load_balancer(before["front"])
    assert site.connect().network.get_port(front.vip_port_id).security_group_ids == [before["group"]]

    balanced.cidrs, balanced.weight, balanced.delay, balanced.method = (), 5, 20, "LEAST_CONNECTIONS"
    assert engine.up(balanced.program) == {"update": 5, "same": NODES + 1 - 5}
    assert lb.get_listener(before["listener"]).allowed_cidrs == []
    assert lb.get_member(before["member-0"], before["pool"]).weight == 5
    assert lb.get_health_monitor(before["monitor"]).delay == 20
    assert lb.get_pool(before["pool"]).lb_algorithm == "LEAST_CONNECTIONS"
    assert ids(engine) == before

    balanced.port = 443
    replaced = {n for n, step in engine.preview(balanced.program).items() if step["op"] == "replace"}
    assert replaced == {"listener", "pool", "member-0", "member-1", "monitor"}
    assert engine.up(balanced.program)["replace"] == 5
    assert engine.up(balanced.program, refresh=True) == {"same": NODES + 1}
    engine.destroy()
    assert left(site) == []


def test_drift_of_a_balancer_is_seen_and_mended(engine: Any, balanced: Balanced, site: Any) -> None:
    engine.up(balanced.program)
    made, lb = ids(engine), site.connect().load_balancer
    lb.delete_member(made["member-1"], made["pool"])
    lb.wait_for_load_balancer(made["front"], interval=0.1)
    lb.update_member(made["member-0"], made["pool"], admin_state_up=False)
    lb.wait_for_load_balancer(made["front"], interval=0.1)
    plan = engine.preview(balanced.program, refresh=True)
    assert (plan["member-0"]["op"], set(plan["member-0"]["diff"])) == ("update", {"adminStateUp"})
    assert plan["member-1"]["op"] == "create"
    engine.up(balanced.program, refresh=True)
    assert engine.up(balanced.program, refresh=True) == {"same": NODES + 1}
    engine.destroy()
    assert left(site) == []


def test_what_an_interrupted_run_has_left_is_adopted(engine: Any, balanced: Balanced, site: Any) -> None:
    engine.up(balanced.program)
    made = ids(engine)
    urns = {name: found["urn"] for name, found in engine.state().items()}
    handle = engine._stack(balanced.program)
    state = handle.export_stack()
    kept = [r for r in state.deployment["resources"] if not forgotten(r["type"])]
    handle.import_stack(Deployment(state.version, {**state.deployment, "resources": kept}))
    engine.environment["ORCHESTRATOR_ADOPT"] = json.dumps({urns[name]: [] for name in made})
    engine.up(balanced.program)
    assert ids(engine) == made
    del engine.environment["ORCHESTRATOR_ADOPT"]
    assert engine.up(balanced.program) == {"same": NODES + 1}
    engine.destroy()
    assert left(site) == []


def forgotten(token: str) -> bool:
    return "loadbalancer/" in token or "serverGroup" in token


def test_members_and_monitors_are_imported_by_official_ids(
    engine: Any, balanced: Balanced, cloud: Cloud, declare: Any
) -> None:
    engine.up(balanced.program)
    made = ids(engine)
    pool, member = made["pool"], made["member-0"]
    assert Member.read(cloud, f"{pool}/{member}") is not None
    with pytest.raises(ProviderError, match="does not say in which pool"):
        Member.read(cloud, member)

    def program() -> None:
        balanced.program()
        props = {"poolId": pool, "address": "10.80.0.50", "protocolPort": 8080, "monitorPort": 8081,
                 "subnetId": made["subnet"], "name": balanced.name, "weight": 1,
                 "tags": balanced.tags("member-0")}  # fmt: skip
        declare("openstack:loadbalancer/member:Member", "again", props, version=VERSION,
                import_=f"{pool}/{member}", retain_on_delete=True)  # fmt: skip

    assert engine.up(program)["import"] == 1
    assert engine.up(program, refresh=True) == {"same": NODES + 2}
    engine.destroy()


def test_a_balancer_in_trouble_ends_the_wait(
    engine: Any, balanced: Balanced, cloud: Cloud, site: Any
) -> None:
    def program() -> None:
        front = balanced.owned("LoadBalancer", "front", {"vipSubnetId": "nowhere"})
        pulumi.export("front", front.id)

    with pytest.raises(CommandError, match="Invalid input for field/attribute vip_subnet_id"):
        engine.up(program)
    assert LoadBalancer(name="x", tags=balanced.tags("front")).find(cloud, frozenset()) is None
    engine.destroy()
    assert left(site) == []


def test_a_server_is_born_into_its_group(engine: Any, balanced: Balanced, site: Any) -> None:
    def program() -> None:
        spread = balanced.make("compute/serverGroup:ServerGroup", "spread", {
            "name": balanced.name, "policies": "soft-anti-affinity",
        })  # fmt: skip
        balanced.make("compute/instance:Instance", "server", {
            "name": balanced.name, "imageName": "debian-12", "flavorName": "m1.tiny", "networkMode": "none",
            "schedulerHints": [{"group": spread.id}],
        })  # fmt: skip

    engine.up(program)
    made = ids(engine)
    group = site.connect().compute.get_server_group(made["spread"])
    assert (group.policy, group.member_ids) == ("soft-anti-affinity", [made["server"]])
    assert engine.up(program, refresh=True) == {"same": 3}
    engine.destroy()
    assert balanced.name not in [each.name for each in site.connect().compute.server_groups()]
