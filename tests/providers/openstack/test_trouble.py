"""What goes wrong on a cloud, and what only the emulator offers: faults on order, quotas, Swift."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.openstack.cloud import Cloud, connect
from orchestrator.providers.openstack.errors import busy, explain
from orchestrator.providers.openstack.instance import Instance
from orchestrator.providers.openstack.network import Network
from orchestrator.providers.openstack.port import Port
from orchestrator.providers.openstack.router import Router
from orchestrator.providers.openstack.sec_group import SecGroup
from orchestrator.providers.openstack.server import encoded
from orchestrator.providers.openstack.server_networks import InstanceNetwork, same_networks
from orchestrator.providers.openstack.subnet import Subnet
from orchestrator.providers.openstack.volume import Volume

VERSION = "5.5.3"
# How the engine marks a secret in an exported state.
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OWNER = ["orchestrator-stack=shop/prod", "orchestrator-node=net"]


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


def order(site: Any, path: str, body: dict[str, Any], method: str = "POST") -> None:
    connection = site.connect()
    base = connection.config.get_auth_args()["auth_url"].removesuffix("/identity/v3")
    assert connection.session.request(f"{base}/_sandbox/{path}", method, json=body).status_code < 300


def test_an_overloaded_service_is_asked_again(site: Any, cloud: Cloud) -> None:
    id = Network(name=uuid.uuid4().hex).create(cloud)
    order(site, "faults", {"method": "GET", "path": f"/networks/{id}$", "times": 2, "status": 503})
    assert Network.read(cloud, id).admin_state_up is True
    Network.read(cloud, id).delete(cloud, id)


def test_a_lost_answer_to_a_post_is_not_sent_again(site: Any, cloud: Cloud) -> None:
    order(site, "faults", {"method": "POST", "path": "/networks$", "status": 503, "after": True})
    wanted = Network(name=uuid.uuid4().hex, tags=OWNER)
    with pytest.raises(Exception, match="A fault that the sandbox was asked for"):
        wanted.create(cloud)
    made = cloud.network.get("/networks", name=wanted.name)["networks"]
    assert [row["description"] for row in made] == ["orchestrator-node=net;orchestrator-stack=shop/prod"]

    id = made[0]["id"]
    assert wanted.find(cloud, frozenset()) == id  # known by its birth mark: it has no tags yet
    assert wanted.find(cloud, frozenset({id})) is None
    assert Network(name=wanted.name).find(cloud, frozenset()) is None
    wanted.settle(cloud, id)
    found = Network.read(cloud, id)
    assert (found.description, sorted(found.tags)) == ("", sorted(OWNER))
    assert wanted.find(cloud, frozenset()) == id  # and now by its tags
    found.delete(cloud, id)


def test_delete_waits_for_what_lets_go_later(site: Any, cloud: Cloud) -> None:
    net = Network(name=uuid.uuid4().hex).create(cloud)
    subnet = Subnet(network_id=net, cidr="10.1.0.0/24").create(cloud)
    port = Port(network_id=net).create(cloud)
    timer = threading.Timer(1.0, lambda: Port.read(cloud, port).delete(cloud, port))
    timer.start()
    Subnet.read(cloud, subnet).delete(cloud, subnet)
    timer.join()
    Network.read(cloud, net).delete(cloud, net)
    with pytest.raises(Exception, match="could not be found"):
        Network.read(cloud, net)


def test_default_rules_go_when_that_is_asked_for_and_no_others(cloud: Cloud) -> None:
    group = SecGroup(name=uuid.uuid4().hex, delete_default_rules=True)
    id = group.create(cloud)
    group.settle(cloud, id)
    assert cloud.network.get("/security-group-rules", security_group_id=id)["security_group_rules"] == []
    rule = {"security_group_id": id, "direction": "egress", "ethertype": "IPv4", "description": ""}
    cloud.network.post("/security-group-rules", {"security_group_rule": rule})
    group.settle(cloud, id)
    assert len(cloud.network.get("/security-group-rules", security_group_id=id)["security_group_rules"]) == 1
    group.delete(cloud, id)


def test_a_server_that_never_becomes_active_is_told_with_its_reason(site: Any, cloud: Cloud) -> None:
    order(site, "quotas", {"instances": 0}, "PUT")
    with pytest.raises(Exception, match="Quota exceeded for instances") as caught:
        Instance(name="x", image_name="debian-12", flavor_name="m1.tiny", network_mode="none").create(cloud)
    order(site, "quotas", {"instances": 100}, "PUT")
    said = explain(caught.value)
    assert said is not None
    assert "(403)" in said.summary
    assert "quota" in said.hint


def test_a_server_rests_as_asked_and_may_be_stopped_first(site: Any, cloud: Cloud) -> None:
    def wanted(power: str, **options: Any) -> Instance:
        return Instance(
            name="x",
            image_name="debian-12",
            flavor_name="m1.tiny",
            network_mode="none",
            power_state=power,
            **options,
        )

    id = wanted("active").create(cloud)
    for power in ("active", "paused", "shutoff", "active"):
        wanted(power).settle(cloud, id)
        found = Instance.read(cloud, id)
        assert found is not None
        assert found.power_state == power
    wanted("active", stop_before_destroy=True, force_delete=True).delete(cloud, id)
    with pytest.raises(Exception, match="could not be found"):
        Instance.read(cloud, id)
    assert next(iter(wanted("sleeping").check())).reason == "not one of active, shutoff, paused"


def test_a_router_keeps_its_way_out_until_that_is_taken_away(cloud: Cloud) -> None:
    public = cloud.network.get("/networks", name="public")["networks"][0]["id"]
    id = Router(name="r", external_network_id=public).create(cloud)
    found = Router.read(cloud, id)
    Router(name="s", external_network_id=public).update(cloud, id, found)
    renamed = Router.read(cloud, id)
    assert (renamed.name, renamed.external_fixed_ips) == ("s", found.external_fixed_ips)
    Router(name="s").update(cloud, id, renamed)
    assert Router.read(cloud, id).external_network_id is None
    renamed.delete(cloud, id)


def test_a_quota_or_a_twin_is_not_waited_for(site: Any, cloud: Cloud) -> None:
    order(site, "quotas", {"network": 0}, "PUT")
    with pytest.raises(Exception, match="Quota exceeded") as caught:
        Network(name="x").create(cloud)
    order(site, "quotas", {"network": 100}, "PUT")
    assert not busy(caught.value)


def test_a_volume_changes_its_type_in_place_and_grows_attached_only_when_allowed(cloud: Cloud) -> None:
    old = Volume(name="v", size=1, volume_type="__DEFAULT__")
    id = old.create(cloud)
    old.settle(cloud, id)
    new = Volume(name="v", size=2, volume_type="fast")
    new.update(cloud, id, old)
    new.settle(cloud, id)
    found = Volume.read(cloud, id)
    assert found is not None
    assert (found.size, found.volume_type) == (2, "fast")
    found.delete(cloud, id)
    with pytest.raises(Exception, match="could not be found"):
        Volume.read(cloud, id)


def test_an_unknown_cloud_or_a_wrong_password_is_one_clear_error(site: Any, cloud: Cloud) -> None:
    with pytest.raises(Exception, match="was not found") as caught:
        connect({"cloud": "nowhere"}, threading.Event())
    assert "OS_CLIENT_CONFIG_FILE" in str(explain(caught.value))
    wrong = connect({"cloud": site.cloud, "password": "wrong-password"}, threading.Event())
    with pytest.raises(Exception, match="requires authentication") as refused:
        wrong.network.get("/networks")
    said = str(explain(refused.value))
    assert "credentials" in said
    assert "wrong-password" not in said


def test_user_data_is_encoded_once() -> None:
    assert encoded("#cloud-config") == "I2Nsb3VkLWNvbmZpZw=="
    assert encoded("I2Nsb3VkLWNvbmZpZw==") == "I2Nsb3VkLWNvbmZpZw=="
    assert encoded("") is None


def test_networks_are_the_same_in_nova_s_order_but_not_in_the_user_s() -> None:
    a, b = {"uuid": "a"}, {"port": "p"}
    told = [{"uuid": "b", "port": "p", "mac": "2"}, {"uuid": "a", "port": "q", "mac": "1"}]
    assert same_networks([a, b], told)
    assert not same_networks([a, a], told)
    assert not same_networks([a], told)
    assert not same_networks([a, b], [b, a])
    assert InstanceNetwork(uuid="a").mac is None


def test_a_key_that_the_cloud_makes_is_told_once_and_kept_secret(engine: Any, declare: Any) -> None:
    def program() -> None:
        declare("openstack:compute/keypair:Keypair", "key", {}, "privateKey", version=VERSION)

    engine.up(program)
    assert "PRIVATE KEY" not in engine.state_text()
    assert engine.up(program, refresh=True) == {"same": 2}
    kept = engine.state()["key"]["outputs"]
    assert kept["publicKey"].startswith("ssh-rsa ")
    assert SECRET in kept["privateKey"].values()
    engine.destroy()


def test_a_name_that_fits_several_things_is_not_guessed(cloud: Cloud) -> None:
    name = uuid.uuid4().hex
    made = [Network(name=name).create(cloud) for _ in range(2)]
    server = Instance(
        name="x", image_name="debian-12", flavor_name="m1.tiny", networks=[InstanceNetwork(name=name)]
    )
    with pytest.raises(ProviderError, match=f"not one but 2 fit: network named {name}"):
        server.create(cloud)
    for id in made:
        Network.read(cloud, id).delete(cloud, id)
