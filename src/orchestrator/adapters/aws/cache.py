"""Cache on AWS: an ElastiCache replication group that speaks Redis, with its subnets and firewall."""

from dataclasses import replace
from typing import Final

from orchestrator.adapters.aws.firewall import rule
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudWatch, Node, Options, Secret, Value
from orchestrator.model.resources import Cache

NAME_LIMIT = 40
NODES = {"small": "cache.t4g.small", "medium": "cache.m7g.large", "large": "cache.m7g.xlarge"}
VERSIONS = {"7": "7.1"}

LIMITS: Final[tuple[Limit[Cache], ...]] = (
    Limit(
        "requireTls",
        lambda cache: not cache.spec.require_tls,
        "a cache on AWS asks for a password over TLS only",
        "leave requireTls: true",
        "a cache that needs TLS all the same",
    ),
)


def translate(cache: Cache, site: Site) -> Translation:
    """In the private subnets; high availability brings a copy where the spec asks for none."""
    subnets = Node(
        "aws:elasticache/subnetGroup:SubnetGroup",
        f"{cache.name}-subnets",
        {
            "description": f"Where {cache.name} stands",
            "subnetIds": site.outputs(cache.spec.network, "privateSubnetIds"),
        },
    )
    firewall, password = _firewall(cache, site), generated(f"{cache.name}-password", 32)
    count = nodes(cache)
    group = _group(cache, site, subnets, firewall, password)
    return Translation(
        nodes=(subnets, firewall, password, group),
        outputs={
            "id": group["id"],
            "host": group["primaryEndpointAddress"],
            "port": cache.spec.port,
            "password": Secret(password["result"]),
            "readHost": group["readerEndpointAddress"],
        },
        slots=tuple(_slot(group, number, count) for number in range(count)),
        checks=checks(cache, group["arn"], host=group["primaryEndpointAddress"], port=cache.spec.port),
        # With another password, or at another address, all that use it would have to be told.
        protected=(group.name, password.name),
    )


def nodes(cache: Cache) -> int:
    """The one that is written to, and its copies."""
    return 1 + max(cache.spec.replicas, 1 if cache.spec.high_availability == "zone" else 0)


def _group(cache: Cache, site: Site, subnets: Node, firewall: Node, password: Node) -> Node:
    available = cache.spec.high_availability == "zone"
    properties: dict[str, Value] = {
        "replicationGroupId": site.named(limit=NAME_LIMIT),
        "description": f"{cache.name} of {site.stack.name}",
        "engine": "redis",
        "engineVersion": VERSIONS[cache.spec.version],
        "nodeType": NODES[cache.spec.size],
        "numCacheClusters": nodes(cache),
        "automaticFailoverEnabled": available,
        "multiAzEnabled": available,
        "port": cache.spec.port,
        "subnetGroupName": subnets["name"],
        "securityGroupIds": [firewall["id"]],
        "atRestEncryptionEnabled": cache.spec.encrypted,
        "transitEncryptionEnabled": True,
        "authToken": Secret(password["result"]),
        # Otherwise a change waits for the maintenance window, and until then every plan shows it again.
        "applyImmediately": True,
    }
    options = Options(delete_before_replace=True)
    return Node("aws:elasticache/replicationGroup:ReplicationGroup", cache.name, properties, options)


def _slot(group: Node, number: int, count: int) -> CloudWatch:
    """Each node has metrics of its own."""
    slot = CloudWatch("AWS/ElastiCache", {"CacheClusterId": group[f"memberClusters.{number}"]})
    return slot if count == 1 else replace(slot, part=f"node-{number + 1}")


def _firewall(cache: Cache, site: Site) -> Node:
    network = site.network(cache.spec.network)
    return Node(
        "aws:ec2/securityGroup:SecurityGroup",
        f"{cache.name}-firewall",
        {
            "description": f"What may reach {cache.name}",
            "vpcId": site.output(network.name, "id"),
            "ingress": [rule("tcp", cache.spec.port, cache.spec.port, network.spec.cidr)],
        },
    )
