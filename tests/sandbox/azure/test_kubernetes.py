"""The emulator's Kubernetes clusters, driven by azure-mgmt-containerservice."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.network import NetworkManagementClient


@pytest.fixture
def clusters(emulator: Any) -> Any:
    return emulator.client(ContainerServiceClient).managed_clusters


@pytest.fixture
def subnet(emulator: Any, group: str) -> str:
    client = emulator.client(NetworkManagementClient)
    inner = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    inner["subnets"] = [{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}]
    body = {"location": "westeurope", "properties": inner}
    client.virtual_networks.begin_create_or_update(group, "net", body).result()
    return str(client.subnets.get(group, "net", "one").id)


def refused(code: str) -> Any:
    return pytest.raises(HttpResponseError, match=code)


def cluster(
    group: str,
    subnet: str,
    pool: dict[str, Any] | None = None,
    net: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    nodes = {"name": "system", "mode": "System", "count": 2, "vmSize": "Standard_D2s_v5"}
    ranges = {"podCidr": "10.244.0.0/16", "serviceCidr": "172.30.0.0/16", "dnsServiceIP": "172.30.0.10"}
    properties = {
        "dnsPrefix": "apps",
        "kubernetesVersion": "1.33",
        "nodeResourceGroup": f"{group}-nodes"[:80],
        "agentPoolProfiles": [{**nodes, "vnetSubnetID": subnet, **(pool or {})}],
        "networkProfile": {**ranges, **(net or {})},
        **more,
    }
    return {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": properties}


def test_a_cluster_and_the_group_of_its_nodes(emulator: Any, group: str, subnet: str, clusters: Any) -> None:
    begin = clusters.begin_create_or_update
    made = begin(group, "apps", cluster(group, subnet)).result()
    assert made.fqdn.startswith("apps-") and made.fqdn.endswith(".hcp.westeurope.azmk8s.io")
    assert (made.current_kubernetes_version, made.private_fqdn) == ("1.33.1", None)
    assert made.identity.principal_id
    nodes = f"/resourceGroups/{group}-nodes"[:96]
    status, answer = emulator.arm("GET", nodes)
    assert (status, answer["managedBy"]) == (200, made.id)
    with refused("InUseSubnetCannotBeDeleted"):
        emulator.client(NetworkManagementClient).subnets.begin_delete(group, "net", "one")
    with refused("OperationNotAllowed"):
        begin(group, "apps", cluster(group, subnet, kubernetesVersion="1.32"))
    raised = begin(group, "apps", cluster(group, subnet, kubernetesVersion="1.34")).result()
    assert (raised.fqdn, raised.current_kubernetes_version) == (made.fqdn, "1.34.1")
    assert raised.agent_pool_profiles[0].current_orchestrator_version == "1.33.1"
    body = cluster(group, subnet, {"orchestratorVersion": "1.34"}, kubernetesVersion="1.34")
    raised = begin(group, "apps", body).result()
    assert raised.agent_pool_profiles[0].current_orchestrator_version == "1.34.1"
    assert raised.identity.principal_id == made.identity.principal_id
    for changed, what in (({"vmSize": "Standard_D4s_v5"}, "vmSize"), ({"osDiskSizeGB": 99}, "osDiskSizeGB")):
        body = cluster(group, subnet, {"osDiskSizeGB": 40, **changed}, kubernetesVersion="1.34")
        if what == "osDiskSizeGB":
            begin(
                group, "apps", cluster(group, subnet, {"osDiskSizeGB": 40}, kubernetesVersion="1.34")
            ).result()
        with refused(f"PropertyChangeNotAllowed.*{what}"):
            begin(group, "apps", body)
    clusters.begin_delete(group, "apps").result()
    assert emulator.arm("GET", nodes)[0] == 404


def test_a_private_cluster_stays_private(group: str, subnet: str, clusters: Any) -> None:
    private = cluster(group, subnet, apiServerAccessProfile={"enablePrivateCluster": True})
    made = clusters.begin_create_or_update(group, "apps", private).result()
    assert ".privatelink.westeurope.azmk8s.io" in made.private_fqdn
    with refused("PropertyChangeNotAllowed.*enablePrivateCluster"):
        clusters.begin_create_or_update(group, "apps", cluster(group, subnet))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"dnsPrefix": "-apps"}, "InvalidDNSPrefix"),
        ({"kubernetesVersion": "1.12"}, "K8sVersionNotSupported"),
        ({"disableLocalAccounts": True}, "Entra"),
        ({"agentPoolProfiles": []}, "system agent pool"),
        ({"pool": {"name": "Two-Words"}}, "agent pool name"),
        ({"pool": {"vmSize": "Standard_B1s"}}, "VMSizeNotSupported"),
        ({"pool": {"count": 0}}, "1 to 1000"),
        ({"pool": {"minCount": 1}}, "enableAutoScaling"),
        ({"pool": {"enableAutoScaling": True, "minCount": 3, "maxCount": 5}}, "not in order"),
        ({"pool": {"vmSiez": "x"}}, "vmSiez"),
        ({"net": {"serviceCidr": "10.0.0.0/16"}}, "InvalidDNSServiceIP"),
        (
            {"net": {"serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10"}},
            "ServiceCidrOverlapExistingSubnetsCidr",
        ),
        ({"net": {"podCidr": "172.30.0.0/16"}}, "PodCidrOverlapServiceCidr"),
    ],
)
def test_a_cluster_that_cannot_be(
    emulator: Any, group: str, subnet: str, changed: dict[str, Any], code: str
) -> None:
    path = f"/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/apps"
    status, answer = emulator.arm("PUT", path, cluster(group, subnet, **changed))
    assert status == 400
    assert code in f"{answer['error']['code']}: {answer['error']['message']}"


def test_the_group_of_the_nodes_is_the_clusters_own(
    emulator: Any, group: str, subnet: str, clusters: Any
) -> None:
    with refused("NodeResourceGroupAlreadyExists"):
        clusters.begin_create_or_update(group, "apps", cluster(group, subnet, nodeResourceGroup=group))
