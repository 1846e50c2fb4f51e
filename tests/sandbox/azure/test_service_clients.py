"""The emulator's compute, storage, database and monitor types, driven by the real SDK clients."""

import base64
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.monitor import MonitorManagementClient
from azure.mgmt.mysqlflexibleservers import MySQLManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient

PASSWORD = "Abcdef-12345"


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def machine_body(nic: str, **profile: Any) -> dict[str, Any]:
    image = {"publisher": "Debian", "offer": "debian-12", "sku": "12-gen2", "version": "latest"}
    user_data = base64.b64encode(b"#cloud-config\n").decode()
    login = {
        "adminUsername": "owner",
        "computerName": "web",
        "adminPassword": PASSWORD,
        "customData": user_data,
    }
    return {
        "location": "westeurope",
        "properties": {
            "hardwareProfile": {"vmSize": "Standard_B2ats_v2"},
            "storageProfile": {"imageReference": image, "osDisk": {"createOption": "FromImage"}},
            "osProfile": {**login, **profile},
            "networkProfile": {"networkInterfaces": [{"id": nic}]},
        },
    }


@pytest.fixture
def nic(emulator: Any, group: str) -> str:
    network = emulator.client(NetworkManagementClient)
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    body = {**space, "subnets": [{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}]}
    made = network.virtual_networks.begin_create_or_update(
        group, "net", {"location": "westeurope", "properties": body}
    ).result()
    inner = {
        "ipConfigurations": [
            {"name": "main", "properties": {"subnet": {"id": made.properties.subnets[0].id}}}
        ]
    }
    body = {"location": "westeurope", "properties": inner}
    return network.network_interfaces.begin_create_or_update(group, "nic", body).result().id


def test_a_machine_from_birth_to_death(emulator: Any, group: str, nic: str) -> None:
    machines = emulator.client(ComputeManagementClient).virtual_machines
    made = machines.begin_create_or_update(group, "web", machine_body(nic)).result()
    assert made.properties.provisioning_state == "Succeeded"
    assert made.properties.os_profile.custom_data is None
    assert made.properties.os_profile.admin_password is None
    assert made.properties.instance_view is None
    seen = machines.get(group, "web", expand="instanceView")
    assert seen.properties.instance_view.statuses[1].code == "PowerState/running"
    machines.begin_deallocate(group, "web").result()
    assert machines.instance_view(group, "web").statuses[1].code == "PowerState/deallocated"
    tagged = machines.begin_update(group, "web", {"tags": {"a": "1"}}).result()
    assert tagged.tags == {"a": "1"}
    with refused("NicInUse"):
        machines.begin_create_or_update(group, "two", machine_body(nic))
    with refused("PropertyChangeNotAllowed.*customData"):
        machines.begin_create_or_update(
            group, "web", machine_body(nic, customData=base64.b64encode(b"x").decode())
        )
    network = emulator.client(NetworkManagementClient)
    with refused("NicInUse"):
        network.network_interfaces.begin_delete(group, "nic")
    assert network.network_interfaces.get(group, "nic").properties.virtual_machine.id == made.id
    disks = emulator.client(ComputeManagementClient).disks
    disk = next(iter(disks.list_by_resource_group(group)))
    assert disk.properties.disk_state == "Attached"
    with refused("OperationNotAllowed"):
        disks.begin_delete(group, disk.name)
    machines.begin_delete(group, "web").result()
    with pytest.raises(ResourceNotFoundError):
        machines.get(group, "web")
    assert disks.get(group, disk.name).properties.disk_state == "Unattached"


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"customData": "not base64!"}, "Base64"),
        ({"customData": base64.b64encode(b"x" * 70_000).decode()}, "87380"),
        ({"adminPassword": None}, "Authentication using either SSH"),
        ({"adminNmae": "x"}, "adminNmae"),
        ({"allowExtensionOperations": "yes"}, "boolean expected"),
    ],
)
def test_a_machine_that_cannot_be(emulator: Any, group: str, nic: str, profile: Any, said: str) -> None:
    machines = emulator.client(ComputeManagementClient).virtual_machines
    with refused(said):
        machines.begin_create_or_update(group, "web", machine_body(nic, **profile))


def test_keys(emulator: Any, group: str) -> None:
    keys = emulator.client(ComputeManagementClient).ssh_public_keys
    text = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0ooRvcrDVcb6o261gGcTgGLdjxshXLiL2SRy2JCPrP me"
    body = {"location": "westeurope", "properties": {"publicKey": text}}
    assert keys.create(group, "admin", body).properties.public_key == text
    assert keys.update(group, "admin", {"tags": {"a": "1"}}).properties.public_key == text
    with refused("Only RSA and Ed25519"):
        keys.create(group, "other", {**body, "properties": {"publicKey": "ecdsa-sha2-nistp256 AAAA me"}})
    keys.delete(group, "admin")
    with pytest.raises(ResourceNotFoundError):
        keys.get(group, "admin")


def test_disks(emulator: Any, group: str) -> None:
    disks = emulator.client(ComputeManagementClient).disks
    inner = {"creationData": {"createOption": "Empty"}, "diskSizeGB": 10}
    made = disks.begin_create_or_update(
        group, "data", {"location": "westeurope", "properties": inner}
    ).result()
    assert (made.properties.provisioning_state, made.properties.disk_state) == ("Succeeded", "Unattached")
    assert (
        disks.begin_update(group, "data", {"properties": {"diskSizeGB": 20}}).result().properties.disk_size_gb
        == 20
    )
    disks.begin_delete(group, "data").result()


def test_a_disk_of_a_machine(emulator: Any, group: str, nic: str) -> None:
    compute = emulator.client(ComputeManagementClient)
    inner = {"creationData": {"createOption": "Empty"}, "diskSizeGB": 10}
    body = {"location": "westeurope", "sku": {"name": "StandardSSD_LRS"}, "properties": inner}
    disk = compute.disks.begin_create_or_update(group, "data", body).result()
    attached = {"lun": 3, "createOption": "Attach", "managedDisk": {"id": disk.id}}

    def machine(*disks: dict[str, Any]) -> Any:
        wanted = machine_body(nic)
        wanted["properties"]["storageProfile"]["dataDisks"] = list(disks)
        return compute.virtual_machines.begin_create_or_update(group, "web", wanted).result()

    with refused("number of its own"):
        machine(attached, attached)
    with refused("InvalidResourceReference"):
        machine({**attached, "managedDisk": {"id": disk.id + "-none"}})
    told = machine(attached).properties.storage_profile.data_disks[0]
    assert (told.name, told.lun, told.disk_size_gb) == ("data", 3, 10)
    seen = compute.disks.get(group, "data")
    assert seen.properties.disk_state == "Attached" and seen.managed_by.endswith("/virtualMachines/web")
    with refused("cannot change while VM web is not deallocated"):
        compute.disks.begin_update(group, "data", {"sku": {"name": "Premium_LRS"}})
    with refused("smaller size"):
        compute.disks.begin_update(group, "data", {"properties": {"diskSizeGB": 5}})
    compute.disks.begin_update(group, "data", {"properties": {"diskSizeGB": 20}}).result()
    with refused("OperationNotAllowed"):
        compute.disks.begin_delete(group, "data")
    machine()
    compute.disks.begin_update(group, "data", {"sku": {"name": "Premium_LRS"}}).result()
    machine(attached)
    compute.virtual_machines.begin_delete(group, "web").result()
    assert compute.disks.get(group, "data").properties.disk_state == "Unattached"


def test_a_disk_belongs_to_one_machine(emulator: Any, group: str, nic: str) -> None:
    compute = emulator.client(ComputeManagementClient)
    inner = {"creationData": {"createOption": "Empty"}, "diskSizeGB": 10}
    disk = compute.disks.begin_create_or_update(
        group, "data", {"location": "westeurope", "properties": inner}
    ).result()
    network = emulator.client(NetworkManagementClient).network_interfaces
    subnet = network.get(group, "nic").properties.ip_configurations[0].properties.subnet.id
    second = {"ipConfigurations": [{"name": "main", "properties": {"subnet": {"id": subnet}}}]}
    other = network.begin_create_or_update(
        group, "other", {"location": "westeurope", "properties": second}
    ).result()
    attached = {"lun": 0, "createOption": "Attach", "managedDisk": {"id": disk.id}}
    for name, interface in (("one", nic), ("two", other.id)):
        wanted = machine_body(interface)
        wanted["properties"]["storageProfile"]["dataDisks"] = [attached]
        if name == "two":
            with refused("already owned by VM"):
                compute.virtual_machines.begin_create_or_update(group, name, wanted)
        else:
            compute.virtual_machines.begin_create_or_update(group, name, wanted).result()


def test_storage(emulator: Any, group: str) -> None:
    storage = emulator.client(StorageManagementClient)
    body = {"location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    with refused("AccountNameInvalid"):
        storage.storage_accounts.begin_create(group, "Not_Valid", body)
    with refused("InvalidParameter"):
        storage.storage_accounts.begin_create(group, "shopdata", {**body, "kind": "Pumpkin"})
    made = storage.storage_accounts.begin_create(group, "shopdata", body).result()
    assert made.properties.primary_endpoints.blob == "https://shopdata.blob.core.windows.net/"
    assert len(storage.storage_accounts.list_keys(group, "shopdata").keys_property) == 2
    assert not storage.blob_services.get_service_properties(group, "shopdata").is_versioning_enabled
    properties = {"properties": {"isVersioningEnabled": True}}
    storage.blob_services.set_service_properties(group, "shopdata", properties)
    assert storage.blob_services.get_service_properties(group, "shopdata").is_versioning_enabled
    storage.blob_containers.create(group, "shopdata", "pictures", {})
    assert [c.name for c in storage.blob_containers.list(group, "shopdata")] == ["pictures"]
    action = {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 30}}}
    rule = {
        "name": "old",
        "type": "Lifecycle",
        "definition": {"actions": action, "filters": {"blobTypes": ["blockBlob"]}},
    }
    policy = {"properties": {"policy": {"rules": [rule]}}}
    storage.management_policies.create_or_update(group, "shopdata", "default", policy)
    found = storage.management_policies.get(group, "shopdata", "default")
    assert found.properties.policy.rules[0].name == "old"
    storage.management_policies.delete(group, "shopdata", "default")
    storage.blob_containers.delete(group, "shopdata", "pictures")
    storage.storage_accounts.delete(group, "shopdata")
    with pytest.raises(ResourceNotFoundError):
        storage.storage_accounts.get_properties(group, "shopdata")


def test_mysql(emulator: Any, group: str) -> None:
    mysql = emulator.client(MySQLManagementClient)
    sku = {"name": "Standard_B1ms", "tier": "Burstable"}
    inner = {"administratorLogin": "owner", "administratorLoginPassword": PASSWORD, "version": "8.0.21"}
    body = {"location": "westeurope", "sku": sku, "properties": inner}
    with refused("PasswordNotComplex"):
        weak = {**body, "properties": {**inner, "administratorLoginPassword": "weak"}}
        mysql.servers.begin_create(group, "shop-db", weak)
    made = mysql.servers.begin_create(group, "shop-db", body).result()
    assert made.fully_qualified_domain_name == "shop-db.mysql.database.azure.com"
    assert made.administrator_login_password is None
    assert made.state == "Ready"
    changed = mysql.configurations.begin_update(
        group, "shop-db", "require_secure_transport", {"properties": {"value": "OFF"}}
    )
    assert changed.result().value == "OFF"
    with refused("ResourceNotFound"):
        mysql.configurations.begin_update(group, "shop-db", "no_such_setting", {"properties": {"value": "1"}})
    mysql.databases.begin_create_or_update(group, "shop-db", "shop", {"properties": {}}).result()
    assert mysql.databases.get(group, "shop-db", "shop").charset == "utf8mb4"
    rules, everywhere = mysql.firewall_rules, {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}
    rules.begin_create_or_update(group, "shop-db", "everywhere", {"properties": everywhere}).result()
    assert rules.get(group, "shop-db", "everywhere").end_ip_address == "255.255.255.255"
    with refused("InvalidParameterValue"):
        backwards = {"startIpAddress": "10.0.0.2", "endIpAddress": "10.0.0.1"}
        rules.begin_create_or_update(group, "shop-db", "none", {"properties": backwards})
    mysql.servers.begin_update(group, "shop-db", {"properties": {"storage": {"storageSizeGB": 64}}}).result()
    assert mysql.servers.get(group, "shop-db").storage.storage_size_gb == 64
    mysql.databases.begin_delete(group, "shop-db", "shop").result()
    mysql.servers.begin_delete(group, "shop-db").result()


def test_a_database_server_asks_for_a_delegated_subnet(emulator: Any, group: str, nic: str) -> None:
    del nic  # made the network
    _, net = emulator.arm("GET", f"/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/net")
    inner = {"administratorLogin": "owner", "administratorLoginPassword": PASSWORD}
    inside = {"network": {"delegatedSubnetResourceId": net["properties"]["subnets"][0]["id"]}}
    sku = {"name": "Standard_B1ms", "tier": "Burstable"}
    with refused("SubnetNotDelegated"):
        body = {"location": "westeurope", "sku": sku, "properties": {**inner, **inside}}
        emulator.client(MySQLManagementClient).servers.begin_create(group, "inner-db", body)


def test_alerts(emulator: Any, group: str) -> None:
    monitor = emulator.client(MonitorManagementClient)
    receiver = {"name": "mail", "emailAddress": "oncall@example.com"}
    body = {
        "location": "global",
        "properties": {"groupShortName": "oncall", "enabled": True, "emailReceivers": [receiver]},
    }
    actions = monitor.action_groups.create_or_update(group, "oncall", body)
    storage = emulator.client(StorageManagementClient)
    account = {"location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    scope = storage.storage_accounts.begin_create(group, "alerted", account).result().id
    criterion = {
        "criterionType": "StaticThresholdCriterion",
        "name": "low",
        "metricName": "Availability",
        "operator": "LessThan",
        "threshold": 99,
        "timeAggregation": "Average",
    }
    inner = {
        "severity": 2,
        "enabled": True,
        "scopes": [scope],
        "evaluationFrequency": "PT1M",
        "windowSize": "PT5M",
        "criteria": {
            "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [criterion],
        },
        "actions": [{"actionGroupId": actions.id}],
    }
    made = monitor.metric_alerts.create_or_update(group, "low", {"location": "global", "properties": inner})
    assert made.criteria.all_of[0].threshold == 99
    # This generation of clients drops what it does not know, so the wrong word goes out raw.
    wrong = {**inner, "criteria": {**inner["criteria"], "allOf": [{**criterion, "thresh": 1}]}}
    where = f"/resourceGroups/{group}/providers/Microsoft.Insights/metricAlerts/wrong"
    status, answer = emulator.arm("PUT", where, {"location": "global", "properties": wrong})
    assert (status, answer["error"]["code"]) == (400, "InvalidRequestContent")
    assert "thresh" in answer["error"]["message"]
    storage.storage_accounts.delete(group, "alerted")  # an alert does not hold what it watches
    monitor.metric_alerts.delete(group, "low")
    monitor.action_groups.delete(group, "oncall")


def test_groups_cascade(emulator: Any, group: str, nic: str) -> None:
    client = emulator.client(ResourceManagementClient)
    kinds = {r.type for r in client.resources.list_by_resource_group(group)}
    assert kinds == {"Microsoft.Network/virtualNetworks", "Microsoft.Network/networkInterfaces"}
    assert client.resource_groups.check_existence(group)
    client.resource_groups.update(group, {"tags": {"a": "1"}})
    assert client.resource_groups.get(group).tags == {"a": "1"}
    client.resource_groups.begin_delete(group).result()
    assert not client.resource_groups.check_existence(group)
    code = emulator.arm("GET", nic.partition("/resourceGroups")[1] + nic.partition("/resourceGroups")[2])
    assert (code[0], code[1]["error"]["code"]) == (404, "ResourceGroupNotFound")
