"""DatabaseInstance on AWS: an RDS instance, its subnets, its firewall and its parameters."""

import re
from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.passwords import password
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import CloudWatch, Node, Options, Value
from orchestrator.model.resources import DatabaseInstance

CLASSES = {"small": "db.t4g.small", "medium": "db.m7g.large", "large": "db.m7g.2xlarge"}
FAMILIES = {"8.0": "mysql8.0"}
# RDS goes through these by itself while the database answers.
SERVING = ("available", "backing-up", "configuring-log-exports", "modifying", "storage-optimization")

LIMITS: Final[tuple[Limit[DatabaseInstance], ...]] = (
    Limit("engine", lambda db: db.spec.engine != "mysql", "only mysql yet", "take mysql"),
    Limit("version", lambda db: db.spec.version == "8.4", "only MySQL 8.0 yet", "take 8.0"),
    Limit("replicas", lambda db: db.spec.replicas > 0, "no replicas yet", "set replicas: 0"),
)


def translate(db: DatabaseInstance, site: Site) -> Translation:
    """A database in the private subnets, unless the spec wants it public."""
    raise_all(_refusals(db) + require_internet(db, site, db.spec.publicly_accessible))
    side = "public" if db.spec.publicly_accessible else "private"
    subnets = Node(
        "aws:rds/subnetGroup:SubnetGroup",
        f"{db.name}-subnets",
        {
            "description": f"Where {db.name} stands",
            "subnetIds": site.outputs(db.spec.network, f"{side}SubnetIds"),
        },
    )
    firewall = _firewall(db, site)
    parameters = _parameters(db)
    makers, secret = password(f"{db.name}-password", db.spec.admin.password)
    instance = _instance(db, site, secret, subnets, firewall, parameters)
    return Translation(
        nodes=(subnets, firewall, parameters, *makers, instance),
        outputs={
            "id": instance["id"],
            "host": instance["address"],
            "port": db.spec.port,
            "username": db.spec.admin.username,
            "password": secret,
            "readHost": instance["address"],
            "readHosts": (),
        },
        slots=(CloudWatch("AWS/RDS", {"DBInstanceIdentifier": instance["identifier"]}),),
        checks=checks(db, instance["status"], SERVING, host=instance["address"], port=db.spec.port),
        protected=(instance.name, *(maker.name for maker in makers)),
    )


def _refusals(db: DatabaseInstance) -> list[OrchestratorError]:
    if re.fullmatch(r"[a-z][a-z0-9]{0,15}", db.spec.admin.username):
        return []
    hint = "take at most 16 letters and digits, without dashes"
    return [Unsupported(f"RDS does not accept the user name '{db.spec.admin.username}'", db.name, hint)]


def _instance(
    db: DatabaseInstance, site: Site, secret: Value, subnets: Node, firewall: Node, parameters: Node
) -> Node:
    spec = db.spec
    identifier = site.named()
    properties: dict[str, Value] = {
        "identifier": identifier,
        "engine": spec.engine,
        "engineVersion": spec.version,
        "instanceClass": CLASSES[spec.size],
        "allocatedStorage": spec.storage_gib,
        "storageType": "gp3",
        "storageEncrypted": spec.encrypted,
        "multiAz": spec.high_availability == "zone",
        "backupRetentionPeriod": spec.backup.retention_days,
        # The backups stay for their days after the database is gone: the way back from a mistake.
        "deleteAutomatedBackups": spec.backup.retention_days == 0,
        "deletionProtection": db.lifecycle.protect,
        "skipFinalSnapshot": not db.lifecycle.protect,
        "username": spec.admin.username,
        "password": secret,
        "port": spec.port,
        "publiclyAccessible": spec.publicly_accessible,
        "enabledCloudwatchLogsExports": ["error", "slowquery"],
        "dbSubnetGroupName": subnets["name"],
        "parameterGroupName": parameters["name"],
        "vpcSecurityGroupIds": [firewall["id"]],
        # Otherwise a change waits for the maintenance window, and until then every plan shows it again.
        "applyImmediately": True,
        **({"finalSnapshotIdentifier": f"{identifier}-final"} if db.lifecycle.protect else {}),
    }
    return Node("aws:rds/instance:Instance", db.name, properties, Options(delete_before_replace=True))


def _parameters(db: DatabaseInstance) -> Node:
    """The logs that are exported are only written when these say so."""
    wanted = (
        ("log_output", "FILE"),
        ("require_secure_transport", "ON" if db.spec.require_tls else "OFF"),
        ("slow_query_log", "1"),
    )
    return Node(
        "aws:rds/parameterGroup:ParameterGroup",
        f"{db.name}-parameters",
        {
            "family": FAMILIES[db.spec.version],
            "description": f"Settings of {db.name}",
            "parameters": [{"name": n, "value": v, "applyMethod": "immediate"} for n, v in wanted],
        },
    )


def _firewall(db: DatabaseInstance, site: Site) -> Node:
    network = site.network(db.spec.network)
    source = "0.0.0.0/0" if db.spec.publicly_accessible else network.spec.cidr
    return Node(
        "aws:ec2/securityGroup:SecurityGroup",
        f"{db.name}-firewall",
        {
            "description": f"What may reach {db.name}",
            "vpcId": site.output(network.name, "id"),
            "ingress": [
                {
                    "protocol": "tcp",
                    "fromPort": db.spec.port,
                    "toPort": db.spec.port,
                    "cidrBlocks": [source],
                }
            ],
        },
    )
