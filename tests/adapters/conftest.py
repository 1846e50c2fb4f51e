"""Stacks for the adapters' tests, made without YAML."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.clouds import Cloud, Target
from orchestrator.model.environment import Environment, Providers
from orchestrator.model.resources import (
    RESOURCE_TYPES,
    AnyResource,
    Cache,
    DatabaseInstance,
    DnsRecord,
    DnsZone,
    Firewall,
    KeyPair,
    KubernetesCluster,
    LoadBalancer,
    Network,
    ObjectBucket,
    Secret,
    VirtualMachine,
    VirtualMachineGroup,
    Volume,
)
from orchestrator.model.stack import Stack

REGIONS: dict[Cloud, str] = {"aws": "eu-central-1", "azure": "westeurope", "openstack": "RegionOne"}
SPECS: dict[type[AnyResource], dict[str, Any]] = {
    Network: {"cidr": "10.1.0.0/16"},
    VirtualMachine: {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"},
    DatabaseInstance: {"engine": "mysql", "version": "8.0", "network": "net"},
    ObjectBucket: {},
    DnsZone: {"domain": "example.com"},
    DnsRecord: {"zone": "zone", "name": "www"},
    KubernetesCluster: {"network": "net"},
    Cache: {"network": "net"},
    Secret: {},
    Volume: {"sizeGiB": 50},
    VirtualMachineGroup: {"size": "small", "image": {"os": "debian", "version": "12"}, "network": "net"},
    LoadBalancer: {"network": "net", "listeners": [{"port": 80}]},
    Firewall: {"network": "net"},
    KeyPair: {
        "publicKey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0ooRvcrDVcb6o261gGcTgGLdjxshXLiL2SRy2JCPrP me"
    },
}
ENVIRONMENT = Environment(
    name="test",
    providers=Providers.model_validate(
        {
            "aws": {"region": REGIONS["aws"]},
            "azure": {"region": REGIONS["azure"], "subscriptionId": "0" * 36},
            "openstack": {"region": REGIONS["openstack"], "cloud": "c"},
        }
    ),
)

Make = Callable[..., AnyResource]


@pytest.fixture(scope="session")
def make() -> Make:
    """A resource on a cloud: its spec given by keys, its envelope by `with_`."""

    def made(
        kind: type[AnyResource], cloud: Cloud, name: str, /, with_: dict[str, Any] | None = None, **spec: Any
    ) -> AnyResource:
        type_ = next(key for key, value in RESOURCE_TYPES.items() if value is kind)
        return kind.model_validate(
            {
                "name": name,
                "logicalName": name,
                "type": type_,
                "target": Target(cloud, REGIONS[cloud]),
                "spec": {**SPECS.get(kind, {}), **spec},
                **(with_ or {}),
            }
        )

    return made


@pytest.fixture(scope="session")
def stacked() -> Callable[..., Stack]:
    """A stack of resources."""

    def stack(*resources: AnyResource, **outputs: Any) -> Stack:
        return Stack("shop", {}, ENVIRONMENT, tuple(resources), outputs)

    return stack
