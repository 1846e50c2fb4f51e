"""What the tables are generated from: an entry for each type, with all that the models cannot tell."""

from dataclasses import dataclass
from typing import Literal

GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
STORAGE = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/{{accountName}}"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/{{vaultName}}"
BUS = f"{GROUP}/providers/Microsoft.ServiceBus/namespaces/{{namespaceName}}"
POSTGRES = f"{GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{{serverName}}"
REDIS = f"{GROUP}/providers/Microsoft.Cache/redisEnterprise/{{clusterName}}"
MYSQL = f"{GROUP}/providers/Microsoft.DBforMySQL/flexibleServers/{{serverName}}"


@dataclass(frozen=True, slots=True)
class Source:
    """One resource type: where its model is, and what is decided by hand. Names are the flat ones."""

    token: str
    model: str
    api_version: str
    """The one that azure-native 3.29.0 speaks, so that both providers see the same resource."""
    path: str
    answer: str = ""
    """The model of an answer, where it is another than that of the request."""
    max_name: int = 80
    name_style: Literal["plain", "letters", "host"] = "plain"
    """letters: lower-case letters and digits only; host: lower case, digits and dashes."""
    region: Literal["region", "global", "none"] = "region"
    fixed_name: str = ""
    """There is one only, of this name."""
    builtin: dict[str, object] | None = None
    """It exists from its parent's birth on; deleting it writes these properties."""
    force_new: tuple[str, ...] = ()
    """A dotted path; location, and the names in the path, always are."""
    write_only: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    """Left out, the cloud chooses, and others may refer to what it chose."""
    without: tuple[str, ...] = ()
    """Newer than the API version at the top, though azure-native has it where the same model is nested."""
    outputs: tuple[str, ...] = ()
    """Objects that only the cloud writes, and that are worth telling; of the rest, plain values are told."""


SOURCES: tuple[Source, ...] = (
    Source(
        "azure-native:resources:ResourceGroup", "resource.resources:ResourceGroup", "2024-03-01", GROUP,
        max_name=90, optional=("location",), outputs=("properties",),
    ),
    Source(
        "azure-native:network:VirtualNetwork", "network:VirtualNetwork", "2024-05-01",
        f"{NETWORK}/virtualNetworks/{{virtualNetworkName}}", chosen=("subnets", "virtualNetworkPeerings"),
    ),
    Source(
        "azure-native:network:Subnet", "network:Subnet", "2024-05-01",
        f"{NETWORK}/virtualNetworks/{{virtualNetworkName}}/subnets/{{subnetName}}", region="none",
        chosen=("addressPrefixes", "serviceEndpointPolicies", "ipAllocations"), without=("serviceGateway",),
    ),
    Source(
        "azure-native:network:NetworkSecurityGroup", "network:NetworkSecurityGroup", "2024-05-01",
        f"{NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}", chosen=("securityRules",),
    ),
    Source(
        "azure-native:network:SecurityRule", "network:SecurityRule", "2024-05-01",
        f"{NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}/securityRules/{{securityRuleName}}",
        region="none",
    ),
    Source(
        "azure-native:network:PublicIPAddress", "network:PublicIPAddress", "2024-05-01",
        f"{NETWORK}/publicIPAddresses/{{publicIpAddressName}}",
        force_new=("publicIPAddressVersion", "publicIPPrefix", "sku"),
        chosen=("ipAddress", "zones", "ipTags"),
    ),
    Source(
        "azure-native:network:NetworkInterface", "network:NetworkInterface", "2024-05-01",
        f"{NETWORK}/networkInterfaces/{{networkInterfaceName}}",
        chosen=("ipConfigurations.privateIPAddress",),
        outputs=("virtualMachine",),
    ),
    Source(
        "azure-native:compute:VirtualMachine", "compute:VirtualMachine", "2024-11-01",
        f"{GROUP}/providers/Microsoft.Compute/virtualMachines/{{vmName}}", max_name=64,
        force_new=(
            "osProfile.customData", "osProfile.adminUsername", "osProfile.computerName",
            "osProfile.linuxConfiguration.ssh.publicKeys",
            "osProfile.linuxConfiguration.disablePasswordAuthentication",
            "storageProfile.imageReference", "zones", "availabilitySet",
        ),
        write_only=("osProfile.customData", "osProfile.adminPassword"),
        secret=("osProfile.customData", "osProfile.adminPassword", "userData"),
        chosen=("storageProfile.osDisk.name", "storageProfile.osDisk.managedDisk"),
        optional=("location",), outputs=("instanceView",),
    ),
    Source(
        "azure-native:compute:Disk", "compute:Disk", "2024-03-02",
        f"{GROUP}/providers/Microsoft.Compute/disks/{{diskName}}",
        force_new=("creationData", "zones", "hyperVGeneration"), optional=("location",),
    ),
    Source(
        "azure-native:compute:SshPublicKey", "compute:SshPublicKeyResource", "2024-11-01",
        f"{GROUP}/providers/Microsoft.Compute/sshPublicKeys/{{sshPublicKeyName}}", optional=("location",),
    ),
    Source(
        "azure-native:storage:StorageAccount", "storage:StorageAccountCreateParameters", "2024-01-01",
        STORAGE, answer="storage:StorageAccount", max_name=24, name_style="letters",
        force_new=("isHnsEnabled",), optional=("location",),
        outputs=("primaryEndpoints", "secondaryEndpoints"),
    ),
    Source(
        "azure-native:storage:BlobServiceProperties", "storage:BlobServiceProperties", "2024-01-01",
        f"{STORAGE}/blobServices/{{blobServicesName}}", region="none", fixed_name="default",
        builtin={"deleteRetentionPolicy": {"enabled": False}, "isVersioningEnabled": False},
    ),
    Source(
        "azure-native:storage:BlobContainer", "storage:BlobContainer", "2024-01-01",
        f"{STORAGE}/blobServices/default/containers/{{containerName}}", max_name=63, name_style="host",
        region="none",
    ),
    Source(
        "azure-native:storage:ManagementPolicy", "storage:ManagementPolicy", "2024-01-01",
        f"{STORAGE}/managementPolicies/{{managementPolicyName}}", region="none", fixed_name="default",
    ),
    Source(
        "azure-native:dbformysql:Server", "mysqlflexibleservers:Server", "2024-02-01-preview", MYSQL,
        max_name=63, name_style="host",
        force_new=(
            "administratorLogin", "createMode", "network.delegatedSubnetResourceId", "availabilityZone",
        ),
        write_only=("administratorLoginPassword", "createMode", "restorePointInTime"),
        secret=("administratorLoginPassword", "importSourceProperties.sasToken"), optional=("location",),
    ),
    Source(
        "azure-native:dbformysql:Configuration", "mysqlflexibleservers:Configuration", "2023-12-30",
        f"{MYSQL}/configurations/{{configurationName}}", region="none", builtin={"source": "system-default"},
    ),
    Source(
        "azure-native:dbformysql:Database", "mysqlflexibleservers:Database", "2023-12-30",
        f"{MYSQL}/databases/{{databaseName}}", max_name=64, region="none", force_new=("charset", "collation"),
    ),
    Source(
        "azure-native:dbformysql:FirewallRule", "mysqlflexibleservers:FirewallRule", "2023-12-30",
        f"{MYSQL}/firewallRules/{{firewallRuleName}}", region="none",
    ),
    Source(
        "azure-native:dbforpostgresql:Server", "postgresqlflexibleservers:Server", "2025-08-01", POSTGRES,
        max_name=63, name_style="host",
        force_new=(
            "administratorLogin", "createMode", "network.delegatedSubnetResourceId", "availabilityZone",
            "sourceServerResourceId",
        ),
        write_only=("administratorLoginPassword", "createMode", "pointInTimeUTC"),
        secret=("administratorLoginPassword",), optional=("location",),
    ),
    Source(
        "azure-native:dbforpostgresql:Configuration", "postgresqlflexibleservers:Configuration", "2025-08-01",
        f"{POSTGRES}/configurations/{{configurationName}}", region="none",
        builtin={"source": "system-default"},
    ),
    Source(
        "azure-native:dbforpostgresql:Database", "postgresqlflexibleservers:Database", "2025-08-01",
        f"{POSTGRES}/databases/{{databaseName}}", max_name=63, region="none",
        force_new=("charset", "collation"),
    ),
    Source(
        "azure-native:dbforpostgresql:FirewallRule", "postgresqlflexibleservers:FirewallRule", "2025-08-01",
        f"{POSTGRES}/firewallRules/{{firewallRuleName}}", region="none",
    ),
    Source(
        "azure-native:privatedns:PrivateZone", "privatedns:PrivateZone", "2024-06-01",
        f"{NETWORK}/privateDnsZones/{{privateZoneName}}", region="global",
    ),
    Source(
        "azure-native:privatedns:VirtualNetworkLink", "privatedns:VirtualNetworkLink", "2024-06-01",
        f"{NETWORK}/privateDnsZones/{{privateZoneName}}/virtualNetworkLinks/{{virtualNetworkLinkName}}",
        region="global", force_new=("virtualNetwork",),
    ),
    Source(
        "azure-native:privatedns:PrivateRecordSet", "privatedns:RecordSet", "2024-06-01",
        f"{NETWORK}/privateDnsZones/{{privateZoneName}}/{{recordType}}/{{relativeRecordSetName}}",
        max_name=250, region="none",
    ),
    Source(
        "azure-native:dns:Zone", "dns:Zone", "2023-07-01-preview", f"{NETWORK}/dnsZones/{{zoneName}}",
        max_name=253, region="global", force_new=("zoneType",),
    ),
    Source(
        "azure-native:dns:RecordSet", "dns:RecordSet", "2023-07-01-preview",
        f"{NETWORK}/dnsZones/{{zoneName}}/{{recordType}}/{{relativeRecordSetName}}",
        max_name=250, region="none",
    ),
    Source(
        "azure-native:keyvault:Vault", "keyvault:VaultCreateOrUpdateParameters", "2024-11-01", VAULT,
        max_name=24, name_style="host", optional=("location",), force_new=("properties.tenantId",),
        write_only=("properties.createMode",),
    ),
    Source(
        "azure-native:keyvault:Secret", "keyvault:SecretCreateOrUpdateParameters", "2024-11-01",
        f"{VAULT}/secrets/{{secretName}}", max_name=127, region="none",
        write_only=("properties.value",), secret=("properties.value",),
    ),
    Source(
        "azure-native:servicebus:Namespace", "servicebus:SBNamespace", "2026-01-01", BUS,
        max_name=50, name_style="host", optional=("location",),
        force_new=("zoneRedundant", "premiumMessagingPartitions"),
    ),
    Source(
        "azure-native:servicebus:Queue", "servicebus:SBQueue", "2026-01-01",
        f"{BUS}/queues/{{queueName}}", max_name=260, region="none",
        force_new=("requiresSession", "requiresDuplicateDetection", "enablePartitioning"), chosen=("status",),
    ),
    Source(
        "azure-native:servicebus:QueueAuthorizationRule", "servicebus:SBAuthorizationRule", "2026-01-01",
        f"{BUS}/queues/{{queueName}}/authorizationRules/{{authorizationRuleName}}", max_name=50,
        region="none",
    ),
    Source(
        "azure-native:monitor:MetricAlert", "monitor:MetricAlertResource", "2018-03-01",
        f"{GROUP}/providers/Microsoft.Insights/metricAlerts/{{ruleName}}", max_name=260, region="global",
        optional=("location",),
    ),
    Source(
        "azure-native:monitor:ActionGroup", "monitor:ActionGroupResource", "2024-10-01-preview",
        f"{GROUP}/providers/Microsoft.Insights/actionGroups/{{actionGroupName}}", max_name=260,
        region="global", optional=("location", "enabled"),
    ),
    Source(
        "azure-native:network:LoadBalancer", "network:LoadBalancer", "2024-05-01",
        f"{NETWORK}/loadBalancers/{{loadBalancerName}}", force_new=("sku",),
        chosen=(
            "frontendIPConfigurations.privateIPAddress",
            "backendAddressPools.loadBalancerBackendAddresses",
        ),
    ),
    Source(
        "azure-native:network:PrivateEndpoint", "network:PrivateEndpoint", "2024-05-01",
        f"{NETWORK}/privateEndpoints/{{privateEndpointName}}", force_new=("subnet",),
        chosen=("customDnsConfigs",),
    ),
    Source(
        "azure-native:network:PrivateDnsZoneGroup", "network:PrivateDnsZoneGroup", "2024-05-01",
        f"{NETWORK}/privateEndpoints/{{privateEndpointName}}/privateDnsZoneGroups/{{privateDnsZoneGroupName}}",
        region="none",
    ),
    Source(
        "azure-native:compute:VirtualMachineScaleSet", "compute:VirtualMachineScaleSet", "2024-11-01",
        f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/{{vmScaleSetName}}", max_name=64,
        force_new=(
            "virtualMachineProfile.osProfile.adminUsername",
            "virtualMachineProfile.osProfile.computerNamePrefix", "zones", "orchestrationMode",
            "singlePlacementGroup",
        ),
        write_only=(
            "virtualMachineProfile.osProfile.customData", "virtualMachineProfile.osProfile.adminPassword",
        ),
        secret=(
            "virtualMachineProfile.osProfile.customData", "virtualMachineProfile.osProfile.adminPassword",
            "virtualMachineProfile.userData",
        ),
        optional=("location",),
    ),
    Source(
        "azure-native:monitor:AutoscaleSetting", "monitor:AutoscaleSettingResource", "2021-05-01-preview",
        f"{GROUP}/providers/Microsoft.Insights/autoscaleSettings/{{autoscaleSettingName}}", max_name=260,
        optional=("location",),
    ),
    Source(
        "azure-native:redisenterprise:RedisEnterprise", "redisenterprise:Cluster", "2025-07-01",
        f"{REDIS}", max_name=60, force_new=("zones",), optional=("location",),
    ),
    Source(
        "azure-native:redisenterprise:Database", "redisenterprise:Database", "2025-07-01",
        f"{REDIS}/databases/{{databaseName}}", region="none", fixed_name="default",
        force_new=("clusteringPolicy", "port"),
    ),
    Source(
        "azure-native:containerservice:ManagedCluster", "containerservice:ManagedCluster", "2025-09-01",
        f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/{{resourceName}}", max_name=63,
        force_new=("dnsPrefix", "networkProfile.networkPlugin", "nodeResourceGroup"),
        # What the cloud tells in lists and maps of its own accord.
        chosen=(
            "identityProfile", "privateLinkResources", "networkProfile.podCidrs",
            "networkProfile.serviceCidrs", "networkProfile.ipFamilies",
        ),
        write_only=("windowsProfile.adminPassword", "servicePrincipalProfile.secret"),
        secret=("windowsProfile.adminPassword", "servicePrincipalProfile.secret"), optional=("location",),
    ),
)  # fmt: skip
