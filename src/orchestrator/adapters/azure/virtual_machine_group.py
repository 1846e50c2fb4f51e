"""VirtualMachineGroup on Azure: a scale set, and the setting that lets its size follow the load."""

from typing import Any, Final

from orchestrator.adapters.azure.autoscaling import setting
from orchestrator.adapters.azure.balancing import pools_of, probe_of
from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.azure.machine import (
    IMAGES,
    TYPES,
    USER_DATA_LIMIT,
    firewall_of,
    key_of,
    login,
    storage,
)
from orchestrator.adapters.azure.machine import LIMITS as MACHINE_LIMITS
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import fitting, promise, refusals
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import AzureMonitor, CloudInit, Node, Options, Value
from orchestrator.model.resources import VirtualMachineGroup

SHORTEST_COOLDOWN = 60

LIMITS: Final[tuple[Limit[Any], ...]] = (
    *MACHINE_LIMITS,
    Limit(
        "scaling",
        lambda group: group.spec.scaling is not None and group.spec.scaling.cooldown < SHORTEST_COOLDOWN,
        "Azure waits for a minute at least between two changes",
        "set scaling.cooldown to 60 or more",
    ),
)


def translate(group: VirtualMachineGroup, site: Site) -> Translation:
    """As for a machine alone, Azure wants a key or a password: without a key, one that nobody is told."""
    raise_all(refusals(group, TYPES, set(IMAGES)) + require_internet(group, site, group.spec.public_address))
    firewalls, firewall = firewall_of(group, site)
    passwords = () if key_of(group, site) else (generated(f"{group.name}-password", 32),)
    machines = _machines(group, site, firewall, passwords)
    scaling = (setting(group, group.spec.scaling, site, machines),) if group.spec.scaling else ()
    return Translation(
        nodes=(*firewalls, *passwords, machines, *scaling),
        outputs={"id": machines["id"], "name": machines["name"]},
        slots=(
            CloudInit(
                machines.name,
                ("virtualMachineProfile", "osProfile", "customData"),
                "base64",
                USER_DATA_LIMIT,
                None,
                site.text(group.spec.user_data),
            ),
            AzureMonitor("Microsoft.Compute/virtualMachineScaleSets", machines["id"], group_name(site)),
        ),
        checks=checks(group, machines["provisioningState"], ("Succeeded",)),
        protected=(machines.name,),
    )


def _machines(group: VirtualMachineGroup, site: Site, firewall: Value, passwords: tuple[Node, ...]) -> Node:
    size = fitting(TYPES, promise(group.spec.size)) or TYPES[-1]
    probe = probe_of(group.name, site)
    network: dict[str, Value] = {"networkInterfaceConfigurations": [_interface(group, site, firewall)]}
    if probe:
        network["healthProbe"] = {"id": probe}
    properties: dict[str, Value] = {
        **placed(site),
        "vmScaleSetName": site.named(),
        "orchestrationMode": "Uniform",
        "sku": {"name": size.name, "tier": "Standard", "capacity": group.spec.minimum},
        # One placement group holds 100 machines at the most.
        "singlePlacementGroup": False,
        # Machines that are made to be thrown away would run the user's script too.
        "overprovision": False,
        # A part after the other needs somebody who tells whether the new ones are well: the balancer.
        "upgradePolicy": {"mode": "Rolling" if probe else "Automatic"},
        "virtualMachineProfile": {
            "storageProfile": storage(group),
            "osProfile": {"computerNamePrefix": group.name, **login(key_of(group, site), passwords)},
            "networkProfile": network,
            "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
        },
    }
    # Then the number is the load's, not ours.
    follows = ("sku.capacity",) if group.spec.scaling else ()
    return Node(
        "azure-native:compute:VirtualMachineScaleSet", group.name, properties, Options(ignore_changes=follows)
    )


def _interface(group: VirtualMachineGroup, site: Site, firewall: Value) -> dict[str, Value]:
    side = "public" if group.spec.public_address else "private"
    configuration: dict[str, Value] = {
        "name": "primary",
        "primary": True,
        "subnet": {"id": site.output(group.spec.network, f"{side}SubnetId")},
    }
    if group.spec.public_address:
        configuration["publicIPAddressConfiguration"] = {
            "name": "address",
            "publicIPAddressVersion": "IPv4",
            "sku": {"name": "Standard", "tier": "Regional"},
        }
    if pools := pools_of(group.name, site):
        configuration["loadBalancerBackendAddressPools"] = pools
    return {
        "name": "interface",
        "primary": True,
        "networkSecurityGroup": {"id": firewall},
        "ipConfigurations": [configuration],
    }
