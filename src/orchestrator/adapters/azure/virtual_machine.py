"""VirtualMachine on Azure: a machine with its network interface, firewall and public address."""

from orchestrator.adapters.azure.balancing import pools_of
from orchestrator.adapters.azure.foundation import placed
from orchestrator.adapters.azure.machine import (
    IMAGES,
    TYPES,
    USER_DATA_LIMIT,
    firewall_of,
    key_of,
    login,
    storage,
)
from orchestrator.adapters.azure.volume import data_disks, too_many_disks
from orchestrator.adapters.checks import checks
from orchestrator.adapters.machines import MachineType, fitting, promise, refusals
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudInit, Node, Value
from orchestrator.model.resources import VirtualMachine


def translate(vm: VirtualMachine, site: Site) -> Translation:
    """Azure wants a key or a password: without a key, one that nobody is told."""
    raise_all(refusals(vm, TYPES, set(IMAGES)) + require_internet(vm, site, vm.spec.public_address))
    size = fitting(TYPES, promise(vm.spec.size)) or TYPES[-1]
    raise_all(too_many_disks(vm, site, size.name))
    firewalls, firewall = firewall_of(vm, site)
    addresses = _addresses(vm, site)
    interface = _interface(vm, site, firewall, addresses)
    passwords = () if key_of(vm, site) else (generated(f"{vm.name}-password", 32),)
    machine = _machine(vm, site, size, interface, passwords)
    inside = interface["ipConfigurations.0.privateIPAddress"]
    outside = addresses[0]["ipAddress"] if addresses else None
    user_data = site.text(vm.spec.user_data)
    return Translation(
        nodes=(*firewalls, *addresses, interface, *passwords, machine),
        outputs={"id": machine["id"], "privateAddress": inside, "publicAddress": outside},
        slots=(
            CloudInit(
                machine.name, ("osProfile", "customData"), "base64", USER_DATA_LIMIT, inside, user_data
            ),
        ),
        checks=checks(vm, machine["provisioningState"], ("Succeeded",), host=outside or inside),
        protected=(machine.name,),
    )


def _machine(
    vm: VirtualMachine, site: Site, size: MachineType, interface: Node, passwords: tuple[Node, ...]
) -> Node:
    disks = data_disks(vm, site)
    properties: dict[str, Value] = {
        **placed(site),
        "vmName": site.named(),
        "hardwareProfile": {"vmSize": size.name},
        "storageProfile": {
            **storage(vm, deleteOption="Delete"),
            **({"dataDisks": disks} if disks else {}),
        },
        "networkProfile": {"networkInterfaces": [{"id": interface["id"], "primary": True}]},
        "osProfile": {"computerName": vm.name, **login(key_of(vm, site), passwords)},
        # Without the serial console's log, a machine that does not boot tells nothing.
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
    }
    return Node("azure-native:compute:VirtualMachine", vm.name, properties)


def _addresses(vm: VirtualMachine, site: Site) -> tuple[Node, ...]:
    if not vm.spec.public_address:
        return ()
    properties: dict[str, Value] = {
        **placed(site),
        "publicIpAddressName": site.named("address"),
        "publicIPAllocationMethod": "Static",
        "publicIPAddressVersion": "IPv4",
        "sku": {"name": "Standard"},
    }
    return (Node("azure-native:network:PublicIPAddress", f"{vm.name}-address", properties),)


def _interface(vm: VirtualMachine, site: Site, firewall: Value, addresses: tuple[Node, ...]) -> Node:
    side = "public" if vm.spec.public_address else "private"
    configuration: dict[str, Value] = {
        "name": "primary",
        "primary": True,
        "subnet": {"id": site.output(vm.spec.network, f"{side}SubnetId")},
        "privateIPAllocationMethod": "Dynamic",
    }
    for address in addresses:
        configuration["publicIPAddress"] = {"id": address["id"]}
    if pools := pools_of(vm.name, site):
        configuration["loadBalancerBackendAddressPools"] = pools
    properties: dict[str, Value] = {
        **placed(site),
        "networkInterfaceName": site.named("interface"),
        "ipConfigurations": [configuration],
        "networkSecurityGroup": {"id": firewall},
    }
    return Node("azure-native:network:NetworkInterface", f"{vm.name}-interface", properties)
