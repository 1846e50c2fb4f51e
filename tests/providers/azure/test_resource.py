"""What the provider does with ARM when all goes well and when it does not: its handlers on the emulator."""

import json
from threading import Event
from typing import Any

import pytest

from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.azure.connection import Connection
from orchestrator.providers.azure.provider import PROVIDER
from orchestrator.providers.azure.trouble import explain
from orchestrator.providers.kit.lifecycle import Lifecycle, SettleFailed
from orchestrator.providers.kit.trouble import ProviderError, message

OWNED = {"orchestrator-stack": "shop/dev", "orchestrator-node": "net"}
URN = "urn:pulumi:dev::shop::azure-native:network:VirtualNetwork::net"


@pytest.fixture
def life(arm: Arm) -> Any:
    """The life of a type, by the end of its token."""
    handlers = {handler.schema.token.partition(":")[2]: handler for handler in PROVIDER.resources}
    return lambda token: Lifecycle(PROVIDER, handlers[token], arm, arm.cancelled)


def net(group: str, name: str = "net", **more: Any) -> dict[str, Any]:
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    return {
        "resourceGroupName": group,
        "virtualNetworkName": name,
        "location": "West Europe",
        **space,
        **more,
    }


def sub(group: str, name: str, prefix: str) -> dict[str, Any]:
    names = {"resourceGroupName": group, "virtualNetworkName": "net", "subnetName": name}
    return {**names, "addressPrefix": prefix}


def told(error: Exception) -> str:
    return message(error, explain)


def test_a_network_keeps_the_subnets_of_others(life: Any, group: str, sandbox: Any) -> None:
    nets, subs = life("network:VirtualNetwork"), life("network:Subnet")
    id, state = nets.create(URN, net(group))
    assert state["provisioningState"] == "Succeeded"
    subs.create(URN, sub(group, "one", "10.0.1.0/24"))
    state = nets.update(id, {**state, **net(group)}, net(group, tags={"a": "1"}))
    _, body = sandbox.arm("GET", id)
    assert body["tags"] == {"a": "1"}
    assert [s["name"] for s in body["properties"]["subnets"]] == ["one"]
    found = nets.read(id, net(group, tags={"a": "1"}), state)
    assert found.inputs == net(group, tags={"a": "1"})


def test_a_write_between_our_read_and_ours_is_not_lost(life: Any, group: str, sandbox: Any) -> None:
    nets = life("network:VirtualNetwork")
    id, state = nets.create(URN, net(group))
    sandbox.fault(method="PUT", path="virtualNetworks/net$", status=412, code="PreconditionFailed")
    nets.update(id, state, net(group, tags={"a": "1"}))
    assert sandbox.arm("GET", id)[1]["tags"] == {"a": "1"}


def test_what_exists_is_not_taken_over(life: Any, group: str, sandbox: Any) -> None:
    nets = life("network:VirtualNetwork")
    id, _ = nets.create(URN, net(group, tags={"mine": "1"}))
    with pytest.raises(ProviderError, match=r"'net' exists already \(import it"):
        nets.create(URN, net(group))
    assert sandbox.arm("GET", id)[1]["tags"] == {"mine": "1"}


@pytest.mark.parametrize("drawn", ["net", "net-other"])
def test_what_an_interrupted_run_left_is_adopted(
    life: Any, group: str, sandbox: Any, monkeypatch: pytest.MonkeyPatch, drawn: str
) -> None:
    """By its name, or by its tags when the name was automatic and is lost."""
    nets = life("network:VirtualNetwork")
    id, _ = nets.create(URN, net(group, tags=OWNED))
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({URN: []}))
    again, state = nets.create(URN, net(group, drawn, tags=OWNED)) if drawn == "net" else (None, None)
    if drawn == "net":
        assert again == id
        assert state["tags"] == OWNED
    else:
        assert nets.handler.find(nets.client, net(group, drawn, tags=OWNED), frozenset()) == id
    # Known to the state already, or somebody else's: not ours to take.
    assert nets.handler.find(nets.client, net(group, tags=OWNED), frozenset({id.upper()})) is None
    other = {**OWNED, "orchestrator-node": "other"}
    assert nets.handler.find(nets.client, net(group, tags=other), frozenset()) is None


def test_children_without_tags_are_found_by_what_they_are(life: Any, group: str) -> None:
    life("network:VirtualNetwork").create(URN, net(group))
    subs = life("network:Subnet")
    id, _ = subs.create(URN, sub(group, "one-1234567", "10.0.1.0/24"))
    find = subs.handler.find
    assert find(subs.client, sub(group, "one-1234567", "10.0.1.0/24"), frozenset()) == id
    assert find(subs.client, sub(group, "one-7654321", "10.0.1.0/24"), frozenset()) == id
    assert find(subs.client, sub(group, "one-7654321", "10.0.2.0/24"), frozenset()) is None


def test_a_failure_after_the_creation_keeps_the_id(life: Any, group: str, sandbox: Any) -> None:
    nets = life("network:VirtualNetwork")
    sandbox.fault(
        method="PUT",
        path="virtualNetworks/net$",
        status=409,
        code="NoCapacity",
        message="full",
        when="operation",
    )
    with pytest.raises(SettleFailed, match="full") as caught:
        nets.create(URN, net(group))
    assert caught.value.id.endswith("/virtualNetworks/net")
    assert caught.value.state["provisioningState"] == "Failed"
    state = nets.update(caught.value.id, caught.value.state, net(group))
    assert state["provisioningState"] == "Succeeded"


def test_a_failed_resource_does_not_pass_for_settled(life: Any, group: str, sandbox: Any) -> None:
    """A run that was killed while waiting has no operation to ask: the resource tells."""
    nets = life("network:VirtualNetwork")
    sandbox.fault(method="PUT", path="virtualNetworks/net$", status=409, code="NoCapacity", when="operation")
    id = nets.handler.create(nets.client, net(group))
    later = Arm(nets.client._where, Event())
    with pytest.raises(ProviderError, match="could not provision"):
        nets.handler.settle(later, id, net(group))


def test_throttling_and_busy_networks_are_waited_for(life: Any, group: str, sandbox: Any) -> None:
    nets, subs = life("network:VirtualNetwork"), life("network:Subnet")
    sandbox.fault(
        method="PUT", path="virtualNetworks/net$", times=2, status=429, code="TooManyRequests", retryAfter=0
    )
    nets.create(URN, net(group))
    # Two at once: the network refuses the second one until the first is done.
    first = subs.handler.create(subs.client, sub(group, "one", "10.0.1.0/24"))
    from threading import Thread

    done = Thread(target=lambda: subs.handler.settle(subs.client, first, {}))
    done.start()
    id, _ = subs.create(URN, sub(group, "two", "10.0.2.0/24"))
    done.join()
    assert sandbox.arm("GET", id)[1]["properties"]["provisioningState"] == "Succeeded"


def test_a_delete_ends_when_it_is_gone(life: Any, group: str, sandbox: Any) -> None:
    nets = life("network:VirtualNetwork")
    id, state = nets.create(URN, net(group))
    nets.delete(id, state)
    assert sandbox.arm("GET", id)[0] == 404
    nets.delete(id, state)  # gone already is as good
    assert nets.read(id, net(group), state) is None


def test_a_delete_that_is_refused_says_why(life: Any, group: str, sandbox: Any) -> None:
    nets, subs, nics = (
        life("network:VirtualNetwork"),
        life("network:Subnet"),
        life("network:NetworkInterface"),
    )
    id, state = nets.create(URN, net(group))
    subnet, _ = subs.create(URN, sub(group, "one", "10.0.1.0/24"))
    inner = {"ipConfigurations": [{"name": "main", "subnet": {"id": subnet}}]}
    nics.create(URN, {"resourceGroupName": group, "networkInterfaceName": "nic", **inner})
    with pytest.raises(Exception) as caught:
        nets.delete(id, state)
    assert "InUseSubnetCannotBeDeleted" in told(caught.value)
    assert "does not manage" in told(caught.value)


def test_a_failed_delete_is_an_error(life: Any, group: str, sandbox: Any) -> None:
    nets = life("network:VirtualNetwork")
    id, state = nets.create(URN, net(group))
    sandbox.fault(
        method="DELETE", path="virtualNetworks/net$", status=409, code="ScopeLocked", when="operation"
    )
    with pytest.raises(Exception) as caught:
        nets.delete(id, state)
    assert "ScopeLocked" in told(caught.value)
    assert nets.read(id, net(group), state) is not None


def test_cancelling_ends_the_wait(life: Any, group: str, sandbox: Any) -> None:
    nets = life("network:VirtualNetwork")
    id = nets.handler.create(nets.client, net(group))
    sandbox.fault(path="/operations/", times=999, delay=2)
    nets.client.cancelled.set()
    with pytest.raises(ProviderError, match="cancelled"):
        nets.handler.settle(nets.client, id, net(group))


def test_an_import_gives_the_inputs_that_would_make_it(life: Any, group: str) -> None:
    nets = life("network:VirtualNetwork")
    id, _ = nets.create(URN, net(group, tags={"a": "1"}))
    found = nets.read(id.replace("resourceGroups", "resourcegroups"), {}, {})
    assert found.inputs["virtualNetworkName"] == "net"
    assert found.inputs["addressSpace"] == {"addressPrefixes": ["10.0.0.0/16"]}
    assert nets.diff(found.inputs, {**found.inputs, "location": "West Europe"}, []) == []


def test_what_lives_with_its_parent_is_set_and_reset(life: Any, group: str, sandbox: Any) -> None:
    names = {"resourceGroupName": group}
    account = f"data{abs(hash(group)) % 10**8}"
    life("storage:StorageAccount").create(
        URN, {**names, "accountName": account, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    blobs = life("storage:BlobServiceProperties")
    inputs = {**names, "accountName": account, "blobServicesName": "default", "isVersioningEnabled": True}
    id, state = blobs.create(URN, inputs)
    assert sandbox.arm("GET", id)[1]["properties"]["isVersioningEnabled"] is True
    blobs.delete(id, state)
    assert sandbox.arm("GET", id)[1]["properties"]["isVersioningEnabled"] is False


def test_a_key_is_changed_in_place_and_imported(life: Any, group: str, sandbox: Any) -> None:
    keys = life("compute:SshPublicKey")
    inputs = {"resourceGroupName": group, "sshPublicKeyName": "admin", "publicKey": "ssh-ed25519 AAAAone me"}
    id, state = keys.create(URN, inputs)
    other = {**inputs, "publicKey": "ssh-ed25519 AAAAtwo me"}
    assert [(change.path, change.replace) for change in keys.diff(state, other, [])] == [
        (("publicKey",), False)
    ]
    keys.update(id, state, other)
    assert sandbox.arm("GET", id)[1]["properties"]["publicKey"] == other["publicKey"]
    found = keys.read(id, {}, {})
    assert {name: found.inputs[name] for name in inputs} == other
    keys.delete(id, state)
    assert sandbox.arm("GET", id)[0] == 404


def test_a_database_setting_goes_back_to_its_default(life: Any, group: str, sandbox: Any) -> None:
    server = {
        "resourceGroupName": group,
        "serverName": "settings-db",
        "administratorLogin": "owner",
        "administratorLoginPassword": "Abcdef-12345",
        "sku": {"name": "Standard_B1ms", "tier": "Burstable"},
    }
    servers = life("dbformysql:Server")
    id, state = servers.create(URN, server)
    assert state["fullyQualifiedDomainName"] == "settings-db.mysql.database.azure.com"
    found = servers.read(id, server, state)
    assert found.inputs == server  # the password too, which the cloud never tells
    settings = life("dbformysql:Configuration")
    inputs = {"resourceGroupName": group, "serverName": "settings-db", "configurationName": "slow_query_log"}
    setting, state = settings.create(URN, {**inputs, "value": "ON"})
    assert sandbox.arm("GET", setting)[1]["properties"]["value"] == "ON"
    settings.delete(setting, state)
    assert sandbox.arm("GET", setting)[1]["properties"]["value"] == "OFF"


def test_a_wrong_token_is_told_without_it(sandbox: Any, group: str) -> None:
    where = Connection(sandbox.url, "s", "westeurope", token="wrong-and-secret")
    client = Arm(where, Event())
    handler = next(h for h in PROVIDER.resources if h.schema.token.endswith(":VirtualNetwork"))
    with pytest.raises(Exception) as caught:
        handler.create(client, net(group))
    assert "Azure does not accept who we are" in told(caught.value)
    assert "wrong-and-secret" not in told(caught.value)


def test_no_azure_within_reach_is_told() -> None:
    client = Arm(Connection("http://127.0.0.1:1", "s", "westeurope", token="t"), Event())
    client._client._pipeline._impl_policies[3].total_retries = 0
    handler = next(h for h in PROVIDER.resources if h.schema.token.endswith(":VirtualNetwork"))
    with pytest.raises(Exception) as caught:
        handler.create(client, net("g"))
    assert "Azure cannot be reached" in told(caught.value)


def test_a_location_comes_from_somewhere(arm: Arm, sandbox: Any) -> None:
    nowhere = Arm(Connection(sandbox.url, "s", "", token="t"), Event())
    by = {handler.schema.token.partition(":")[2]: handler for handler in PROVIDER.resources}
    inputs = {key: value for key, value in net("g").items() if key != "location"}
    assert [fault.property for fault in by["network:VirtualNetwork"].check(nowhere, inputs)] == ["location"]
    assert list(by["network:VirtualNetwork"].check(arm, inputs)) == []
    assert list(by["network:Subnet"].check(nowhere, {})) == []
    assert list(by["monitor:MetricAlert"].check(nowhere, {})) == []
