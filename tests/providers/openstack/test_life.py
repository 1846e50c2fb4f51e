"""A stack's whole life on an OpenStack cloud; tests/system runs the same functions on the real services."""

import base64
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError, Deployment

from orchestrator.providers.openstack.cloud import connect
from orchestrator.providers.openstack.floating_ip import FloatingIp
from orchestrator.providers.openstack.network import Network
from orchestrator.providers.openstack.port import Port
from orchestrator.providers.openstack.router import Router
from orchestrator.providers.openstack.sec_group import SecGroup
from orchestrator.providers.openstack.subnet import Subnet

VERSION = "5.5.3"
SECRET = "very-secret-boot-password"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGh0dHBzOi8vZXhhbXBsZS5vcmcvb3JjaGVzdHJhdG9y test@example.org"


@dataclass
class Stack:
    """The program of a small stack, with what a test may turn on it."""

    declare: Callable[..., Any]
    get: Callable[[Any, str], Any]
    name: str = field(default_factory=lambda: "life-" + uuid.uuid4().hex[:8])
    flavor: str = "m1.tiny"
    port: int = 22
    gigabytes: int = 1
    boot: str = "true"
    note: str = "one"

    def owner(self, node: str) -> dict[str, str]:
        return {"orchestrator-stack": f"{self.name}/test", "orchestrator-node": node, "note": self.note}

    def tags(self, node: str) -> list[str]:
        return [f"{key}={value}" for key, value in self.owner(node).items()]

    def make(self, token: str, node: str, props: dict[str, Any], *outputs: str) -> Any:
        return self.declare(f"openstack:{token}", node, props, *outputs, version=VERSION)

    def program(self) -> None:
        net = self.make("networking/network:Network", "net", {"name": self.name, "tags": self.tags("net")})
        subnet = self.make("networking/subnet:Subnet", "subnet", {
            "networkId": net.id, "name": self.name, "cidr": "10.66.0.0/24",
            "dnsNameservers": ["192.0.2.53"], "tags": self.tags("subnet"),
        })  # fmt: skip
        public = pulumi.runtime.invoke(
            "openstack:networking/getNetwork:getNetwork",
            {"name": "public"},
            pulumi.InvokeOptions(version=VERSION),
        ).value
        router = self.make("networking/router:Router", "router", {
            "name": self.name, "externalNetworkId": public["id"], "tags": self.tags("router"),
        })  # fmt: skip
        foot = self.make(
            "networking/routerInterface:RouterInterface",
            "foot",
            {"routerId": router.id, "subnetId": subnet.id},
        )
        self.server(net, subnet, foot)

    def server(self, net: Any, subnet: Any, foot: Any) -> None:
        group = self.make(
            "networking/secGroup:SecGroup", "group", {"name": self.name, "tags": self.tags("group")}
        )
        self.make("networking/secGroupRule:SecGroupRule", "rule", {
            "securityGroupId": group.id, "direction": "ingress", "ethertype": "IPv4", "protocol": "tcp",
            "portRangeMin": self.port, "portRangeMax": self.port, "remoteIpPrefix": "198.51.100.0/24",
        })  # fmt: skip
        port = self.make("networking/port:Port", "port", {
            "networkId": net.id, "name": self.name, "fixedIps": [{"subnetId": subnet.id}],
            "securityGroupIds": [group.id], "tags": self.tags("port"),
        }, "allFixedIps")  # fmt: skip
        key = self.make("compute/keypair:Keypair", "key", {"name": self.name, "publicKey": KEY})
        user_data = f"#cloud-config\npassword: {SECRET}\nruncmd: [{self.boot}]\n"
        server = self.make("compute/instance:Instance", "server", {
            "name": self.name, "imageName": "debian-12", "flavorName": self.flavor, "keyPair": key.id,
            "networks": [{"port": port.id}], "userData": base64.b64encode(user_data.encode()).decode(),
            "metadata": self.owner("server"),
        }, "accessIpV4", "powerState")  # fmt: skip
        volume = self.make("blockstorage/volume:Volume", "volume", {
            "size": self.gigabytes, "name": self.name, "metadata": self.owner("volume"),
            "enableOnlineResize": True,
        })  # fmt: skip
        self.make(
            "compute/volumeAttach:VolumeAttach", "attach", {"instanceId": server.id, "volumeId": volume.id}
        )
        self.outside(port, foot)
        pulumi.export("address", self.get(server, "accessIpV4"))

    def outside(self, port: Any, foot: Any) -> None:
        floating = self.make(
            "networking/floatingIp:FloatingIp",
            "floating",
            {"pool": "public", "tags": self.tags("floating")},
            "address",
        )
        # The way out must be there before an address of the outside can point in.
        self.declare("openstack:networking/floatingIpAssociate:FloatingIpAssociate", "pointer", {
            "floatingIp": self.get(floating, "address"), "portId": port.id,
        }, version=VERSION, depends_on=[foot])  # fmt: skip


NODES = 13
MADE = {"create": NODES + 1}  # and the stack


@pytest.fixture
def stack(declare: Any, get: Any) -> Stack:
    return Stack(declare, get)


@pytest.fixture
def engine(new_engine: Callable[..., Any], site: Any) -> Any:
    engine = new_engine(OS_CLIENT_CONFIG_FILE=str(site.clouds_yaml))
    engine.plugin("openstack", VERSION, "-m", "orchestrator.providers.openstack")
    engine.config = {"openstack:cloud": site.cloud}
    return engine


def left(site: Any, name: str) -> list[str]:
    """Whatever bears this name, or belongs to something that does."""
    cloud = site.connect()
    kinds = (
        cloud.compute.servers(), cloud.compute.keypairs(), cloud.block_storage.volumes(),
        cloud.network.networks(), cloud.network.subnets(), cloud.network.routers(),
        cloud.network.security_groups(), cloud.network.ports(),
    )  # fmt: skip
    found = [f"{type(thing).__name__} {thing.name}" for kind in kinds for thing in kind if thing.name == name]
    marked = [ip for ip in cloud.network.ips() if any(name in tag for tag in ip.tags)]
    return found + [f"FloatingIP {ip.floating_ip_address}" for ip in marked]


def ids(engine: Any) -> dict[str, str]:
    return {
        name: made["id"] for name, made in engine.state().items() if made["type"].startswith("openstack:")
    }


def test_a_stack_lives_and_leaves_nothing(engine: Any, stack: Stack, site: Any) -> None:
    assert engine.up(stack.program) == MADE
    before = ids(engine)
    assert len(before) == NODES
    assert engine.up(stack.program) == {"same": NODES + 1}
    assert {s["op"] for s in engine.preview(stack.program, refresh=True).values()} <= {"same", "refresh"}
    check_state(engine, stack)

    stack.note, stack.gigabytes, stack.flavor = "two", 2, "m1.small"
    changed = engine.up(stack.program)
    assert changed == {"update": 8, "same": NODES + 1 - 8}
    cloud = site.connect()
    server = cloud.compute.get_server(before["server"])
    assert (server.flavor.name, server.metadata["note"]) == ("m1.small", "two")
    assert cloud.block_storage.get_volume(before["volume"]).size == 2
    assert "note=two" in cloud.network.get_network(before["net"]).tags
    assert ids(engine) == before

    stack.port, stack.boot = 443, "false"
    plan = engine.preview(stack.program)
    replaced = {name for name, step in plan.items() if step["op"] == "replace"}
    assert replaced == {"rule", "server", "attach"}
    assert engine.up(stack.program)["replace"] == 3
    after = ids(engine)
    assert {name for name in after if after[name] != before[name]} == replaced
    assert engine.up(stack.program) == {"same": NODES + 1}

    engine.destroy()
    assert left(site, stack.name) == []


def check_state(engine: Any, stack: Stack) -> None:
    """Nothing secret in plain text, and the ids in the official import format."""
    text = engine.state_text()
    assert SECRET not in text
    assert base64.b64encode(SECRET.encode()).decode()[:16] not in text
    state = engine.state()
    assert state["key"]["id"] == stack.name
    assert state["attach"]["id"] == f"{state['server']['id']}/{state['volume']['id']}"
    assert state["pointer"]["id"] == state["floating"]["id"]
    server = state["server"]["outputs"]
    assert (server["powerState"], server["flavorName"]) == ("active", "m1.tiny")
    assert server["accessIpV4"].startswith("10.66.0.")
    assert server["networks"][0]["port"] == state["port"]["id"]
    assert state["port"]["outputs"]["allFixedIps"] == [server["accessIpV4"]]


def test_drift_is_seen_and_mended(engine: Any, stack: Stack, site: Any) -> None:
    engine.up(stack.program)
    made, cloud = ids(engine), site.connect()
    cloud.network.delete_security_group_rule(made["rule"])
    cloud.network.update_network(made["net"], name="renamed-by-hand")
    cloud.compute.set_server_metadata(made["server"], note="by hand")
    cloud.compute.stop_server(made["server"])
    cloud.compute.wait_for_server(
        cloud.compute.get_server(made["server"]), status="SHUTOFF", interval=0.2, wait=60
    )

    plan = engine.preview(stack.program, refresh=True)
    assert {name: plan[name]["op"] for name in ("rule", "net", "server")} == {
        "rule": "create", "net": "update", "server": "update",
    }  # fmt: skip
    assert set(plan["server"]["diff"]) == {"metadata.note", "powerState"}
    engine.up(stack.program, refresh=True)
    assert cloud.network.get_network(made["net"]).name == stack.name
    server = cloud.compute.get_server(made["server"])
    assert (server.status, server.metadata["note"]) == ("ACTIVE", "one")
    assert engine.up(stack.program, refresh=True) == {"same": NODES + 1}
    engine.destroy()
    assert left(site, stack.name) == []


def test_what_an_interrupted_run_has_left_is_adopted(engine: Any, stack: Stack, site: Any) -> None:
    engine.up(stack.program)
    made = ids(engine)
    # The run died before any of it was recorded: the state is empty, the cloud is not.
    urns = {name: found["urn"] for name, found in engine.state().items()}
    forget(engine, stack)
    engine.environment["ORCHESTRATOR_ADOPT"] = json.dumps({urns[name]: [] for name in made})
    assert engine.up(stack.program) == MADE
    assert ids(engine) == made
    del engine.environment["ORCHESTRATOR_ADOPT"]
    assert engine.up(stack.program) == {"same": NODES + 1}
    engine.destroy()
    assert left(site, stack.name) == []


def forget(engine: Any, stack: Stack) -> None:
    handle = engine._stack(stack.program)
    state = handle.export_stack()
    handle.import_stack(Deployment(state.version, {**state.deployment, "resources": []}))


def test_what_the_cloud_refuses_is_said_in_its_words(engine: Any, stack: Stack, site: Any) -> None:
    def program() -> None:
        net = stack.make("networking/network:Network", "net", {"name": stack.name})
        for node, cidr in (("one", "10.67.0.0/24"), ("two", "10.67.0.0/25")):
            stack.declare("openstack:networking/subnet:Subnet", node, {"networkId": net.id, "cidr": cidr},
                          version=VERSION)  # fmt: skip
        stack.make("compute/instance:Instance", "server", {
            "imageName": "no-such-image", "flavorName": "m1.tiny", "networks": [{"uuid": net.id}],
        })  # fmt: skip

    with pytest.raises(CommandError) as caught:
        engine.up(program, continue_on_error=True)
    said = str(caught.value)
    assert "overlaps with another subnet" in said
    assert "there is no image named no-such-image" in said
    assert "Traceback" not in said.split("error:", 1)[1]
    engine.destroy()
    assert left(site, stack.name) == []


def test_a_server_boots_from_a_volume_with_a_drive_of_its_own(engine: Any, stack: Stack, site: Any) -> None:
    def program() -> None:
        image = pulumi.runtime.invoke(
            "openstack:images/getImage:getImage",
            {"name": "debian-12", "mostRecent": True},
            pulumi.InvokeOptions(version=VERSION),
        ).value
        disk = {
            "uuid": image["id"], "sourceType": "image", "destinationType": "volume", "volumeSize": 3,
            "bootIndex": 0, "deleteOnTermination": True,
        }  # fmt: skip
        stack.make("compute/instance:Instance", "server", {
            "name": stack.name, "flavorName": "m1.tiny", "blockDevices": [disk], "configDrive": True,
            "networkMode": "none", "metadata": stack.owner("server"),
        })  # fmt: skip

    engine.up(program)
    server = site.connect().compute.get_server(ids(engine)["server"])
    assert server.has_config_drive
    (boot,) = (volume.id for volume in server.attached_volumes)
    assert site.connect().block_storage.get_volume(boot).size == 3
    assert engine.up(program, refresh=True) == {"same": 2}
    engine.destroy()
    assert boot not in [volume.id for volume in site.connect().block_storage.volumes()]
    assert left(site, stack.name) == []


def test_a_birth_that_was_cut_short_is_recognised(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neutron's objects get their tags in a second call: what has none yet must be found all the same."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(site.clouds_yaml))
    cloud = connect({"cloud": site.cloud}, threading.Event())
    name = "life-" + uuid.uuid4().hex[:8]

    def tags(node: str) -> list[str]:
        return [f"orchestrator-stack={name}/test", f"orchestrator-node={node}"]

    net = Network(name=name, tags=tags("net"))
    made: list[tuple[Any, str]] = [(net, net.create(cloud))]
    for each in (
        Subnet(network_id=made[0][1], cidr="10.68.0.0/24", name=name, tags=tags("subnet")),
        Port(network_id=made[0][1], name=name, tags=tags("port")),
        Router(name=name, tags=tags("router")),
        SecGroup(name=name, tags=tags("group")),
        FloatingIp(pool="public", tags=tags("floating")),
    ):
        made.append((each, each.create(cloud)))
    for wanted, id in made:
        assert wanted.read(cloud, id).tags == []
        assert wanted.find(cloud, frozenset()) == id
        assert wanted.find(cloud, frozenset({id})) is None
        assert replace(wanted, tags=tags("other")).find(cloud, frozenset()) is None
        wanted.settle(cloud, id)
        found = wanted.read(cloud, id)
        assert (found.description, sorted(found.tags)) == ("", sorted(wanted.tags))
        assert wanted.find(cloud, frozenset()) == id
    for wanted, id in reversed(made):
        wanted.delete(cloud, id)
    assert left(site, name) == []
