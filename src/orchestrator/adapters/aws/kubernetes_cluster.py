"""KubernetesCluster on AWS: an EKS control plane over two zones, and nodes that EKS looks after."""

from dataclasses import replace
from typing import Final

from orchestrator.adapters.aws import machine
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import MachineType, fitting, promise
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, TranslationError, Unsupported, raise_all
from orchestrator.graph import Check, CloudApi, Concat, Json, Node, Options, StateCheck, Value
from orchestrator.model.resources import KubernetesCluster

NAME_LIMIT = 100
NODES_LIMIT = 63
# While it changes, it serves.
SERVING = ("ACTIVE", "UPDATING")
CLUSTER_POLICIES = ("AmazonEKSClusterPolicy",)
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")
ROOT_DISK = "/dev/xvda"
"""Where Amazon Linux, which EKS's own images are, has its root disk."""
TYPES: Final[tuple[MachineType, ...]] = machine.TYPES[1:]
"""The smallest has no room for the pods that every node runs."""

LIMITS: Final[tuple[Limit[KubernetesCluster], ...]] = ()


def translate(cluster: KubernetesCluster, site: Site) -> Translation:
    """AWS spreads every control plane over zones, also when the spec does not ask for it."""
    raise_all(_refusals(cluster, site))
    role = _role(cluster, "eks", "role", CLUSTER_POLICIES, site)
    control = _control(cluster, site, role)
    worker = _role(cluster, "ec2", "node-role", NODE_POLICIES, site)
    template = _template(cluster, control)
    nodes = _nodes(cluster, site, control, worker, template)
    own = checks(cluster, control["status"], SERVING)
    return Translation(
        nodes=(*role, control, *worker, template, nodes),
        outputs={"id": control["id"], "name": control["name"], "endpoint": control["endpoint"]},
        slots=(CloudApi(control["status"]),),
        checks=(*own, _alike(own[0], nodes)),
        protected=(control.name,),
    )


def _refusals(cluster: KubernetesCluster, site: Site) -> list[OrchestratorError]:
    faults: list[OrchestratorError] = []
    network, wanted = site.network(cluster.spec.network), promise(cluster.spec.nodes.size)
    if not network.spec.internet_access:
        summary = f"its nodes fetch images, but its network '{network.name}' has no way to the internet"
        faults.append(
            TranslationError(summary, cluster.name, f"set internetAccess: true on '{network.name}'")
        )
    if fitting(TYPES, wanted) is None:
        hint = f"the largest known is {TYPES[-1].name}: {TYPES[-1].cpu} CPUs, {TYPES[-1].memory_gib} GiB"
        summary = f"no machine on aws has {wanted.cpu} CPUs and {wanted.memory_gib} GiB"
        faults.append(Unsupported(summary, cluster.name, hint))
    return faults


def _alike(check: Check, nodes: Node) -> Check:
    """The nodes are asked in the same rhythm; apply waits for the control plane."""
    return replace(check, probe=StateCheck(nodes["status"], SERVING), gate=False)


def _control(cluster: KubernetesCluster, site: Site, role: tuple[Node, ...]) -> Node:
    properties: dict[str, Value] = {
        "name": site.named(limit=NAME_LIMIT),
        "roleArn": role[0]["arn"],
        "version": cluster.spec.version,
        "vpcConfig": {
            "subnetIds": site.outputs(cluster.spec.network, "privateSubnetIds"),
            "endpointPrivateAccess": True,
            "endpointPublicAccess": cluster.spec.public_endpoint,
        },
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True},
        "enabledClusterLogTypes": ["api", "audit", "authenticator"],
        "deletionProtection": cluster.lifecycle.protect,
    }
    options = Options(delete_before_replace=True, depends_on=_names(role[1:]))
    return Node("aws:eks/cluster:Cluster", cluster.name, properties, options)


def _template(cluster: KubernetesCluster, control: Node) -> Node:
    size = fitting(TYPES, promise(cluster.spec.nodes.size))
    disk: dict[str, Value] = {
        "encrypted": "true",
        "volumeType": "gp3",
        "volumeSize": cluster.spec.nodes.disk_gib,
        "deleteOnTermination": "true",
    }
    interface: dict[str, Value] = {
        # The networks have no NAT: without an address of its own a node could not fetch any image.
        "associatePublicIpAddress": "true",
        "deleteOnTermination": "true",
        # EKS's own firewall, which lets in the cluster and nobody else.
        "securityGroups": [control["vpcConfig.clusterSecurityGroupId"]],
    }
    properties: dict[str, Value] = {
        "instanceType": size.name if size else "",
        "blockDeviceMappings": [{"deviceName": ROOT_DISK, "ebs": disk}],
        "networkInterfaces": [interface],
        "metadataOptions": machine.METADATA,
        "updateDefaultVersion": True,
    }
    return Node("aws:ec2/launchTemplate:LaunchTemplate", f"{cluster.name}-template", properties)


def _nodes(
    cluster: KubernetesCluster, site: Site, control: Node, worker: tuple[Node, ...], template: Node
) -> Node:
    wanted = cluster.spec.nodes
    properties: dict[str, Value] = {
        "clusterName": control["name"],
        "nodeGroupName": site.named("nodes", limit=NODES_LIMIT),
        "nodeRoleArn": worker[0]["arn"],
        "subnetIds": site.outputs(cluster.spec.network, "publicSubnetIds"),
        "scalingConfig": {
            "minSize": wanted.minimum,
            "maxSize": wanted.most,
            "desiredSize": wanted.minimum,
        },
        "updateConfig": {"maxUnavailable": 1},
        "launchTemplate": {"id": template["id"], "version": Concat((template["latestVersion"],))},
        "version": cluster.spec.version,
    }
    # How many there are between the two is for an autoscaler in the cluster to say.
    ignored = ("scalingConfig.desiredSize",) if wanted.most > wanted.minimum else ()
    routes = site.behind(cluster.spec.network, "wayOut")
    options = Options(
        delete_before_replace=True, ignore_changes=ignored, depends_on=(*_names(worker[1:]), *routes)
    )
    return Node("aws:eks/nodeGroup:NodeGroup", f"{cluster.name}-nodes", properties, options)


def _role(
    cluster: KubernetesCluster, service: str, part: str, policies: tuple[str, ...], site: Site
) -> tuple[Node, ...]:
    """A role and the policies of AWS that it has; the role first."""
    trust: dict[str, Value] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": f"{service}.amazonaws.com"},
    }
    properties: dict[str, Value] = {
        "description": f"{'Nodes' if service == 'ec2' else 'Control plane'} of {cluster.name}",
        "assumeRolePolicy": Json({"Version": "2012-10-17", "Statement": [trust]}),
    }
    role = Node("aws:iam/role:Role", f"{cluster.name}-{part}", properties)
    attached = (
        Node(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            f"{role.name}-{number}",
            {"role": role["name"], "policyArn": f"arn:{_partition(site)}:iam::aws:policy/{policy}"},
        )
        for number, policy in enumerate(policies, 1)
    )
    return (role, *attached)


def _partition(site: Site) -> str:
    """The first part of an ARN, which is another one in China and for the government of the United States."""
    if site.target.region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if site.target.region.startswith("us-gov-") else "aws"


def _names(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    return tuple(node.name for node in nodes)
