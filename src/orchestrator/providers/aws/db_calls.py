"""The RDS calls behind a database instance: its arguments, and the waits for its states."""

from typing import TYPE_CHECKING, Any

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import is_gone
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import wait_until

if TYPE_CHECKING:
    from orchestrator.providers.aws.db_instance import DbInstance

_HOUR = 3600.0
_FAILED = ("failed", "incompatible-parameters", "incompatible-network", "inaccessible-encryption-credentials")
_ONLY_OF_SOURCES = (
    "EngineVersion",
    "BackupRetentionPeriod",
    "PreferredBackupWindow",
    "PreferredMaintenanceWindow",
    "MasterUserPassword",
    "ManageMasterUserPassword",
)
_READY = ("available", "storage-optimization")


def describe(aws: Aws, id: str) -> dict[str, Any]:
    """The instance as RDS says it."""
    return dict(aws.rds.describe_db_instances(DBInstanceIdentifier=id)["DBInstances"][0])


def creation(wanted: "DbInstance") -> dict[str, Any]:
    """The arguments of CreateDBInstance."""
    names = {
        "DBInstanceIdentifier": wanted.identifier,
        "Engine": wanted.engine,
        "DBName": wanted.db_name,
        "MasterUsername": wanted.username,
        "AvailabilityZone": wanted.availability_zone,
        "DBSubnetGroupName": wanted.db_subnet_group_name,
        "StorageEncrypted": wanted.storage_encrypted,
        "KmsKeyId": wanted.kms_key_id,
        "EnableCloudwatchLogsExports": wanted.enabled_cloudwatch_logs_exports or None,
        "Port": wanted.port,
        **_changeable(wanted),
    }
    return {name: value for name, value in names.items() if value is not None}


def replication(wanted: "DbInstance") -> dict[str, Any]:
    """The arguments of CreateDBInstanceReadReplica; what they leave out is as in the source."""
    names = {
        "DBInstanceIdentifier": wanted.identifier,
        "SourceDBInstanceIdentifier": wanted.replicate_source_db,
        "AvailabilityZone": wanted.availability_zone,
        "DBSubnetGroupName": wanted.db_subnet_group_name,
        "KmsKeyId": wanted.kms_key_id,
        "EnableCloudwatchLogsExports": wanted.enabled_cloudwatch_logs_exports or None,
        "Port": wanted.port,
        **{name: value for name, value in _changeable(wanted).items() if name not in _ONLY_OF_SOURCES},
    }
    return {name: value for name, value in names.items() if value is not None}


def modification(old: "DbInstance", new: "DbInstance") -> dict[str, Any]:
    """The arguments of ModifyDBInstance that differ."""
    before, after = _changeable(old), _changeable(new)
    moved = {name: value for name, value in after.items() if value is not None and value != before[name]}
    if new.vpc_security_group_ids and set(new.vpc_security_group_ids) == set(old.vpc_security_group_ids):
        moved.pop("VpcSecurityGroupIds", None)
    if old.manage_master_user_password and not new.manage_master_user_password:
        moved["ManageMasterUserPassword"] = False
    if new.port is not None and new.port != old.port:
        moved["DBPortNumber"] = new.port
    if old.max_allocated_storage and not new.max_allocated_storage:
        moved["MaxAllocatedStorage"] = new.allocated_storage  # RDS's way to switch growing off
    logs, wanted = set(old.enabled_cloudwatch_logs_exports), set(new.enabled_cloudwatch_logs_exports)
    if logs != wanted:
        moved["CloudwatchLogsExportConfiguration"] = {
            "EnableLogTypes": sorted(wanted - logs),
            "DisableLogTypes": sorted(logs - wanted),
        }
    return moved


def _changeable(db: "DbInstance") -> dict[str, Any]:
    """What both calls take under the same name."""
    return {
        "DBInstanceClass": db.instance_class,
        "EngineVersion": db.engine_version,
        "AllocatedStorage": db.allocated_storage,
        "MaxAllocatedStorage": db.max_allocated_storage,
        "StorageType": db.storage_type,
        "Iops": db.iops,
        "MultiAZ": db.multi_az,
        "BackupRetentionPeriod": db.backup_retention_period,
        "PreferredBackupWindow": db.backup_window,
        "PreferredMaintenanceWindow": db.maintenance_window,
        "PubliclyAccessible": db.publicly_accessible,
        "MasterUserPassword": db.password,
        "ManageMasterUserPassword": db.manage_master_user_password or None,
        "VpcSecurityGroupIds": db.vpc_security_group_ids or None,
        "DBParameterGroupName": db.parameter_group_name,
        "EnableIAMDatabaseAuthentication": db.iam_database_authentication_enabled,
        "AutoMinorVersionUpgrade": db.auto_minor_version_upgrade,
        "CopyTagsToSnapshot": db.copy_tags_to_snapshot,
        "DeletionProtection": db.deletion_protection,
    }


def wait_until_available(aws: Aws, id: str) -> None:
    """Until it takes connections; making one takes RDS several minutes."""
    wait_until(
        lambda: _ready(aws, id), f"the database {id}", timeout=_HOUR, cancelled=aws.cancelled, interval=2.0
    )


def wait_until_modified(aws: Aws, id: str, *, pending: bool) -> None:
    """Until a change is done, or (`pending`) waits for the maintenance window."""

    def poll() -> bool | None:
        done = _ready(aws, id)
        left = describe(aws, id).get("PendingModifiedValues")
        return done if pending or not left else None

    # RDS says `available` for some seconds before it begins.
    wait_until(poll, f"the change of {id}", timeout=_HOUR, cancelled=aws.cancelled, interval=2.0)


def wait_until_promoted(aws: Aws, id: str) -> None:
    """Until a replica has become a database of its own; it restarts on the way."""

    def poll() -> bool | None:
        done = _ready(aws, id)
        return None if describe(aws, id).get("ReadReplicaSourceDBInstanceIdentifier") else done

    wait_until(poll, f"the promotion of {id}", timeout=_HOUR, cancelled=aws.cancelled, interval=2.0)


def _ready(aws: Aws, id: str) -> bool | None:
    try:
        status = describe(aws, id)["DBInstanceStatus"]
    except Exception as error:
        if is_gone(error):
            return None
        raise
    if status in _FAILED:
        raise ProviderError(f"the database {id} is {status}", hint="its events in the AWS console say why")
    return True if status in _READY else None


def wait_until_deleted(aws: Aws, id: str) -> None:
    """Until its name and subnets are free."""

    def poll() -> bool | None:
        try:
            describe(aws, id)
        except Exception as error:
            if is_gone(error):
                return True
            raise
        return None

    wait_until(poll, f"the end of {id}", timeout=_HOUR, cancelled=aws.cancelled, interval=2.0)
