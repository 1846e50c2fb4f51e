"""aws:rds/instance:Instance, a database server."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from orchestrator.providers.aws import db_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import (
    Tagged,
    every_tag,
    is_owned,
    own_tags,
    retag_rds,
    tag_dict,
    tag_list,
)
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import (
    CloudChosen,
    Computed,
    Immutable,
    Secret,
    Unordered,
    Volatile,
    WriteOnly,
)
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import UNREAD, Path


@dataclass(frozen=True, kw_only=True)
class InstanceMasterUserSecret:
    """Where AWS keeps a password that it made itself."""

    secret_arn: str | None = None
    secret_status: str | None = None
    kms_key_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class DbInstance(Tagged):
    """A database server; its id is its identifier, as in imports."""

    token: ClassVar[str] = "aws:rds/instance:Instance"
    autoname: ClassVar[Autoname | None] = Autoname("identifier", max_length=63, lower=True)

    identifier: Immutable[CloudChosen[str | None]] = None
    engine: Immutable[CloudChosen[str | None]] = None
    replicate_source_db: str | None = None
    """The database that this one copies; without it any more, it stands on its own."""
    engine_version: CloudChosen[str | None] = None
    instance_class: str
    allocated_storage: CloudChosen[int | None] = None
    max_allocated_storage: int | None = None
    storage_type: CloudChosen[str | None] = None
    iops: CloudChosen[int | None] = None
    storage_encrypted: Immutable[bool] = False
    kms_key_id: Immutable[CloudChosen[str | None]] = None
    multi_az: CloudChosen[bool | None] = None
    availability_zone: Immutable[CloudChosen[str | None]] = None
    backup_retention_period: CloudChosen[int | None] = None
    backup_window: CloudChosen[str | None] = None
    maintenance_window: CloudChosen[str | None] = None
    publicly_accessible: bool = False
    username: Immutable[CloudChosen[str | None]] = None
    password: WriteOnly[Secret[str | None]] = None
    manage_master_user_password: bool | None = None
    db_name: Immutable[CloudChosen[str | None]] = None
    port: CloudChosen[int | None] = None
    db_subnet_group_name: Immutable[CloudChosen[str | None]] = None
    vpc_security_group_ids: CloudChosen[Unordered[list[str]]] = field(default_factory=list)
    parameter_group_name: CloudChosen[str | None] = None
    enabled_cloudwatch_logs_exports: Unordered[list[str]] = field(default_factory=list)
    iam_database_authentication_enabled: bool = False
    auto_minor_version_upgrade: bool = True
    copy_tags_to_snapshot: bool = False
    deletion_protection: bool = False
    apply_immediately: WriteOnly[bool] = False
    allow_major_version_upgrade: WriteOnly[bool | None] = None
    skip_final_snapshot: WriteOnly[bool] = False
    final_snapshot_identifier: WriteOnly[str | None] = None
    delete_automated_backups: WriteOnly[bool] = True
    arn: Computed[str] = ""
    address: Computed[str | None] = None
    endpoint: Computed[str | None] = None
    hosted_zone_id: Computed[str | None] = None
    engine_version_actual: Volatile[str | None] = None
    resource_id: Computed[str | None] = None
    status: Volatile[str] = ""
    master_user_secrets: Volatile[list[InstanceMasterUserSecret]] = field(default_factory=list)

    def check(self) -> Iterable[Fault]:
        if self.replicate_source_db:
            yield from self._faults_of_replica()
            return
        needed = {
            "engine": self.engine,
            "username": self.username,
            "allocatedStorage": self.allocated_storage,
        }
        for name, value in needed.items():
            if value is None:
                yield Fault((name,), f"{name!r} is needed: restores are not among the built-in features")
        if (self.password is None) == (not self.manage_master_user_password):
            yield Fault(("password",), "give either 'password' or 'manageMasterUserPassword: true'")

    def _faults_of_replica(self) -> Iterable[Fault]:
        copied: dict[str, object] = {
            "engine": self.engine,
            "username": self.username,
            "dbName": self.db_name,
            "password": self.password,
            "manageMasterUserPassword": self.manage_master_user_password,
        }
        for name, value in copied.items():
            if value is not None:
                yield Fault((name,), f"{name!r} of a replica is that of its source: leave it out")

    def replaces(self, old: Self) -> Iterable[str]:
        # RDS can end the copying, but not turn it to another source.
        if self.replicate_source_db and self.replicate_source_db != old.replicate_source_db:
            yield "replicate_source_db"

    def create(self, client: Aws) -> str:
        tags = tag_list(every_tag(client, self.tags))
        if self.replicate_source_db:
            made = client.rds.create_db_instance_read_replica(Tags=tags, **db_calls.replication(self))
        else:
            made = client.rds.create_db_instance(Tags=tags, **db_calls.creation(self))
        return str(made["DBInstance"]["DBInstanceIdentifier"])

    def settle(self, client: Aws, id: str) -> None:
        db_calls.wait_until_available(client, id)

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = db_calls.describe(client, id)
        tags = tag_dict(client.rds.list_tags_for_resource(ResourceName=found["DBInstanceArn"])["TagList"])
        place = _endpoint(found)
        groups = found.get("DBParameterGroups") or [{}]
        return cls(
            identifier=found["DBInstanceIdentifier"],
            **_software(found),
            instance_class=found["DBInstanceClass"],
            **_storage(found),
            multi_az=found.get("MultiAZ", False),
            availability_zone=found.get("AvailabilityZone"),
            backup_retention_period=found.get("BackupRetentionPeriod"),
            backup_window=found.get("PreferredBackupWindow"),
            maintenance_window=found.get("PreferredMaintenanceWindow"),
            publicly_accessible=found.get("PubliclyAccessible", False),
            username=found.get("MasterUsername"),
            manage_master_user_password=True if found.get("MasterUserSecret") else None,
            db_name=found.get("DBName") or None,
            port=place.port,
            db_subnet_group_name=(found.get("DBSubnetGroup") or {}).get("DBSubnetGroupName"),
            vpc_security_group_ids=[g["VpcSecurityGroupId"] for g in found.get("VpcSecurityGroups", [])],
            parameter_group_name=groups[0].get("DBParameterGroupName"),
            enabled_cloudwatch_logs_exports=found.get("EnabledCloudwatchLogsExports", []),
            iam_database_authentication_enabled=found.get("IAMDatabaseAuthenticationEnabled", False),
            auto_minor_version_upgrade=found.get("AutoMinorVersionUpgrade", UNREAD),
            copy_tags_to_snapshot=found.get("CopyTagsToSnapshot", False),
            deletion_protection=found.get("DeletionProtection", False),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=found["DBInstanceArn"],
            address=place.address,
            endpoint=place.text,
            hosted_zone_id=place.zone,
            resource_id=found.get("DbiResourceId"),
            status=found["DBInstanceStatus"],
            master_user_secrets=_secrets(found.get("MasterUserSecret")),
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if path == ("engineVersion",):
            # Who asks for 8.0 takes any 8.0.x, and RDS moves between them by itself.
            short, long = sorted((str(old), str(new)), key=len)
            return long.startswith(f"{short}.")
        if path == ("replicateSourceDb",):
            # By name or by ARN.
            return str(old).rpartition(":")[2].lower() == str(new).rpartition(":")[2].lower()
        if path in (("identifier",), ("dbSubnetGroupName",), ("parameterGroupName",)):
            return str(old).lower() == str(new).lower()
        return super().same(client, path, old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        if old.replicate_source_db and not self.replicate_source_db:
            client.rds.promote_read_replica(DBInstanceIdentifier=id)
            db_calls.wait_until_promoted(client, id)
        moved = db_calls.modification(old, self)
        if moved:
            client.rds.modify_db_instance(
                DBInstanceIdentifier=id,
                ApplyImmediately=self.apply_immediately,
                **({"AllowMajorVersionUpgrade": True} if self.allow_major_version_upgrade else {}),
                **moved,
            )
            db_calls.wait_until_modified(client, id, pending=not self.apply_immediately)
        retag_rds(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        if not self.skip_final_snapshot and not self.final_snapshot_identifier:
            raise ProviderError(
                f"the database {id} is not deleted without a last snapshot",
                hint="set finalSnapshotIdentifier, or skipFinalSnapshot, and apply that first",
            )
        last = (
            {} if self.skip_final_snapshot else {"FinalDBSnapshotIdentifier": self.final_snapshot_identifier}
        )
        if db_calls.describe(client, id)["DBInstanceStatus"] != "deleting":
            client.rds.delete_db_instance(
                DBInstanceIdentifier=id,
                SkipFinalSnapshot=self.skip_final_snapshot,
                DeleteAutomatedBackups=self.delete_automated_backups,
                **last,
            )
        db_calls.wait_until_deleted(client, id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.rds.get_paginator("describe_db_instances").paginate():
            for found in page["DBInstances"]:
                id = str(found["DBInstanceIdentifier"])
                tags = client.rds.list_tags_for_resource(ResourceName=found["DBInstanceArn"])["TagList"]
                if id not in known and is_owned(self.tags, tag_dict(tags)):
                    return id
        return None


def _software(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "engine": found["Engine"],
        "replicate_source_db": found.get("ReadReplicaSourceDBInstanceIdentifier") or None,
        "engine_version": found.get("EngineVersion"),
        "engine_version_actual": found.get("EngineVersion"),
    }


def _storage(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "allocated_storage": found["AllocatedStorage"],
        "max_allocated_storage": found.get("MaxAllocatedStorage") or None,
        "storage_type": found.get("StorageType"),
        "iops": found.get("Iops") or None,
        "storage_encrypted": found.get("StorageEncrypted", False),
        "kms_key_id": found.get("KmsKeyId") or None,
    }


class _Endpoint(NamedTuple):
    """Where the database answers; not known while it is made."""

    address: str | None
    port: int | None
    zone: str | None

    @property
    def text(self) -> str | None:
        """Address and port, as clients take it."""
        return f"{self.address}:{self.port}" if self.address else None


def _endpoint(found: dict[str, Any]) -> _Endpoint:
    told = found.get("Endpoint") or {}
    port = told.get("Port") or found.get("DbInstancePort") or None
    return _Endpoint(told.get("Address"), port, told.get("HostedZoneId"))


def _secrets(secret: dict[str, Any] | None) -> list[InstanceMasterUserSecret]:
    if not secret:
        return []
    return [
        InstanceMasterUserSecret(
            secret_arn=secret.get("SecretArn"),
            secret_status=secret.get("SecretStatus"),
            kms_key_id=secret.get("KmsKeyId"),
        )
    ]
