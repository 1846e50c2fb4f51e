"""Every resource type that the emulator offers, in one list: its models and how its operations behave."""

from dataclasses import dataclass
from typing import Literal

from orchestrator.sandbox.azure import dns

Answer = Literal["operation", "accepted", "now"]
"""A write answers 201/200 with a running operation, 202 Accepted, or is done at once."""


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """One ARM resource type."""

    type: str
    model: str
    patch: str = ""
    """The model of a PATCH body; none: PATCH is not offered."""
    create: Answer = "operation"
    delete: Answer | Literal["never"] = "accepted"
    created: int = 201
    """The status of a creation that is not accepted with 202."""
    location: Literal["region", "global", "none"] = "region"
    inline: tuple[str, ...] = ()
    """Children that may also be written within the parent's own body."""
    required: tuple[str, ...] = ()
    """What ARM asks for at creation beyond the model's own rules."""
    immutable: tuple[str, ...] = ()
    """What ARM refuses to change, as dotted paths into the body."""
    secret: tuple[str, ...] = ()
    """What is written and never told, as dotted paths into the body."""
    holds: bool = True
    """Whether what it refers to cannot be deleted while it exists."""
    creating: str = "Creating"
    """The state of one that is being made."""
    provisions: bool = True
    """Whether it tells a provisioningState."""
    states: tuple[str, str, str, str] | None = None
    """What it tells of its state while it is created, updated, deleted, and when all is well."""
    state_in: str = "state"
    """Where it tells that."""
    builtin: bool = False
    """It exists together with its parent: nobody creates it."""


RESOURCE_KINDS: tuple[ResourceKind, ...] = (
    ResourceKind(
        "Microsoft.Network/virtualNetworks", "network:VirtualNetwork", "network:TagsObject",
        inline=("subnets",), required=("properties.addressSpace",),
    ),
    ResourceKind("Microsoft.Network/virtualNetworks/subnets", "network:Subnet", location="none"),
    ResourceKind(
        "Microsoft.Network/networkSecurityGroups", "network:NetworkSecurityGroup", "network:TagsObject",
        inline=("securityRules",),
    ),
    ResourceKind(
        "Microsoft.Network/networkSecurityGroups/securityRules", "network:SecurityRule", location="none",
    ),
    ResourceKind(
        "Microsoft.Network/publicIPAddresses", "network:PublicIPAddress", "network:TagsObject",
        immutable=("sku.name", "properties.publicIPAddressVersion"),
    ),
    ResourceKind(
        "Microsoft.Network/networkInterfaces", "network:NetworkInterface", "network:TagsObject",
        required=("properties.ipConfigurations",),
    ),
    ResourceKind(
        "Microsoft.Network/loadBalancers", "network:LoadBalancer", "network:TagsObject",
        inline=("backendAddressPools",), immutable=("sku.name",),
    ),
    ResourceKind(
        "Microsoft.Network/loadBalancers/backendAddressPools", "network:BackendAddressPool", location="none",
    ),
    ResourceKind(
        "Microsoft.Compute/virtualMachines", "compute:VirtualMachine", "compute:VirtualMachineUpdate",
        required=("properties.hardwareProfile", "properties.storageProfile", "properties.networkProfile"),
        immutable=(
            "properties.osProfile.computerName", "properties.osProfile.adminUsername",
            "properties.osProfile.customData", "properties.storageProfile.imageReference", "zones",
            "properties.osProfile.linuxConfiguration.ssh.publicKeys",
            "properties.osProfile.linuxConfiguration.disablePasswordAuthentication",
        ),
        secret=("properties.osProfile.customData", "properties.osProfile.adminPassword"),
    ),
    ResourceKind(
        "Microsoft.Compute/virtualMachineScaleSets", "compute:VirtualMachineScaleSet",
        "compute:VirtualMachineScaleSetUpdate",
        required=("sku", "properties.virtualMachineProfile"),
        immutable=(
            "properties.virtualMachineProfile.osProfile.computerNamePrefix",
            "properties.virtualMachineProfile.osProfile.adminUsername",
            "properties.orchestrationMode", "zones",
        ),
        secret=(
            "properties.virtualMachineProfile.osProfile.customData",
            "properties.virtualMachineProfile.osProfile.adminPassword",
        ),
    ),
    ResourceKind(
        "Microsoft.Compute/disks", "compute:Disk", "compute:DiskUpdate", create="accepted",
        required=("properties.creationData",), immutable=("properties.creationData.createOption",),
    ),
    ResourceKind(
        "Microsoft.Compute/sshPublicKeys", "compute:SshPublicKeyResource",
        "compute:SshPublicKeyUpdateResource", create="now", delete="now", provisions=False,
    ),
    ResourceKind(
        "Microsoft.Network/dnsZones", "dns:Zone", "dns:ZoneUpdate", create="now", location="global",
        provisions=False,
    ),
    *(
        ResourceKind(
            f"Microsoft.Network/dnsZones/{kind}", "dns:RecordSet", "dns:RecordSet", create="now",
            delete="now", location="none", provisions=False,
        )
        for kind in dns.PUBLIC_TYPES
    ),
    *(
        ResourceKind(
            f"Microsoft.Network/privateDnsZones/{kind}", "privatedns:RecordSet", "privatedns:RecordSet",
            create="now", delete="now", location="none", provisions=False,
        )
        for kind in dns.PRIVATE_TYPES
    ),
    ResourceKind(
        "Microsoft.ServiceBus/namespaces", "servicebus:SBNamespace", "servicebus:SBNamespaceUpdateParameters",
        creating="Created", immutable=("properties.zoneRedundant", "properties.premiumMessagingPartitions"),
    ),
    ResourceKind(
        "Microsoft.ServiceBus/namespaces/queues", "servicebus:SBQueue", create="now", delete="now",
        created=200, location="none", provisions=False,
        immutable=(
            "properties.requiresSession", "properties.requiresDuplicateDetection",
            "properties.enablePartitioning",
        ),
    ),
    ResourceKind(
        "Microsoft.ServiceBus/namespaces/queues/authorizationRules", "servicebus:SBAuthorizationRule",
        create="now", delete="now", created=200, location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.KeyVault/vaults", "keyvault:VaultCreateOrUpdateParameters",
        "keyvault:VaultPatchParameters", delete="now", creating="RegisteringDns",
        secret=("properties.createMode",),
    ),
    ResourceKind(
        "Microsoft.KeyVault/vaults/secrets", "keyvault:SecretCreateOrUpdateParameters",
        "keyvault:SecretPatchParameters", create="now", delete="never", location="none", provisions=False,
        secret=("properties.value",),
    ),
    ResourceKind(
        "Microsoft.Storage/storageAccounts", "storage:StorageAccountCreateParameters",
        "storage:StorageAccountUpdateParameters", create="accepted", delete="now",
        immutable=("properties.isHnsEnabled",),
    ),
    ResourceKind(
        "Microsoft.Storage/storageAccounts/blobServices", "storage:BlobServiceProperties", create="now",
        delete="never", created=200, location="none", builtin=True, provisions=False,
    ),
    ResourceKind(
        "Microsoft.Storage/storageAccounts/blobServices/containers", "storage:BlobContainer",
        "storage:BlobContainer", create="now", delete="now", location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.Storage/storageAccounts/managementPolicies", "storage:ManagementPolicy", create="now",
        delete="now", created=200, location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforMySQL/flexibleServers", "mysqlflexibleservers:Server",
        "mysqlflexibleservers:ServerForUpdate", create="accepted",
        immutable=("properties.administratorLogin", "properties.network.delegatedSubnetResourceId"),
        secret=("properties.administratorLoginPassword",), provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforMySQL/flexibleServers/configurations", "mysqlflexibleservers:Configuration",
        "mysqlflexibleservers:Configuration", create="accepted", delete="never", location="none",
        builtin=True, provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforMySQL/flexibleServers/databases", "mysqlflexibleservers:Database", create="accepted",
        location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforMySQL/flexibleServers/firewallRules", "mysqlflexibleservers:FirewallRule",
        create="accepted", location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforPostgreSQL/flexibleServers", "postgresqlflexibleservers:Server",
        "postgresqlflexibleservers:ServerForPatch", create="accepted",
        immutable=("properties.administratorLogin", "properties.network.delegatedSubnetResourceId"),
        secret=("properties.administratorLoginPassword",), provisions=False,
        states=("Provisioning", "Updating", "Dropping", "Ready"),
    ),
    ResourceKind(
        "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
        "postgresqlflexibleservers:Configuration", "postgresqlflexibleservers:Configuration",
        create="accepted", delete="never", location="none", builtin=True, provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforPostgreSQL/flexibleServers/databases", "postgresqlflexibleservers:Database",
        create="accepted", location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules", "postgresqlflexibleservers:FirewallRule",
        create="accepted", location="none", provisions=False,
    ),
    ResourceKind(
        "Microsoft.Network/privateDnsZones", "privatedns:PrivateZone", "privatedns:PrivateZone",
        create="accepted", location="global",
    ),
    ResourceKind(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "privatedns:VirtualNetworkLink",
        "privatedns:VirtualNetworkLink", create="accepted", location="global",
        immutable=("properties.virtualNetwork.id",),
    ),
    ResourceKind(
        "Microsoft.Network/privateEndpoints", "network:PrivateEndpoint", required=("properties.subnet",),
        immutable=("properties.subnet.id",),
    ),
    ResourceKind(
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "network:PrivateDnsZoneGroup",
        location="none",
    ),
    ResourceKind(
        "Microsoft.Cache/redisEnterprise", "redisenterprise:Cluster", "redisenterprise:ClusterUpdate",
        required=("properties.publicNetworkAccess",), immutable=("zones",),
        states=("Creating", "Updating", "Deleting", "Running"), state_in="resourceState",
    ),
    ResourceKind(
        "Microsoft.Cache/redisEnterprise/databases", "redisenterprise:Database",
        "redisenterprise:DatabaseUpdate", location="none",
        immutable=("properties.port", "properties.clusteringPolicy"),
        states=("Creating", "Updating", "Deleting", "Running"), state_in="resourceState",
    ),
    ResourceKind(
        "Microsoft.ContainerService/managedClusters", "containerservice:ManagedCluster",
        "containerservice:TagsObject", required=("properties.agentPoolProfiles",),
        immutable=(
            "properties.dnsPrefix", "properties.nodeResourceGroup", "properties.networkProfile.networkPlugin",
            "properties.networkProfile.serviceCidr", "properties.networkProfile.dnsServiceIP",
        ),
    ),
    ResourceKind(
        "Microsoft.Insights/metricAlerts", "monitor:MetricAlertResource", "monitor:MetricAlertResourcePatch",
        create="now", delete="now", created=200, location="global", holds=False, provisions=False,
    ),
    ResourceKind(
        "Microsoft.Insights/autoscaleSettings", "monitor:AutoscaleSettingResource",
        "monitor:AutoscaleSettingResourcePatch", create="now", delete="now", holds=False, provisions=False,
    ),
    ResourceKind(
        "Microsoft.Insights/actionGroups", "monitor:ActionGroupResource", "monitor:ActionGroupPatchBody",
        create="now", delete="now", location="global", provisions=False,
    ),
)  # fmt: skip

_BY_TYPE = {kind.type.lower(): kind for kind in RESOURCE_KINDS}


def kind_of(type_: str) -> ResourceKind | None:
    """The kind of an ARM type; types do not tell upper from lower case."""
    return _BY_TYPE.get(type_.lower())
