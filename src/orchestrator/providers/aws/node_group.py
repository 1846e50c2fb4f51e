"""aws:eks/nodeGroup:NodeGroup, the machines on which Kubernetes runs containers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import eks_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, every_tag, is_owned, own_tags
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered, Volatile


@dataclass(frozen=True, kw_only=True)
class NodeGroupScalingConfig:
    """How many nodes there are."""

    desired_size: int
    max_size: int
    min_size: int


@dataclass(frozen=True, kw_only=True)
class NodeGroupUpdateConfig:
    """How many nodes may be missing while they are exchanged."""

    max_unavailable: int | None = None
    max_unavailable_percentage: int | None = None


@dataclass(frozen=True, kw_only=True)
class NodeGroupLaunchTemplate:
    """What the nodes are made from."""

    id: Immutable[CloudChosen[str | None]] = None
    name: Immutable[CloudChosen[str | None]] = None
    version: str


@dataclass(frozen=True, kw_only=True)
class NodeGroup(Tagged):
    """The nodes of a cluster; its id is CLUSTER:NAME, as in imports."""

    token: ClassVar[str] = "aws:eks/nodeGroup:NodeGroup"
    autoname: ClassVar[Autoname | None] = Autoname("nodeGroupName", max_length=63)

    cluster_name: Immutable[str]
    node_group_name: Immutable[CloudChosen[str | None]] = None
    node_role_arn: Immutable[str]
    subnet_ids: Immutable[Unordered[list[str]]]
    scaling_config: NodeGroupScalingConfig
    update_config: CloudChosen[NodeGroupUpdateConfig | None] = None
    launch_template: NodeGroupLaunchTemplate | None = None
    instance_types: Immutable[CloudChosen[list[str]]] = field(default_factory=list)
    disk_size: Immutable[CloudChosen[int | None]] = None
    ami_type: Immutable[CloudChosen[str | None]] = None
    capacity_type: Immutable[CloudChosen[str | None]] = None
    version: CloudChosen[str | None] = None
    labels: dict[str, str] = field(default_factory=dict)
    arn: Computed[str] = ""
    status: Volatile[str] = ""

    def create(self, client: Aws) -> str:
        optional = {
            "updateConfig": _unavailable(self.update_config),
            "launchTemplate": _template(self.launch_template),
            "instanceTypes": self.instance_types or None,
            "diskSize": self.disk_size,
            "amiType": self.ami_type,
            "capacityType": self.capacity_type,
            "version": self.version,
            "labels": self.labels or None,
        }
        eks_calls.made(
            client,
            lambda: dict(
                client.eks.create_nodegroup(
                    clusterName=self.cluster_name,
                    nodegroupName=self.node_group_name,
                    nodeRole=self.node_role_arn,
                    subnets=self.subnet_ids,
                    scalingConfig=_sizes(self.scaling_config),
                    tags=every_tag(client, self.tags),
                    **{name: value for name, value in optional.items() if value is not None},
                )
            ),
        )
        return f"{self.cluster_name}:{self.node_group_name}"

    def settle(self, client: Aws, id: str) -> None:
        eks_calls.wait_until_active(client, f"the node group {id}", lambda: _describe(client, id))

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = _describe(client, id)
        sizes, tags = found["scalingConfig"], eks_calls.tags_in(found)
        spare, template = found.get("updateConfig"), found.get("launchTemplate")
        return cls(
            cluster_name=found["clusterName"],
            node_group_name=found["nodegroupName"],
            node_role_arn=found["nodeRole"],
            subnet_ids=found["subnets"],
            scaling_config=NodeGroupScalingConfig(
                desired_size=sizes["desiredSize"], max_size=sizes["maxSize"], min_size=sizes["minSize"]
            ),
            update_config=spare
            and NodeGroupUpdateConfig(
                max_unavailable=spare.get("maxUnavailable"),
                max_unavailable_percentage=spare.get("maxUnavailablePercentage"),
            ),
            launch_template=template
            and NodeGroupLaunchTemplate(
                id=template.get("id"), name=template.get("name"), version=template["version"]
            ),
            instance_types=found.get("instanceTypes", []),
            disk_size=found.get("diskSize"),
            ami_type=found.get("amiType"),
            capacity_type=found.get("capacityType"),
            version=found.get("version"),
            labels=found.get("labels", {}),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=found["nodegroupArn"],
            status=found["status"],
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        of = {"clusterName": self.cluster_name, "nodegroupName": id.partition(":")[2]}
        for arguments in _configs(old, self):
            update = client.eks.update_nodegroup_config(**of, **arguments)
            eks_calls.finish(client, self.cluster_name, update, of["nodegroupName"])
        if arguments := _versions(old, self):
            update = client.eks.update_nodegroup_version(**of, **arguments)
            eks_calls.finish(client, self.cluster_name, update, of["nodegroupName"])
        eks_calls.retag(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        cluster, _, name = id.partition(":")
        eks_calls.delete(
            client,
            f"the node group {id}",
            lambda: client.eks.delete_nodegroup(clusterName=cluster, nodegroupName=name),
            lambda: _describe(client, id),
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        pages = client.eks.get_paginator("list_nodegroups").paginate(clusterName=self.cluster_name)
        for page in pages:
            for id in (f"{self.cluster_name}:{name}" for name in page["nodegroups"]):
                if id not in known and is_owned(self.tags, _describe(client, id).get("tags", {})):
                    return id
        return None


def _describe(aws: Aws, id: str) -> dict[str, Any]:
    cluster, _, name = id.partition(":")
    return dict(aws.eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"])


def _configs(old: NodeGroup, new: NodeGroup) -> Iterator[dict[str, Any]]:
    """The arguments of each UpdateNodegroupConfig that is needed."""
    if _sizes(old.scaling_config) != _sizes(new.scaling_config):
        yield {"scalingConfig": _sizes(new.scaling_config)}
    spare = _unavailable(new.update_config)
    if spare and spare != _unavailable(old.update_config):
        yield {"updateConfig": spare}
    gone = sorted(old.labels.keys() - new.labels.keys())
    wanted = {key: value for key, value in new.labels.items() if old.labels.get(key) != value}
    if gone or wanted:
        yield {"labels": {"addOrUpdateLabels": wanted, "removeLabels": gone}}


def _versions(old: NodeGroup, new: NodeGroup) -> dict[str, Any]:
    """The arguments of UpdateNodegroupVersion, which exchanges the nodes; none when nothing moves."""
    moved: dict[str, Any] = {}
    if new.version and new.version != old.version:
        moved["version"] = new.version
    if (wanted := _template(new.launch_template)) and wanted != _template(old.launch_template):
        # By one of its two names.
        moved["launchTemplate"] = {k: v for k, v in wanted.items() if k != "name" or "id" not in wanted}
    return moved


def _sizes(config: NodeGroupScalingConfig) -> dict[str, int]:
    """EKS refuses a number outside of the two limits: one that an autoscaler chose may fall behind them."""
    desired = min(max(config.desired_size, config.min_size), config.max_size)
    return {"minSize": config.min_size, "maxSize": config.max_size, "desiredSize": desired}


def _unavailable(config: NodeGroupUpdateConfig | None) -> dict[str, int] | None:
    if config is None:
        return None
    names = {
        "maxUnavailable": config.max_unavailable,
        "maxUnavailablePercentage": config.max_unavailable_percentage,
    }
    return {name: value for name, value in names.items() if value is not None}


def _template(template: NodeGroupLaunchTemplate | None) -> dict[str, str] | None:
    if template is None:
        return None
    names = {"id": template.id, "name": template.name, "version": template.version}
    return {name: value for name, value in names.items() if value is not None}
