"""The life of disks, vaults, zones and queues: what changes in place, what is made anew, what is secret."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from threading import Event
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import RequestsTransport

from orchestrator.providers.azure import convert, ids
from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.azure.connection import Connection
from orchestrator.providers.azure.provider import PROVIDER
from orchestrator.providers.kit.lifecycle import Lifecycle, SettleFailed

URN = "urn:pulumi:dev::shop::azure-native:x:Y::it"


@pytest.fixture
def life(arm: Any) -> Any:
    """The life of a type, by the end of its token."""
    handlers = {handler.schema.token.partition(":")[2]: handler for handler in PROVIDER.resources}
    return lambda token: Lifecycle(PROVIDER, handlers[token], arm, arm.cancelled)


def changes(type_: Any, state: dict[str, Any], wanted: dict[str, Any]) -> list[tuple[str, bool]]:
    """What a change of the inputs does: each path, and whether it makes a new resource."""
    found = type_.diff(state, wanted, [])
    return [(".".join(map(str, change.path)), change.replace) for change in found]


def test_a_disk_grows_in_place(life: Any, group: str, sandbox: Any) -> None:
    disks = life("compute:Disk")
    inputs = {
        "resourceGroupName": group,
        "diskName": "data",
        "creationData": {"createOption": "Empty"},
        "diskSizeGB": 10,
        "sku": {"name": "StandardSSD_LRS"},
    }
    id, state = disks.create(URN, inputs)
    assert disks.read(id, inputs, state).inputs == inputs
    assert changes(disks, state, {**inputs, "creationData": {"createOption": "Copy"}}) == [
        ("creationData.createOption", True)
    ]
    larger = {**inputs, "diskSizeGB": 20}
    assert changes(disks, state, larger) == [("diskSizeGB", False)]
    state = disks.update(id, state, larger)
    assert sandbox.arm("GET", id)[1]["properties"]["diskSizeGB"] == 20
    with pytest.raises(Exception, match="smaller size"):
        disks.update(id, state, inputs)
    disks.delete(id, state)
    assert sandbox.arm("GET", id)[0] == 404


@pytest.fixture
def vault(life: Any, group: str) -> dict[str, Any]:
    """A vault: its inputs, with its id and its state."""
    name = "v" + sha256(group.encode()).hexdigest()[:12]
    settings = {
        "tenantId": "99999999-8888-7777-6666-555555555555",
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
        "softDeleteRetentionInDays": 7,
    }
    inputs = {"resourceGroupName": group, "vaultName": name, "properties": settings}
    id, state = life("keyvault:Vault").create(URN, inputs)
    return {"inputs": inputs, "id": id, "state": state, "name": name}


def test_a_vault_is_settled_when_it_has_an_address(life: Any, vault: Any) -> None:
    vaults, inputs, state = life("keyvault:Vault"), vault["inputs"], vault["state"]
    assert state["properties"]["provisioningState"] == "Succeeded"
    assert state["properties"]["vaultUri"].endswith(f"/{vault['name']}/")
    assert vaults.read(vault["id"], inputs, state).inputs == inputs
    protected = {**inputs, "properties": {**inputs["properties"], "enablePurgeProtection": True}}
    assert changes(vaults, state, protected) == [("properties.enablePurgeProtection", False)]
    other = {**inputs, "properties": {**inputs["properties"], "tenantId": "another"}}
    assert changes(vaults, state, other) == [("properties.tenantId", True)]


def test_the_name_of_a_deleted_vault_is_not_free(life: Any, vault: Any) -> None:
    vaults, inputs = life("keyvault:Vault"), vault["inputs"]
    vaults.delete(vault["id"], vault["state"])
    with pytest.raises(Exception, match="already exists in deleted state"):
        vaults.create(URN, inputs)
    recovered = {**inputs, "properties": {**inputs["properties"], "createMode": "recover"}}
    assert vaults.create(URN, recovered)[0] == vault["id"]


def test_a_secret_is_written_by_arm_and_deleted_by_its_vault(
    life: Any, vault: Any, group: str, sandbox: Any
) -> None:
    secrets = life("keyvault:Secret")
    inputs = {
        "resourceGroupName": group,
        "vaultName": vault["name"],
        "secretName": "key",
        "properties": {"value": "first-value", "contentType": "signs"},
    }
    id, state = secrets.create(URN, inputs)
    address = state["properties"]["secretUri"].removeprefix(sandbox.url)
    assert address == f"/_vaults/{vault['name']}/secrets/key"
    assert sandbox.call("GET", address)[1]["value"] == "first-value"
    assert "first-value" not in str(sandbox.arm("GET", id)[1])
    found = secrets.read(id, inputs, state)
    assert found.inputs == inputs  # the value too, which ARM never tells
    second = {**inputs, "properties": {"value": "second-value", "contentType": "signs"}}
    assert changes(secrets, state, second) == [("properties.value", False)]
    version = state["properties"]["secretUriWithVersion"]
    state = secrets.update(id, state, second)
    assert sandbox.call("GET", address)[1]["value"] == "second-value"
    assert state["properties"]["secretUriWithVersion"] != version
    assert sandbox.arm("DELETE", id)[0] == 405
    secrets.delete(id, state)
    assert sandbox.call("GET", address)[0] == 404
    assert secrets.read(id, second, state) is None
    secrets.delete(id, state)  # gone already is as good
    with pytest.raises(Exception, match="recoverable"):
        secrets.create(URN, inputs)


def test_a_secret_cannot_be_told_by_its_state(life: Any) -> None:
    value = life("keyvault:Secret").handler.schema.inputs["properties"].type.properties["value"]
    assert value.secret and value.write_only


VAULT_OF = {
    "tenantId": "99999999-8888-7777-6666-555555555555",
    "sku": {"family": "A", "name": "standard"},
    "enableRbacAuthorization": True,
}
OWNED = {"orchestrator-stack": "shop/dev", "orchestrator-node": "it"}


@pytest.mark.parametrize(
    ("token", "named", "more"),
    [
        ("keyvault:Vault", "vaultName", {"properties": VAULT_OF}),
        ("servicebus:Namespace", "namespaceName", {"sku": {"name": "Standard"}}),
        ("compute:Disk", "diskName", {"creationData": {"createOption": "Empty"}, "diskSizeGB": 10}),
        ("compute:SshPublicKey", "sshPublicKeyName", {"publicKey": "ssh-ed25519 AAAA me"}),
    ],
)
def test_what_a_killed_run_began_is_waited_for_and_adopted(
    token: str, named: str, more: dict[str, Any], life: Any, group: str, arm: Any, sandbox: Any
) -> None:
    """The next run has no operation to ask: the resource itself tells when it is ready."""
    name = f"it-{sha256(group.encode()).hexdigest()[:12]}"
    inputs = {"resourceGroupName": group, named: name, "tags": OWNED, **more}
    type_ = life(token)
    table = type_.handler.table
    id = ids.build(table, arm.subscription, inputs)
    # Not by the handler: its poller would move the operation on behind our back.
    assert sandbox.arm("PUT", id, {**convert.to_body(table, inputs), "location": "westeurope"})[0] < 300
    later = Arm(arm._where, Event())
    type_.handler.settle(later, id, inputs)
    # Listed, not read: to read it would move it on.
    (body,) = type_.handler.calls.siblings(later, id)
    assert body["properties"].get("provisioningState", "Succeeded") == "Succeeded"
    assert type_.handler.find(later, inputs, frozenset()) == id
    assert (
        type_.handler.find(later, {**inputs, "tags": {**OWNED, "orchestrator-node": "x"}}, frozenset())
        is None
    )
    type_.delete(id, inputs)


def test_a_namespace_that_failed_is_mended_by_the_next_run(life: Any, group: str, sandbox: Any) -> None:
    spaces = life("servicebus:Namespace")
    name = f"bus-{sha256(group.encode()).hexdigest()[:12]}"
    inputs = {"resourceGroupName": group, "namespaceName": name, "sku": {"name": "Standard"}}
    full = {"status": 409, "code": "NoCapacity", "message": "full", "when": "operation"}
    sandbox.fault(method="PUT", path=f"namespaces/{name}$", **full)
    with pytest.raises(SettleFailed, match="full") as caught:
        spaces.create(URN, inputs)
    assert caught.value.state["provisioningState"] == "Failed"
    state = spaces.update(caught.value.id, caught.value.state, inputs)
    assert (state["provisioningState"], state["status"]) == ("Succeeded", "Active")
    spaces.delete(caught.value.id, state)


def test_the_tenant_of_the_subscription_is_told(arm: Any) -> None:
    function = next(f for f in PROVIDER.functions if f.token.endswith(":getClientConfig"))
    told = function.call(arm, {})
    assert told["tenantId"] == "99999999-8888-7777-6666-555555555555"
    assert told["subscriptionId"] == arm.subscription


def test_the_account_is_read_from_the_token(sandbox: Any) -> None:
    said = urlsafe_b64encode(b'{"appid": "an-app", "oid": "an-object"}').rstrip(b"=").decode()
    where = Connection(sandbox.url, "s", "westeurope", credential=Known(f"e30.{said}.sig"))
    assert Arm(where, Event()).claims() == {"appid": "an-app", "oid": "an-object"}


def test_a_vault_gets_a_token_for_vaults_only() -> None:
    login, wire = Known("for-somebody"), Wire()
    arm = Arm(Connection("https://management.azure.com", "s", "x", credential=login), Event(), wire)
    with pytest.raises(ClientAuthenticationError, match="not sent"):
        arm.outside("DELETE", "https://keys-1.vault.azure.net/secrets/one?api-version=7.4")
    assert login.scopes == ["https://vault.azure.net/.default"]
    assert wire.sent == [("DELETE", "https://keys-1.vault.azure.net/secrets/one?api-version=7.4")]


def test_no_token_leaves_without_tls() -> None:
    wire = Wire()
    arm = Arm(Connection("https://management.azure.com", "s", "x", credential=Known("t")), Event(), wire)
    with pytest.raises(Exception, match="TLS protected"):
        arm.outside("DELETE", "http://keys-1.vault.azure.net/secrets/one")
    assert wire.sent == []


class Wire(RequestsTransport):
    """Where requests would leave; it keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []

    def send(self, request: Any, **options: Any) -> Any:
        self.sent.append((request.method, request.url))
        raise ClientAuthenticationError("not sent")


class Known:
    """A credential whose token is known."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.scopes: list[str] = []

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        self.scopes += scopes
        return AccessToken(self.token, 2**31)


def test_a_record_is_changed_in_place_and_imported(life: Any, group: str, sandbox: Any) -> None:
    life("dns:Zone").create(URN, {"resourceGroupName": group, "zoneName": "example.com"})
    records = life("dns:RecordSet")
    inputs = {
        "resourceGroupName": group,
        "zoneName": "example.com",
        "recordType": "A",
        "relativeRecordSetName": "@",
        "ttl": 60,
        "aRecords": [{"ipv4Address": "192.0.2.1"}],
    }
    id, state = records.create(URN, inputs)
    assert id.endswith("/dnsZones/example.com/A/@")
    assert state["fqdn"] == "example.com."
    # Azure tells of a resource that it stands for, though there is none.
    assert sandbox.arm("GET", id.replace("@", "%40"))[1]["properties"]["targetResource"] == {}
    assert records.read(id, inputs, state).inputs == inputs
    other = {**inputs, "ttl": 90, "aRecords": [{"ipv4Address": "192.0.2.2"}]}
    assert changes(records, state, other) == [("ttl", False), ("aRecords.0.ipv4Address", False)]
    records.update(id, state, other)
    found = records.read(id, {}, {})
    assert {name: found.inputs[name] for name in inputs} == other
    assert changes(records, other, {**other, "recordType": "AAAA"}) == [("recordType", True)]
    assert records.handler.find(records.client, other, frozenset()) == id
    assert records.handler.find(records.client, inputs, frozenset()) is None
    records.delete(id, state)
    assert records.read(id, other, state) is None


def test_a_zone_tells_its_servers(life: Any, group: str) -> None:
    zones = life("dns:Zone")
    inputs = {"resourceGroupName": group, "zoneName": "example.com", "location": "global"}
    id, state = zones.create(URN, inputs)
    assert state["nameServers"][0] == "ns1-01.azure-dns.com."
    assert zones.read(id, inputs, state).inputs == inputs
    zones.delete(id, state)
    assert zones.read(id, inputs, state) is None


def test_a_private_record_is_beside_those_of_its_zone(life: Any, group: str) -> None:
    life("privatedns:PrivateZone").create(
        URN, {"resourceGroupName": group, "privateZoneName": "shop.internal"}
    )
    records = life("privatedns:PrivateRecordSet")
    inputs = {
        "resourceGroupName": group,
        "privateZoneName": "shop.internal",
        "recordType": "TXT",
        "relativeRecordSetName": "note",
        "ttl": 60,
        "txtRecords": [{"value": ["a", "b"]}],
    }
    id, state = records.create(URN, inputs)
    assert state["fqdn"] == "note.shop.internal."
    assert records.read(id, inputs, state).inputs == inputs
    records.delete(id, state)


@pytest.fixture
def queue(life: Any, group: str) -> dict[str, Any]:
    """A queue: its inputs, with its id and its state."""
    name = f"bus-{sha256(group.encode()).hexdigest()[:12]}"
    spaces = {"resourceGroupName": group, "namespaceName": name, "sku": {"name": "Standard"}}
    life("servicebus:Namespace").create(URN, spaces)
    names = {"resourceGroupName": group, "namespaceName": name, "queueName": "orders"}
    inputs = {**names, "lockDuration": "PT1M30S", "maxDeliveryCount": 3, "requiresSession": False}
    id, state = life("servicebus:Queue").create(URN, inputs)
    return {"inputs": inputs, "names": names, "id": id, "state": state}


def test_a_queue_changes_in_place_but_for_its_kind(life: Any, queue: Any, sandbox: Any) -> None:
    queues, inputs, id, state = life("servicebus:Queue"), queue["inputs"], queue["id"], queue["state"]
    assert state["status"] == "Active"
    assert queues.read(id, inputs, state).inputs == inputs
    assert changes(queues, state, {**inputs, "requiresSession": True}) == [("requiresSession", True)]
    later = {**inputs, "maxDeliveryCount": 9}
    assert changes(queues, state, later) == [("maxDeliveryCount", False)]
    queues.update(id, state, later)
    assert sandbox.arm("GET", id)[1]["properties"]["maxDeliveryCount"] == 9
    found = queues.read(id, {}, {}).inputs
    assert {name: found[name] for name in later} == later
    queues.delete(id, state)
    assert queues.read(id, later, state) is None


def test_the_keys_of_a_rule_are_told_to_who_asks(life: Any, queue: Any, arm: Any) -> None:
    named = {**queue["names"], "authorizationRuleName": "application"}
    rules = life("servicebus:QueueAuthorizationRule")
    id, state = rules.create(URN, {**named, "rights": ["Listen", "Send"]})
    function = next(f for f in PROVIDER.functions if f.token.endswith(":listQueueKeys"))
    told = function.call(arm, named)
    assert told["keyName"] == "application"
    assert told["primaryKey"] and told["primaryKey"] not in str(state)
    assert function.call(arm, named)["primaryKey"] == told["primaryKey"]
    rules.delete(id, state)
    with pytest.raises(Exception, match="was not found"):
        function.call(arm, named)


def test_the_keys_of_a_cache_are_told_to_who_asks(life: Any, group: str, arm: Any) -> None:
    names = {"resourceGroupName": group, "clusterName": f"c-{sha256(group.encode()).hexdigest()[:12]}"}
    clusters, databases = life("redisenterprise:RedisEnterprise"), life("redisenterprise:Database")
    inputs = {**names, "sku": {"name": "Balanced_B1"}, "publicNetworkAccess": "Disabled"}
    id, state = clusters.create(URN, inputs)
    assert state["resourceState"] == "Running"
    assert changes(clusters, state, {**inputs, "sku": {"name": "Balanced_B5"}}) == [("sku.name", False)]
    inside = {**names, "databaseName": "default", "accessKeysAuthentication": "Enabled", "port": 10000}
    _, told = databases.create(URN, inside)
    assert changes(databases, told, {**inside, "port": 10001}) == [("port", True)]
    function = next(f for f in PROVIDER.functions if f.token.endswith(":listDatabaseKeys"))
    keys = function.call(arm, {**names, "databaseName": "default"})
    assert keys["primaryKey"] and keys["primaryKey"] not in str(told)
    assert clusters.read(id, {}, {}).inputs["clusterName"] == names["clusterName"]
    clusters.delete(id, state)


def test_a_cluster_changes_in_place_and_hides_what_azure_adds(life: Any, group: str, sandbox: Any) -> None:
    clusters = life("containerservice:ManagedCluster")
    pool = {"name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D2s_v5"}
    inputs = {
        "resourceGroupName": group,
        "resourceName": "apps",
        "dnsPrefix": "apps",
        "kubernetesVersion": "1.33",
        "identity": {"type": "SystemAssigned"},
        "agentPoolProfiles": [pool],
    }
    id, state = clusters.create(URN, inputs)
    assert sandbox.arm("GET", id)[1]["properties"]["identityProfile"]
    assert clusters.diff({**state, **inputs}, inputs, []) == []
    later = {**inputs, "kubernetesVersion": "1.34", "agentPoolProfiles": [{**pool, "count": 3}]}
    assert sorted(changes(clusters, state, later)) == [
        ("agentPoolProfiles.0.count", False),
        ("kubernetesVersion", False),
    ]
    clusters.update(id, state, later)
    told = sandbox.arm("GET", id)[1]["properties"]
    assert (told["currentKubernetesVersion"], told["agentPoolProfiles"][0]["count"]) == ("1.34.1", 3)
    assert changes(clusters, state, {**inputs, "dnsPrefix": "other"}) == [("dnsPrefix", True)]
    clusters.delete(id, state)
    assert clusters.read(id, inputs, state) is None
