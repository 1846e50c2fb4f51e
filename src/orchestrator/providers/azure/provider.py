"""The azure-native provider: its resource types in one list, and how they reach ARM."""

import threading

from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.azure.calls import Machines, VaultSecrets
from orchestrator.providers.azure.connection import CONFIG, connection
from orchestrator.providers.azure.functions import GetClientConfig, ListDatabaseKeys, ListQueueKeys
from orchestrator.providers.azure.resource import ArmResource
from orchestrator.providers.azure.table import load
from orchestrator.providers.azure.trouble import explain, gone
from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.resource import FunctionType
from orchestrator.providers.kit.wire import Props

VERSION = "3.29.0"

MACHINES = load("compute.VirtualMachine")
VAULT_SECRETS = load("keyvault.Secret")

RESOURCES = (
    ArmResource(load("resources.ResourceGroup")),
    ArmResource(load("network.VirtualNetwork")),
    ArmResource(load("network.Subnet")),
    ArmResource(load("network.NetworkSecurityGroup")),
    ArmResource(load("network.SecurityRule")),
    ArmResource(load("network.PublicIPAddress")),
    ArmResource(load("network.NetworkInterface")),
    ArmResource(MACHINES, Machines(MACHINES.api_version)),
    ArmResource(load("compute.Disk")),
    ArmResource(load("compute.SshPublicKey")),
    ArmResource(load("storage.StorageAccount")),
    ArmResource(load("storage.BlobServiceProperties")),
    ArmResource(load("storage.BlobContainer")),
    ArmResource(load("storage.ManagementPolicy")),
    ArmResource(load("dbformysql.Server")),
    ArmResource(load("dbformysql.Configuration")),
    ArmResource(load("dbformysql.Database")),
    ArmResource(load("dbformysql.FirewallRule")),
    ArmResource(load("dbforpostgresql.Server")),
    ArmResource(load("dbforpostgresql.Configuration")),
    ArmResource(load("dbforpostgresql.Database")),
    ArmResource(load("dbforpostgresql.FirewallRule")),
    ArmResource(load("privatedns.PrivateZone")),
    ArmResource(load("privatedns.VirtualNetworkLink")),
    ArmResource(load("privatedns.PrivateRecordSet")),
    ArmResource(load("dns.Zone")),
    ArmResource(load("dns.RecordSet")),
    ArmResource(load("keyvault.Vault")),
    ArmResource(VAULT_SECRETS, VaultSecrets(VAULT_SECRETS.api_version)),
    ArmResource(load("servicebus.Namespace")),
    ArmResource(load("servicebus.Queue")),
    ArmResource(load("servicebus.QueueAuthorizationRule")),
    ArmResource(load("monitor.MetricAlert")),
    ArmResource(load("monitor.ActionGroup")),
    ArmResource(load("network.LoadBalancer")),
    ArmResource(load("network.PrivateEndpoint")),
    ArmResource(load("network.PrivateDnsZoneGroup")),
    ArmResource(load("compute.VirtualMachineScaleSet")),
    ArmResource(load("monitor.AutoscaleSetting")),
    ArmResource(load("redisenterprise.RedisEnterprise")),
    ArmResource(load("redisenterprise.Database")),
    ArmResource(load("containerservice.ManagedCluster")),
)

FUNCTIONS = (FunctionType(GetClientConfig), FunctionType(ListQueueKeys), FunctionType(ListDatabaseKeys))


def connect(config: Props, cancelled: threading.Event) -> Arm:
    """The client of one provider instance."""
    return Arm(connection(config), cancelled)


PROVIDER = Provider(
    package="azure-native",
    version=VERSION,
    connect=connect,
    resources=RESOURCES,
    functions=FUNCTIONS,
    config=CONFIG,
    gone=gone,
    explain=explain,
    module_format="(.*)",
)
