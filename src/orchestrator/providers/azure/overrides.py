"""Where azure-native and the SDK's models differ, by model: what the generator changes, each for a reason."""

# A model is named as `Model`, or as `service:Model` where services mean different things by one name.

REFERENCES = frozenset(
    {
        "ApplicationGatewayBackendAddressPool",
        "ApplicationGatewayIPConfiguration",
        "ApplicationSecurityGroup",
        "BackendAddressPool",
        "InboundNatRule",
        "NatGateway",
        "NetworkSecurityGroup",
        "PrivateLinkService",
        "PublicIPAddress",
        "RouteTable",
        "ServiceEndpointPolicy",
        "VirtualNetworkTap",
    }
)
"""Resources of their own: within another resource ARM reads nothing but their id."""

REFERENCED_FROM = frozenset({("NetworkInterfaceIPConfiguration", "subnet")})
"""The same, for a model that is written in full elsewhere: (holder, property)."""

WRITTEN_IN = frozenset({("LoadBalancer", "backendAddressPools")})
"""Where such a resource is written in full after all: (holder, property)."""

OMITTED: dict[str, tuple[str, ...]] = {
    # Newer than the API version that azure-native speaks.
    "AdvancedNetworking": ("performance",),
    "AdvancedNetworkingSecurity": ("transitEncryption",),
    "AgentPoolNetworkProfile": ("dranet",),
    "AdditionalCapabilities": ("enableFips1403Encryption",),
    "AutoscaleSettingResource": ("namePropertiesName",),
    "AzureFilesIdentityBasedAuthentication": ("smbOAuthSettings",),
    "BlobContainer": ("blobAccessPointConfiguration",),
    "BlobServiceProperties": ("staticWebsite",),
    "CapacityReservationProfile": ("disableCapacityReservationAssignment",),
    "CreationData": ("securityMetadataUri", "instantAccessDurationMinutes"),
    "DataDisk": ("storageFaultDomainAlignment", "diskIOPSReadWrite", "diskMBpsReadWrite"),
    "DdosSettings": ("ddosCustomPolicy",),
    "DiffDiskSettings": ("enableFullCaching",),
    "Disk": ("availabilityPolicy",),
    "FrontendIPConfiguration": ("ddosSettings", "enableConnectionTracking"),
    "GPUProfile": ("nvidia",),
    "IstioComponents": ("proxyRedirectionMechanism",),
    "LoadBalancer": ("mode", "scope"),
    "LoadBalancingRule": ("enableConnectionTracking",),
    "ManagedCluster": ("enableFIPS", "hostedSystemProfile", "schedulerProfile", "status"),
    "ManagedClusterAgentPoolProfile": ("artifactStreamingProfile", "nodeImageVersion", "status"),
    "ManagedClusterAzureMonitorProfile": ("appMonitoring", "containerInsights"),
    "ManagedClusterAzureMonitorProfileMetrics": ("controlPlane",),
    "ManagedClusterHTTPProxyConfig": ("enabled",),
    "ManagedClusterIngressProfile": ("gatewayAPI",),
    "ManagedClusterIngressProfileWebAppRouting": ("gatewayAPIImplementations",),
    "ManagedClusterManagedOutboundIPProfile": ("countIPv6",),
    "ManagedClusterNATGatewayProfile": ("outboundIPPrefixes", "outboundIPs", "sku"),
    "ManagedClusterSecurityProfile": ("kubernetesResourceObjectEncryptionProfile",),
    "ManagedClusterSecurityProfileDefender": ("securityGating",),
    "PrivateEndpoint": ("billingSku", "ipVersionType"),
    "PrivateLinkServiceConnection": ("approvalReference",),
    "ResiliencyPolicy": ("operationRecoverySettings", "zoneAllocationPolicy"),
    "ScaleProfile": ("autoscale",),
    "SkuProfile": ("automaticSkuMigrationPolicy",),
    "VirtualMachineScaleSet": (
        "externalHealthPolicy", "highSpeedInterconnectPlacement", "lifecycleHooksProfile", "placement",
    ),
    "VirtualMachineScaleSetDataDisk": ("storageFaultDomainAlignment",),
    "VirtualMachineScaleSetHardwareProfile": ("processorMode",),
    "VirtualMachineScaleSetIPConfiguration": ("privateIPAddressPrefixLength",),
    "VirtualMachineScaleSetIpTag": ("firstPartyServiceTagId",),
    "VirtualMachineScaleSetManagedDiskParameters": ("additionalDiskProperties",),
    "VirtualMachineScaleSetNetworkConfiguration": ("tags",),
    "VirtualMachineScaleSetNetworkProfile": ("interconnectGroupProfile",),
    "VirtualMachineScaleSetOSDisk": ("storageFaultDomainAlignment",),
    "VirtualMachineScaleSetPublicIPAddressConfiguration": ("tags",),
    "VirtualMachineScaleSetStorageProfile": ("diskApiVersion",),
    "VirtualMachineScaleSetVMProfile": ("interconnectBlockProfile",),
    "EventGridAndResourceGraph": ("scheduledEventsApiVersion",),
    "HardwareProfile": ("processorMode",),
    "HostEndpointSettings": ("useLocalFileRules",),
    "IpTag": ("firstPartyServiceTagId",),
    "MaintenanceWindow": ("batchOfMaintenance",),
    "ManagedDiskParameters": ("additionalDiskProperties",),
    "NetworkProfile": ("interconnectGroupProfile",),
    "NetworkRuleSet": ("ipv6Rules",),
    "OSDisk": ("storageFaultDomainAlignment",),
    "ProxyAgentSettings": ("addProxyAgentExtension",),
    "SasPolicy": ("requireUserBoundUserDelegationSas", "requireUserBoundUserDelegationSasAction"),
    "ScheduledEventsPolicy": ("allInstancesDown",),
    "Server": ("databasePort", "maintenancePolicy"),
    "StorageAccountCreateParameters": (
        "zones", "placement", "turboTier", "dualStackEndpointPreference", "geoPriorityReplicationStatus",
        "allowSharedKeyAccessForServices", "allowCrossTenantDelegationSas",
        "dataCollaborationPolicyProperties",
    ),
    "StorageProfile": ("diskApiVersion",),
    "SupportedCapabilities": ("supportedSecurityOption",),
    "VirtualMachine": ("flexProfile", "interconnectBlockProfile", "resiliencyProfile"),
    "VirtualMachineIpTag": ("firstPartyServiceTagId",),
    "VirtualMachineNetworkInterfaceConfiguration": ("tags",),
    "VirtualMachineNetworkInterfaceIPConfiguration": ("privateIPAddressPrefixLength",),
    "VirtualMachinePublicIPAddressConfiguration": ("tags",),
    "VirtualNetwork": ("summarizedGatewayPrefixes",),
    "postgresqlflexibleservers:Backup": ("immutableBackup",),
    "postgresqlflexibleservers:DataEncryption": (
        "primaryFederatedIdentityClientId", "geoBackupFederatedIdentityClientId",
    ),
    "postgresqlflexibleservers:Server": ("fipsMode",),
    "postgresqlflexibleservers:Storage": ("autoGrowMaxThresholdMb", "autoGrowIncrementPercent"),
}  # fmt: skip

RENAMED: dict[str, dict[str, str]] = {
    "Encryption": {"keyvaultproperties": "keyVaultProperties"},
    "KeyVaultProperties": {"keyname": "keyName", "keyvaulturi": "keyVaultUri", "keyversion": "keyVersion"},
    "IPRule": {"ipAddressOrRange": "iPAddressOrRange"},
    "Permissions": {"keysProperty": "keys"},
    "SoaRecord": {"minimumTTL": "minimumTtl"},
}

MOVED: dict[str, dict[str, tuple[str, str, str]]] = {
    # flat name in azure-native, path in the body, kind; in place of the model's own property
    "IpamPoolPrefixAllocation": {"pool": ("id", "pool/id", "string")},
}

ADDED: dict[str, dict[str, tuple[str, str]]] = {
    # Certificates in base64, of which the model says only that they are bytes.
    "ManagedClusterSecurityProfile": {"customCATrustCertificates": ("customCATrustCertificates", "[string]")},
    # The one word of its own enumeration, which the model writes out.
    "AutoscaleNotification": {"operation": ("operation", "enum")},
    # The model is older than the API version: flat name → (path, kind).
    "WebhookReceiver": {"managedIdentity": ("managedIdentity", "string")},
    "AutomationRunbookReceiver": {"managedIdentity": ("managedIdentity", "string")},
    "LogicAppReceiver": {"managedIdentity": ("managedIdentity", "string")},
    # A plain text in the model, a list of words in azure-native.
    "postgresqlflexibleservers:Server": {"version": ("properties/version", "enum")},
    "AzureFunctionReceiver": {"managedIdentity": ("managedIdentity", "string")},
    "EventHubReceiver": {"managedIdentity": ("managedIdentity", "string")},
}

TOLD: dict[str, tuple[str, ...]] = {
    "VaultProperties": ("provisioningState", "vaultUri"),
}
"""Accepted by the model; in azure-native, and in truth, the cloud writes them."""

OPTIONAL: dict[str, tuple[str, ...]] = {
    "NetworkRuleSet": ("defaultAction",),
    "SasPolicy": ("expirationAction",),
    "ManagedClusterWorkloadAutoScalerProfileVerticalPodAutoscaler": ("enabled",),
}
"""Required by the model, but with a default in azure-native."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "ActionGroupResource": ("groupShortName",),
    "redisenterprise:Cluster": ("publicNetworkAccess",),
    "AutoscaleNotification": ("operation",),
    "ActiveDirectoryProperties": ("domainName", "domainGuid"),
}

LACKING: dict[str, tuple[str, ...]] = {
    "azure-native:monitor:ActionGroup": ("identity", "incidentReceivers"),
    "azure-native:dns:RecordSet": ("dsRecords", "naptrRecords", "tlsaRecords", "trafficManagementProfile"),
}
"""Inputs of azure-native that are not offered: they exist only in a preview of the API."""
