"""Names, types and required flags against the official package; what is left out is said here, one by one."""

from types import ModuleType

import pytest

from orchestrator.providers.kit.handler import Handler
from orchestrator.providers.kit.schema import (
    BOOLEAN,
    INTEGER,
    ListOf,
    MapOf,
    ObjectOf,
    Property,
    Scalar,
    Type,
)
from orchestrator.providers.openstack import PROVIDER
from orchestrator.providers.openstack.cloud import Cloud

PACKAGE = "pulumi_openstack"
# Every type has these two: our provider works in one region and one project, those of its configuration.
EVERYWHERE = {"region", "tenantId"}
LEFT_OUT = {
    "networking/network": {
        "availabilityZoneHints", "dnsDomain", "qosPolicyId", "segments", "transparentVlan", "valueSpecs",
    },
    "networking/subnet": {"dnsPublishFixedIp", "prefixLength", "segmentId", "subnetpoolId", "valueSpecs"},
    "networking/router": {
        "availabilityZoneHints", "distributed", "externalQosPolicyId", "externalSubnetIds", "valueSpecs",
        "vendorOptions",
    },
    "networking/router_interface": set(),
    "networking/sec_group": set(),
    "networking/sec_group_rule": {"remoteAddressGroupId"},
    "networking/port": {"binding", "dnsName", "extraDhcpOptions", "qosPolicyId", "valueSpecs"},
    "networking/floating_ip": {"dnsDomain", "dnsName", "subnetIds", "valueSpecs"},
    "networking/floating_ip_associate": set(),
    "compute/instance": {
        "availabilityZoneHints", "hypervisorHostname", "personalities", "vendorOptions",
    },
    "compute/keypair": {"userId", "valueSpecs"},
    "compute/server_group": {"valueSpecs"},
    "compute/volume_attach": {"tag", "vendorOptions"},
    "blockstorage/volume": {"backupId", "consistencyGroupId", "schedulerHints", "sourceReplica"},
    "dns/zone": {"projectId", "valueSpecs"},
    "dns/record_set": {"projectId", "valueSpecs"},
    "keymanager/secret_v1": {"acl"},
    "loadbalancer/listener": set(),
    "loadbalancer/load_balancer": set(),
    "loadbalancer/member": set(),
    "loadbalancer/monitor": set(),
    "loadbalancer/pool": set(),
    "objectstorage/container": {"containerSyncKey", "containerSyncTo", "storageClass", "versioningLegacy"},
}  # fmt: skip
FUNCTIONS = ("networking/get_network", "images/get_image", "compute/get_flavor")


def camel(path: str) -> str:
    module, name = path.split("/")
    head, *tail = name.split("_")
    cls = "".join(part.capitalize() for part in (head, *tail))
    return f"openstack:{module}/{cls[0].lower()}{cls[1:]}:{cls}"


def handler(token: str) -> Handler[Cloud]:
    return next(h for h in PROVIDER.resources if h.schema.token == token)


def test_all_types_are_compared() -> None:
    assert {camel(path) for path in LEFT_OUT} == {h.schema.token for h in PROVIDER.resources}


@pytest.mark.parametrize("path", sorted(LEFT_OUT))
def test_inputs_are_the_official_ones(path: str, contract: ModuleType) -> None:
    token = contract.token_of(PACKAGE, f"{path}.py")
    assert token == camel(path)
    official = contract.inputs_of(PACKAGE, f"{path}.py", token.rsplit(":", 1)[1] + "Args")
    ours = handler(token).schema.inputs
    left_out = LEFT_OUT[path] | (EVERYWHERE & official.keys())
    assert set(ours) == set(official) - left_out
    assert left_out <= official.keys()
    for name, prop in ours.items():
        assert prop.required == official[name].required, name
        assert fits(prop.type, official[name].type, path.split("/")[0], contract), (
            name,
            prop,
            official[name],
        )


@pytest.mark.parametrize("path", sorted(LEFT_OUT))
def test_outputs_are_official_ones(path: str, contract: ModuleType) -> None:
    token = camel(path)
    official = contract.outputs_of(PACKAGE, f"{path}.py", token.rsplit(":", 1)[1])
    assert set(handler(token).schema.outputs) <= official


def fits(ours: Type, official: str, module: str, contract: ModuleType) -> bool:
    match ours:
        case ListOf():
            return official.startswith("Sequence[") and fits(ours.item, official[9:-1], module, contract)
        case MapOf():
            return official == "Mapping[str, str]"
        case ObjectOf():
            theirs = contract.inputs_of(PACKAGE, f"{module}/_inputs.py", official)
            return all(
                name in theirs
                and prop.required == theirs[name].required
                and fits(prop.type, theirs[name].type, module, contract)
                for name, prop in ours.properties.items()
            )
        case Scalar():
            kinds = {"integer": "int", "boolean": "bool", "string": "str", "number": "float"}
            return official == kinds[ours.kind]


@pytest.mark.parametrize("path", FUNCTIONS)
def test_functions_take_and_give_official_names(path: str, contract: ModuleType) -> None:
    module, name = path.split("/")
    text = contract.resource_file(PACKAGE, f"{path}.py").read_text()
    head, *tail = name.split("_")
    token_name = head + "".join(part.capitalize() for part in tail)
    token = f"openstack:{module}/{token_name}:{token_name}"
    assert f"'{token}'" in text
    function = next(f for f in PROVIDER.functions if f.token == token)
    result = contract.outputs_of(PACKAGE, f"{path}.py", token_name[0].upper() + token_name[1:] + "Result")
    assert function.inputs
    assert set(function.outputs) <= result
    for argument in function.inputs:
        assert f"__args__['{argument}']" in text


def test_the_configuration_is_the_official_one(contract: ModuleType) -> None:
    official = contract.inputs_of(PACKAGE, "provider.py", "ProviderArgs")
    assert set(PROVIDER.config) <= set(official)
    assert {name for name, prop in PROVIDER.config.items() if prop.secret} == {
        "password", "applicationCredentialSecret",
    }  # fmt: skip


def test_a_wrong_type_would_be_noticed(contract: ModuleType) -> None:
    assert not fits(INTEGER, "str", "compute", contract)
    assert not fits(ListOf(BOOLEAN), "Sequence[str]", "compute", contract)
    odd = ObjectOf("InstanceNetwork", {"uid": Property(type=INTEGER)})
    assert not fits(odd, "InstanceNetworkArgs", "compute", contract)
