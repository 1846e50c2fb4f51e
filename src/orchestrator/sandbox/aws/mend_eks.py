"""Mends EKS: moto 5.2.5 forgets most of what a cluster is, and knows no changes that take their time."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

OPEN = {"endpointPublicAccess": True, "endpointPrivateAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]}
KEPT = {
    "accessConfig": "access_config",
    "deletionProtection": "deletion_protection",
    "upgradePolicy": "upgrade_policy",
}
"""What a cluster is asked to be beyond what moto looks at, and where it is kept."""


@cache
def mend_eks() -> None:
    """Keep what is asked, place clusters in their VPC, and answer for changes."""
    _mend_birth()
    _mend_changes()
    _mend_nodes()
    _mend_tags()


def _mend_birth() -> None:
    from moto.eks.exceptions import InvalidParameterException, InvalidRequestException
    from moto.eks.models import Cluster, EKSBackend
    from moto.eks.responses import EKSResponse

    original, create, delete = Cluster.__init__, EKSResponse.create_cluster, EKSBackend.delete_cluster

    def make(self: Cluster, **given: Any) -> None:
        from moto.ec2.models import ec2_backends

        wanted = given["resources_vpc_config"]
        ec2 = ec2_backends[given["account_id"]][given["region_name"]]
        subnets = ec2.describe_subnets(subnet_ids=wanted["subnetIds"])
        if len({subnet.availability_zone for subnet in subnets}) < 2:
            raise InvalidParameterException(message="Subnets specified must be in at least two different AZs")
        place = {"vpcId": subnets[0].vpc_id, "clusterSecurityGroupId": f"sg-eks-{given['name']}"}
        original(self, **{**given, "resources_vpc_config": {**OPEN, **wanted, **place}})
        self.logging = given["logging"] or {"clusterLogging": []}

    def created(self: EKSResponse) -> "ActionResult":
        answer = create(self)
        keep(self, self._get_param("name"))
        return answer

    def deleted(self: EKSBackend, name: str) -> Cluster:
        if name in self.clusters and getattr(self.clusters[name], "deletion_protection", False):
            raise InvalidRequestException(message="Cluster has deletion protection enabled")
        return delete(self, name)

    Cluster.__init__ = make  # type: ignore[method-assign,assignment]  # the mend itself
    EKSResponse.create_cluster = created  # type: ignore[method-assign]  # the mend itself
    EKSBackend.delete_cluster = deleted  # type: ignore[method-assign]  # the mend itself


def keep(response: Any, name: str) -> None:
    """What was asked for and moto does not look at."""
    cluster = response.eks_backend.describe_cluster(name)
    for parameter, attribute in KEPT.items():
        if (value := response._get_param(parameter)) is not None:
            setattr(cluster, attribute, value)


def done(response: Any, kind: str) -> "ActionResult":
    """A change, which is over at once."""
    from moto.core.responses import ActionResult

    id = response._get_param("updateId") or "0"
    return ActionResult({"update": {"id": id, "status": "Successful", "type": kind, "errors": []}})


def _mend_changes() -> None:
    from moto.eks.responses import EKSResponse

    def config(self: EKSResponse) -> "ActionResult":
        cluster = self.eks_backend.describe_cluster(self._get_param("name"))
        keep(self, cluster.name)
        cluster.resources_vpc_config.update(self._get_param("resourcesVpcConfig") or {})
        told: dict[str, Any] = cluster.logging
        for change in (self._get_param("logging") or {}).get("clusterLogging", []):
            enabled = {kind for one in told["clusterLogging"] if one["enabled"] for kind in one["types"]}
            types = set(change["types"])
            enabled = enabled | types if change["enabled"] else enabled - types
            told = {"clusterLogging": [{"types": sorted(enabled), "enabled": True}]}
        cluster.logging = told
        return done(self, "ConfigUpdate")

    def version(self: EKSResponse) -> "ActionResult":
        cluster = self.eks_backend.describe_cluster(self._get_param("name"))
        cluster.version = self._get_param("version")
        return done(self, "VersionUpdate")

    EKSResponse.update_cluster_config = config  # type: ignore[method-assign]  # the mend itself
    EKSResponse.update_cluster_version = version  # type: ignore[attr-defined]  # the mend itself


def _mend_nodes() -> None:
    from moto.eks import urls
    from moto.eks.responses import EKSResponse

    configure, create = EKSResponse.update_nodegroup_config, EKSResponse.create_nodegroup

    def created(self: EKSResponse) -> "ActionResult":
        answer = create(self)
        nodes = self.eks_backend.describe_nodegroup(self._get_param("name"), self._get_param("nodegroupName"))
        nodes.update_config = self._get_param("updateConfig") or {"maxUnavailable": 1}
        return answer

    def config(self: EKSResponse) -> "ActionResult":
        configure(self)
        return done(self, "ConfigUpdate")

    def version(self: EKSResponse) -> "ActionResult":
        nodes = self.eks_backend.describe_nodegroup(self._get_param("name"), self._get_param("nodegroupName"))
        nodes.version = self._get_param("version") or nodes.version
        if template := self._get_param("launchTemplate"):
            nodes.launch_template = {**(nodes.launch_template or {}), **template}
        return done(self, "VersionUpdate")

    def update(self: EKSResponse) -> "ActionResult":
        return done(self, "Update")

    EKSResponse.create_nodegroup = created  # type: ignore[method-assign]  # the mend itself
    EKSResponse.update_nodegroup_config = config  # type: ignore[method-assign]  # the mend itself
    EKSResponse.update_nodegroup_version = version  # type: ignore[attr-defined]  # the mend itself
    EKSResponse.describe_update = update  # type: ignore[attr-defined]  # the mend itself
    nodes = "{0}/clusters/(?P<name>[^/]+)/node-groups/(?P<nodegroupName>[^/]+)"
    for path in (
        "{0}/clusters/(?P<name>[^/]+)/updates$",
        "{0}/clusters/(?P<name>[^/]+)/updates/(?P<updateId>[^/]+)$",
        f"{nodes}/update-version$",
    ):
        urls.url_paths[path] = urls.response.dispatch


def _mend_tags() -> None:
    from moto.eks.models import EKSBackend

    tag, untag = EKSBackend.tag_resource, EKSBackend.untag_resource

    def nodes_of(self: EKSBackend, arn: str) -> Any:
        every = (nodes for cluster in self.clusters.values() for nodes in cluster.nodegroups.values())
        return next((nodes for nodes in every if nodes.arn == arn), None)

    def tagged(self: EKSBackend, resource_arn: str, tags: dict[str, str]) -> None:
        # The original finds clusters only.
        if nodes := nodes_of(self, resource_arn):
            nodes.tags.update(tags)
        else:
            tag(self, resource_arn, tags)

    def untagged(self: EKSBackend, resource_arn: str, tag_keys: list[str]) -> None:
        if nodes := nodes_of(self, resource_arn):
            for key in [tag_keys] if isinstance(tag_keys, str) else tag_keys:
                nodes.tags.pop(key, None)
        else:
            untag(self, resource_arn, tag_keys)

    EKSBackend.tag_resource = tagged  # type: ignore[method-assign]  # the mend itself
    EKSBackend.untag_resource = untagged  # type: ignore[method-assign]  # the mend itself
