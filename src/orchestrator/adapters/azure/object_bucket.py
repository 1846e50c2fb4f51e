"""ObjectBucket on Azure: a storage account with one blob container."""

from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import AzureMonitor, Concat, Node, Options, Value
from orchestrator.model.resources import ObjectBucket

ACCOUNT_NAME_LIMIT = 24
TLS = {"1.0": "TLS1_0", "1.1": "TLS1_1", "1.2": "TLS1_2"}


def translate(bucket: ObjectBucket, site: Site) -> Translation:
    """An account of its own for each bucket: TLS, versions and public access are settings of the account."""
    account = _account(bucket, site)
    service = _service(bucket, site, account)
    container = _container(bucket, site, account, service)
    return Translation(
        nodes=(account, service, container, *_expiry(bucket, site, account, service)),
        outputs={
            "id": container["id"],
            "name": container["name"],
            "url": Concat((account["primaryEndpoints.blob"], container["name"], "/")),
        },
        slots=(AzureMonitor("Microsoft.Storage/storageAccounts", account["id"], group_name(site)),),
        checks=checks(bucket, account["provisioningState"], ("Succeeded",)),
        protected=(account.name, container.name),
    )


def _account(bucket: ObjectBucket, site: Site) -> Node:
    """Azure encrypts every account, also when the spec does not ask for it."""
    properties: dict[str, Value] = {
        **placed(site),
        "accountName": site.compact(ACCOUNT_NAME_LIMIT),
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "accessTier": "Hot",
        "enableHttpsTrafficOnly": True,
        "minimumTlsVersion": TLS[bucket.spec.minimum_tls],
        "allowBlobPublicAccess": bucket.spec.public_read,
        "allowCrossTenantReplication": False,
    }
    return Node("azure-native:storage:StorageAccount", bucket.name, properties)


def _service(bucket: ObjectBucket, site: Site, account: Node) -> Node:
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "accountName": account["name"],
        "blobServicesName": "default",
        "isVersioningEnabled": bucket.spec.versioning,
    }
    return Node("azure-native:storage:BlobServiceProperties", f"{bucket.name}-service", properties)


def _container(bucket: ObjectBucket, site: Site, account: Node, service: Node) -> Node:
    """After the settings, so that no object is ever written before they hold."""
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "accountName": account["name"],
        "containerName": site.named(),
        "publicAccess": "Blob" if bucket.spec.public_read else "None",
    }
    options = Options(depends_on=(service.name,))
    return Node("azure-native:storage:BlobContainer", f"{bucket.name}-container", properties, options)


def _expiry(bucket: ObjectBucket, site: Site, account: Node, service: Node) -> tuple[Node, ...]:
    if (days := bucket.spec.expire_after_days) is None:
        return ()
    rule: dict[str, Value] = {
        "name": "expire",
        "enabled": True,
        "type": "Lifecycle",
        "definition": {
            "filters": {"blobTypes": ["blockBlob"]},
            "actions": {
                "baseBlob": {"delete": {"daysAfterModificationGreaterThan": days}},
                # Without this, versioning would keep for ever what has expired.
                "version": {"delete": {"daysAfterCreationGreaterThan": days}},
            },
        },
    }
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "accountName": account["name"],
        "managementPolicyName": "default",
        "policy": {"rules": [rule]},
    }
    options = Options(depends_on=(service.name,))
    return (Node("azure-native:storage:ManagementPolicy", f"{bucket.name}-expiry", properties, options),)
