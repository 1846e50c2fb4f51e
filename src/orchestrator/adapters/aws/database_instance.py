"""DatabaseInstance on AWS: an RDS instance with its read replicas, subnets, firewall and parameters."""

import re
from dataclasses import replace
from typing import Final

from orchestrator.adapters.aws.database_engines import engine_of, settings
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.passwords import password
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import OrchestratorError, Unsupported, raise_all
from orchestrator.graph import Check, CloudWatch, Node, Options, StateCheck, Value
from orchestrator.model.resources import DatabaseInstance

CLASSES = {"small": "db.t4g.small", "medium": "db.m7g.large", "large": "db.m7g.2xlarge"}
# RDS goes through these by itself while the database answers.
SERVING = ("available", "backing-up", "configuring-log-exports", "modifying", "storage-optimization")

LIMITS: Final[tuple[Limit[DatabaseInstance], ...]] = ()


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
    copies = _copies(db, site, instance, firewall, parameters)
    return Translation(
        nodes=(subnets, firewall, parameters, *makers, instance, *copies),
        outputs={
            "id": instance["id"],
            "host": instance["address"],
            "port": db.spec.port,
            "username": db.spec.admin.username,
            "password": secret,
            # RDS has no address that leads to all the copies by turns; `readHosts` has each.
            "readHost": (copies or (instance,))[0]["address"],
            "readHosts": tuple(copy["address"] for copy in copies),
        },
        slots=(_slot(instance), *(_slot(copy, f"copy-{n}") for n, copy in enumerate(copies, 1))),
        checks=_checks(db, instance, copies),
        protected=(instance.name, *(maker.name for maker in makers)),
    )


def _slot(instance: Node, part: str = "") -> CloudWatch:
    return CloudWatch("AWS/RDS", {"DBInstanceIdentifier": instance["identifier"]}, part)


def _checks(db: DatabaseInstance, instance: Node, copies: tuple[Node, ...]) -> tuple[Check, ...]:
    own = checks(db, instance["status"], SERVING, host=instance["address"], port=db.spec.port)
    return own + tuple(
        replace(own[0], probe=StateCheck(copy["status"], SERVING), gate=False) for copy in copies
    )


def _refusals(db: DatabaseInstance) -> list[OrchestratorError]:
    engine, username = engine_of(db), db.spec.admin.username
    if username in engine.reserved:
        hint = f"{db.spec.engine} on RDS keeps {' and '.join(sorted(engine.reserved))} for itself"
    elif not re.fullmatch(rf"[a-z][a-z0-9]{{0,{engine.longest_user - 1}}}", username):
        hint = f"take at most {engine.longest_user} letters and digits, without dashes"
    else:
        return []
    return [Unsupported(f"RDS does not accept the user name '{username}'", db.name, hint)]


def _instance(
    db: DatabaseInstance, site: Site, secret: Value, subnets: Node, firewall: Node, parameters: Node
) -> Node:
    spec = db.spec
    identifier = site.named()
    properties: dict[str, Value] = {
        "identifier": identifier,
        "engine": engine_of(db).name,
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
        "enabledCloudwatchLogsExports": engine_of(db).logs,
        "dbSubnetGroupName": subnets["name"],
        "parameterGroupName": parameters["name"],
        "vpcSecurityGroupIds": [firewall["id"]],
        # Otherwise a change waits for the maintenance window, and until then every plan shows it again.
        "applyImmediately": True,
        **({"finalSnapshotIdentifier": f"{identifier}-final"} if db.lifecycle.protect else {}),
    }
    return Node("aws:rds/instance:Instance", db.name, properties, Options(delete_before_replace=True))


def _copies(
    db: DatabaseInstance, site: Site, source: Node, firewall: Node, parameters: Node
) -> tuple[Node, ...]:
    """What a copy does not say is as in its source: user, password, subnets."""
    return tuple(
        Node(
            "aws:rds/instance:Instance",
            f"{db.name}-copy-{number}",
            {
                "identifier": site.named("copy", str(number)),
                "replicateSourceDb": source["identifier"],
                "instanceClass": CLASSES[db.spec.size],
                "allocatedStorage": db.spec.storage_gib,
                "storageType": "gp3",
                "storageEncrypted": db.spec.encrypted,
                "port": db.spec.port,
                "publiclyAccessible": db.spec.publicly_accessible,
                "enabledCloudwatchLogsExports": engine_of(db).logs,
                "parameterGroupName": parameters["name"],
                "vpcSecurityGroupIds": [firewall["id"]],
                "skipFinalSnapshot": True,
                "applyImmediately": True,
            },
            Options(delete_before_replace=True),
        )
        for number in range(1, db.spec.replicas + 1)
    )


def _parameters(db: DatabaseInstance) -> Node:
    engine = engine_of(db)
    return Node(
        "aws:rds/parameterGroup:ParameterGroup",
        f"{db.name}-parameters",
        {
            "family": f"{engine.family}{db.spec.version}",
            "description": f"Settings of {db.name}",
            "parameters": [{"name": n, "value": v, "applyMethod": "immediate"} for n, v in settings(db)],
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
