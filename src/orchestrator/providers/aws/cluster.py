"""aws:eks/cluster:Cluster, the control plane of Kubernetes."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import eks_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, every_tag, is_owned, own_tags
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered, Volatile
from orchestrator.providers.kit.wire import UNREAD


@dataclass(frozen=True, kw_only=True)
class ClusterVpcConfig:
    """Where the control plane meets the network, and who reaches it."""

    subnet_ids: Unordered[list[str]]
    security_group_ids: Unordered[list[str]] = field(default_factory=list)
    endpoint_private_access: bool = False
    endpoint_public_access: bool = True
    public_access_cidrs: CloudChosen[Unordered[list[str]]] = field(default_factory=list)
    cluster_security_group_id: CloudChosen[str | None] = None
    vpc_id: CloudChosen[str | None] = None


@dataclass(frozen=True, kw_only=True)
class ClusterAccessConfig:
    """How callers show who they are."""

    authentication_mode: CloudChosen[str | None] = None
    bootstrap_cluster_creator_admin_permissions: Immutable[CloudChosen[bool | None]] = None


@dataclass(frozen=True, kw_only=True)
class ClusterCertificateAuthority:
    """By what a client knows the API server."""

    data: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cluster(Tagged):
    """The control plane of Kubernetes; its id is its name."""

    token: ClassVar[str] = "aws:eks/cluster:Cluster"
    autoname: ClassVar[Autoname | None] = Autoname("name", max_length=100)

    name: Immutable[CloudChosen[str | None]] = None
    role_arn: Immutable[str]
    version: CloudChosen[str | None] = None
    vpc_config: ClusterVpcConfig
    access_config: CloudChosen[ClusterAccessConfig | None] = None
    enabled_cluster_log_types: Unordered[list[str]] = field(default_factory=list)
    deletion_protection: CloudChosen[bool | None] = None
    arn: Computed[str] = ""
    endpoint: Computed[str] = ""
    certificate_authority: Computed[ClusterCertificateAuthority | None] = None
    created_at: Computed[str] = ""
    platform_version: Volatile[str | None] = None
    status: Volatile[str] = ""

    def create(self, client: Aws) -> str:
        optional = {
            "version": self.version,
            "deletionProtection": self.deletion_protection,
            "accessConfig": _access(self.access_config),
        }
        made = eks_calls.made(
            client,
            lambda: dict(
                client.eks.create_cluster(
                    name=self.name,
                    roleArn=self.role_arn,
                    resourcesVpcConfig=_network(self.vpc_config),
                    logging=_logging(self.enabled_cluster_log_types, []),
                    tags=every_tag(client, self.tags),
                    **{name: value for name, value in optional.items() if value is not None},
                )
            ),
        )
        return str(made["cluster"]["name"])

    def settle(self, client: Aws, id: str) -> None:
        eks_calls.wait_until_active(client, f"the cluster {id}", lambda: _describe(client, id))

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = _describe(client, id)
        network, tags = found["resourcesVpcConfig"], eks_calls.tags_in(found)
        return cls(
            name=found["name"],
            role_arn=found["roleArn"],
            version=found.get("version"),
            vpc_config=ClusterVpcConfig(
                subnet_ids=network["subnetIds"],
                security_group_ids=network.get("securityGroupIds", []),
                endpoint_private_access=network.get("endpointPrivateAccess", False),
                endpoint_public_access=network.get("endpointPublicAccess", True),
                public_access_cidrs=network.get("publicAccessCidrs", []),
                cluster_security_group_id=network.get("clusterSecurityGroupId"),
                vpc_id=network.get("vpcId"),
            ),
            access_config=_told_access(found.get("accessConfig")),
            enabled_cluster_log_types=_enabled(found.get("logging")),
            deletion_protection=found.get("deletionProtection", False),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=found["arn"],
            endpoint=found.get("endpoint", ""),
            certificate_authority=ClusterCertificateAuthority(
                data=(found.get("certificateAuthority") or {}).get("data")
            ),
            created_at=found["createdAt"].isoformat(),
            platform_version=found.get("platformVersion"),
            status=found["status"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        # One kind of change for each call, and one at a time: EKS refuses two at once.
        for moved in _changes(old, self):
            eks_calls.finish(client, id, client.eks.update_cluster_config(name=id, **moved))
        if self.version and self.version != old.version:
            eks_calls.finish(client, id, client.eks.update_cluster_version(name=id, version=self.version))
        eks_calls.retag(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        eks_calls.delete(
            client,
            f"the cluster {id}",
            lambda: client.eks.delete_cluster(name=id),
            lambda: _describe(client, id),
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.eks.get_paginator("list_clusters").paginate():
            for name in map(str, page["clusters"]):
                if name not in known and is_owned(self.tags, _describe(client, name).get("tags", {})):
                    return name
        return None


def _describe(aws: Aws, name: str) -> dict[str, Any]:
    return dict(aws.eks.describe_cluster(name=name)["cluster"])


def _changes(old: Cluster, new: Cluster) -> list[dict[str, Any]]:
    """The arguments of each UpdateClusterConfig that is needed."""
    before, after = _network(old.vpc_config), _network(new.vpc_config)
    places, doors = ("subnetIds", "securityGroupIds"), ("endpointPrivateAccess", "endpointPublicAccess")
    changes: list[dict[str, Any]] = []
    for part in (places, (*doors, "publicAccessCidrs")):
        if any(_moved(before.get(name), after.get(name)) for name in part):
            wanted = {name: after[name] for name in part if name in after}
            changes.append({"resourcesVpcConfig": wanted})
    if set(old.enabled_cluster_log_types) != set(new.enabled_cluster_log_types):
        gone = sorted(set(old.enabled_cluster_log_types) - set(new.enabled_cluster_log_types))
        changes.append({"logging": _logging(new.enabled_cluster_log_types, gone)})
    mode = new.access_config and new.access_config.authentication_mode
    if mode and mode != (old.access_config and old.access_config.authentication_mode):
        changes.append({"accessConfig": {"authenticationMode": mode}})
    if new.deletion_protection is not None and new.deletion_protection != old.deletion_protection:
        changes.append({"deletionProtection": new.deletion_protection})
    return changes


def _moved(before: Any, after: Any) -> bool:
    """Whether a setting changes; what is not given stays, and the order of ids means nothing."""
    if isinstance(after, list):
        return set(after) != set(before or [])
    return after is not None and after != before


def _network(config: ClusterVpcConfig) -> dict[str, Any]:
    names: dict[str, Any] = {
        "subnetIds": config.subnet_ids,
        "securityGroupIds": config.security_group_ids or None,
        "endpointPrivateAccess": config.endpoint_private_access,
        "endpointPublicAccess": config.endpoint_public_access,
        "publicAccessCidrs": config.public_access_cidrs or None,
    }
    return {name: value for name, value in names.items() if value is not None}


def _access(config: ClusterAccessConfig | None) -> dict[str, Any] | None:
    if config is None:
        return None
    names = {
        "authenticationMode": config.authentication_mode,
        "bootstrapClusterCreatorAdminPermissions": config.bootstrap_cluster_creator_admin_permissions,
    }
    return {name: value for name, value in names.items() if value is not None}


def _told_access(found: dict[str, Any] | None) -> ClusterAccessConfig:
    """EKS does not tell whether it let the creator in."""
    mode = (found or {}).get("authenticationMode")
    given = (found or {}).get("bootstrapClusterCreatorAdminPermissions", UNREAD)
    return ClusterAccessConfig(authentication_mode=mode, bootstrap_cluster_creator_admin_permissions=given)


def _logging(wanted: list[str], gone: list[str]) -> dict[str, Any]:
    kinds = ((wanted, True), (gone, False))
    return {"clusterLogging": [{"types": types, "enabled": on} for types, on in kinds if types]}


def _enabled(logging: dict[str, Any] | None) -> list[str]:
    told = (logging or {}).get("clusterLogging", [])
    return [kind for one in told if one.get("enabled") for kind in one.get("types", [])]
