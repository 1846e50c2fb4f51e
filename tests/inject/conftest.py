"""A stack of one of each on three clouds, translated by hand."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from orchestrator.clouds import Target
from orchestrator.graph import (
    AzureMonitor,
    Check,
    CloudApi,
    CloudInit,
    CloudWatch,
    Concat,
    Graph,
    Group,
    HttpCheck,
    Node,
    Secret,
    StateCheck,
    TcpCheck,
)
from orchestrator.inject import AgentFile, agent_file
from orchestrator.model.environment import Environment
from orchestrator.model.resources import DatabaseInstance, Network, ObjectBucket, VirtualMachine
from orchestrator.model.stack import Stack

AWS = Target("aws", "eu-central-1")
AZURE = Target("azure", "westeurope")
OPENSTACK = Target("openstack", "RegionOne")
SCRIPT = '#!/bin/bash\nexport DB="${HOME}"\nsystemctl enable --now shop\n'


@pytest.fixture(scope="session")
def agent() -> AgentFile:
    """The real agent."""
    return agent_file()


@pytest.fixture
def stack() -> Stack:
    """A network, a database and a bucket on AWS; a database and a bucket on Azure; a machine on OpenStack."""
    environment = Environment.model_validate({"name": "dev", "providers": {}})
    database = {
        "type": "DatabaseInstance@v1",
        "spec": {"engine": "mysql", "version": "8.0", "network": "net"},
    }
    bucket = {"type": "ObjectBucket@v1", "spec": {}}
    machine = {
        "type": "VirtualMachine@v1",
        "spec": {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "home"},
        "health": {"http": {"port": 80}, "interval": 5, "gate": {"apply": True, "within": 60}},
        "monitoring": {"thresholds": {"cpuPercent": 70}, "interval": 15},
        "labels": {"tier": "gold"},
    }
    network = {"type": "Network@v1", "spec": {"cidr": "10.40.0.0/18"}}
    home = {"type": "Network@v1", "spec": {"cidr": "10.40.128.0/18"}}
    return Stack(
        name="shop",
        labels={"team": "payments"},
        environment=environment,
        resources=(
            Network.model_validate({**network, "name": "net", "logical_name": "net", "target": AWS}),
            Network.model_validate({**home, "name": "home", "logical_name": "home", "target": OPENSTACK}),
            DatabaseInstance.model_validate({**database, "name": "db", "logical_name": "db", "target": AWS}),
            DatabaseInstance.model_validate(
                {**database, "name": "adb", "logical_name": "adb", "target": AZURE}
            ),
            ObjectBucket.model_validate({**bucket, "name": "files", "logical_name": "files", "target": AWS}),
            ObjectBucket.model_validate(
                {**bucket, "name": "blobs", "logical_name": "blobs", "target": AZURE}
            ),
            VirtualMachine.model_validate(
                {**machine, "name": "web", "logical_name": "web", "target": OPENSTACK}
            ),
        ),
    )


@pytest.fixture
def graph() -> Graph:
    """That stack's graph, as adapters would make it, with the slots and checks that they name."""
    return Graph(
        "shop", "dev", (_network(), _rds(), _s3(), _azure_shared(), _mysql(), _storage(), _home(), _web())
    )


def _network() -> Group:
    vpc = Node("aws:ec2/vpc:Vpc", "net", {"cidrBlock": "10.40.0.0/18"})
    route = Node("aws:ec2/route:Route", "net-route", {"routeTableId": vpc["mainRouteTableId"]})
    slots = (CloudApi(vpc["id"]),)
    return Group("net", "Network", AWS, (vpc, route), {"id": vpc["id"]}, slots)


def _rds() -> Group:
    node = Node("aws:rds/instance:Instance", "db", {"engine": "mysql", "password": Secret("x")})
    slots = (CloudWatch("AWS/RDS", {"DBInstanceIdentifier": node["identifier"]}),)
    checks = (Check(TcpCheck(node["address"], 3306)), Check(StateCheck(node["status"], ("available",))))
    return Group(
        "db", "DatabaseInstance", AWS, (node,), {"host": node["address"], "id": node["id"]}, slots, checks
    )


def _s3() -> Group:
    node = Node("aws:s3/bucket:Bucket", "files", {"tags": {"own": "yes"}})
    slots = (CloudWatch("AWS/S3", {"BucketName": node["bucket"]}),)
    return Group("files", "ObjectBucket", AWS, (node,), {"id": node["id"]}, slots)


def _azure_shared() -> Group:
    node = Node("azure-native:resources:ResourceGroup", "rg", {"location": "westeurope"})
    return Group("foundation-azure", "Foundation", AZURE, (node,))


def _mysql() -> Group:
    group = Node("azure-native:resources:ResourceGroup", "rg", {})
    node = Node("azure-native:dbformysql:Server", "adb", {"resourceGroupName": group["name"]})
    slots = (AzureMonitor("Microsoft.DBforMySQL/flexibleServers", node["id"], group["name"]),)
    checks = (Check(StateCheck(node["state"], ("Ready",)), interval=60),)
    outputs = {"host": node["fullyQualifiedDomainName"], "id": node["id"]}
    return Group("adb", "DatabaseInstance", AZURE, (node,), outputs, slots, checks)


def _storage() -> Group:
    group = Node("azure-native:resources:ResourceGroup", "rg", {})
    node = Node("azure-native:storage:StorageAccount", "blobs", {"resourceGroupName": group["name"]})
    slots = (AzureMonitor("Microsoft.Storage/storageAccounts", node["id"], group["name"]),)
    return Group("blobs", "ObjectBucket", AZURE, (node,), {"id": node["id"]}, slots)


def _home() -> Group:
    node = Node("openstack:networking/network:Network", "home", {"name": "home"})
    return Group("home", "Network", OPENSTACK, (node,), {"id": node["id"]}, (CloudApi(node["adminStateUp"]),))


def _web() -> Group:
    port = Node("openstack:networking/port:Port", "web-port", {"networkId": Node("", "home", {})["id"]})
    address = port["allFixedIps.0"]
    server = Node("openstack:compute/instance:Instance", "web", {"networks": [{"port": port["id"]}]})
    slot = CloudInit("web", ("userData",), "plain", 65535, address, Concat((SCRIPT, "# ", port["id"], "\n")))
    checks = (Check(HttpCheck("http", address, 80, "/healthz", 200), interval=5, gate=True, within=60),)
    return Group(
        "web", "VirtualMachine", OPENSTACK, (port, server), {"privateAddress": address}, (slot,), checks
    )


class Official:
    """What the official typed packages accept, read from their source."""

    @cache  # noqa: B019  # lives as long as the test session
    def resource(self, token: str) -> dict[str, tuple[str, bool]]:
        """Input name → (type, required); raises LookupError when the package has no such type."""
        package, module, name = token.split(":")
        module = module.partition("/")[0]
        folder = _folder(package) / ("" if module == "index" else module)
        for path in folder.glob("*.py"):
            if path.stem.replace("_", "") == name.lower():
                text = path.read_text(encoding="utf-8")
                assert token in text
                for suffix in ("Args", "InitArgs"):
                    if found := _inputs(text, name + suffix):
                        return found
        raise LookupError(token)

    def nested(self, package: str, module: str, name: str) -> dict[str, tuple[str, bool]]:
        """The same for a nested object."""
        found = _inputs((_folder(package) / module / "_inputs.py").read_text(encoding="utf-8"), name)
        assert found, name
        return found


def _folder(package: str) -> Path:
    spec = find_spec(f"pulumi_{package.replace('-', '_')}")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


@cache
def _inputs(text: str, class_name: str) -> dict[str, tuple[str, bool]]:
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            init = next(f for f in node.body if isinstance(f, ast.FunctionDef) and f.name == "__init__")
            pairs = zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
            return {
                _camel(arg.arg): (ast.unparse(arg.annotation) if arg.annotation else "", default is None)
                for arg, default in pairs
            }
    return {}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


@pytest.fixture(scope="session")
def official() -> Official:
    """The contract of the official packages."""
    return Official()
