"""VirtualMachineGroup on AWS: an auto scaling group, what its machines are made from, and what it follows."""

from typing import Any, Final

from orchestrator.adapters.aws import key_pair, machine
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import refusals
from orchestrator.adapters.reach import require_internet
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import raise_all
from orchestrator.graph import CloudInit, CloudWatch, Concat, Json, Node, Options, Value
from orchestrator.model.resources import LoadBalancer, VirtualMachineGroup

LIMITS: Final[tuple[Limit[Any], ...]] = (
    *key_pair.MACHINE_LIMITS,
    Limit(
        "scaling",
        lambda group: bool(group.spec.scaling and group.spec.scaling.cooldown % 1),
        "AWS counts the cooldown in whole seconds",
        "round scaling.cooldown",
    ),
)


def translate(group: VirtualMachineGroup, site: Site) -> Translation:
    """The machines stand in all zones of the network, and are exchanged for those of a changed template."""
    refused = refusals(group, machine.TYPES, set(machine.IMAGES))
    raise_all(refused + require_internet(group, site, group.spec.public_address))
    firewall, keys = machine.own_firewall(group, site), machine.own_keys(group)
    speaker = _speaker(group, site)
    template = _template(group, site, firewall, keys, speaker)
    scaled = _group(group, site, template)
    user_data = site.text(group.spec.user_data)
    slots = (
        CloudInit(template.name, ("userData",), "base64", machine.USER_DATA_LIMIT, None, user_data),
        CloudWatch("AWS/EC2", {"AutoScalingGroupName": scaled["name"]}),
    )
    return Translation(
        nodes=(firewall, *keys, *speaker, template, scaled, *_policies(group, site, scaled)),
        outputs={"id": scaled["id"], "name": scaled["name"]},
        slots=slots,
        checks=checks(group, scaled["arn"]),
        protected=(scaled.name,),
    )


def _template(
    group: VirtualMachineGroup, site: Site, firewall: Node, keys: tuple[Node, ...], speaker: tuple[Node, ...]
) -> Node:
    # The official package writes truth values of templates as text.
    disk: dict[str, Value] = {
        "encrypted": "true",
        "volumeType": "gp3",
        "volumeSize": group.spec.disk_gib,
        "deleteOnTermination": "true",
    }
    interface: dict[str, Value] = {
        "associatePublicIpAddress": "true" if group.spec.public_address else "false",
        "deleteOnTermination": "true",
        "securityGroups": machine.security_groups(group, site, firewall),
    }
    properties: dict[str, Value] = {
        "imageId": machine.image(group),
        "instanceType": machine.type_of(group.spec.size),
        "blockDeviceMappings": [{"deviceName": machine.image(group, "rootDeviceName"), "ebs": disk}],
        "networkInterfaces": [interface],
        "metadataOptions": machine.METADATA,
        "updateDefaultVersion": True,
        **machine.key_name(group, site, keys),
        **({"iamInstanceProfile": {"name": speaker[-1]["name"]}} if speaker else {}),
    }
    # A newer image of the same family must not exchange machines that run.
    options = Options(ignore_changes=("imageId",))
    return Node("aws:ec2/launchTemplate:LaunchTemplate", f"{group.name}-template", properties, options)


def _group(group: VirtualMachineGroup, site: Site, template: Node) -> Node:
    scaling = group.spec.scaling
    properties: dict[str, Value] = {
        "name": site.named(),
        "minSize": group.spec.minimum,
        "maxSize": group.spec.maximum,
        "vpcZoneIdentifiers": machine.subnets(group, site),
        # The number is text there.
        "launchTemplate": {"id": template["id"], "version": Concat((template["latestVersion"],))},
        # Behind a balancer, a machine that does not answer is exchanged as well.
        "healthCheckType": "ELB" if _balanced(group, site) else "EC2",
        # One more starts before one goes, so that there are never fewer than wanted.
        "instanceRefresh": {
            "strategy": "Rolling",
            "preferences": {"minHealthyPercentage": 100, "maxHealthyPercentage": 110},
        },
        **({"defaultCooldown": int(scaling.cooldown)} if scaling else {}),
    }
    options = Options(depends_on=machine.routes(group, site))
    return Node("aws:autoscaling/group:Group", group.name, properties, options)


def _balanced(group: VirtualMachineGroup, site: Site) -> bool:
    return any(isinstance(user, LoadBalancer) for user in site.stack.users(group.name))


def _policies(group: VirtualMachineGroup, site: Site, scaled: Node) -> list[Node]:
    """AWS grows by whichever policy asks for more, and shrinks when all agree."""
    scaling = group.spec.scaling
    if scaling is None:
        return []
    followed: dict[str, dict[str, Value]] = {}
    if scaling.cpu_percent is not None:
        known: dict[str, Value] = {"predefinedMetricType": "ASGAverageCPUUtilization"}
        followed["cpu"] = {"targetValue": scaling.cpu_percent, "predefinedMetricSpecification": known}
    if scaling.metric is not None:
        own: dict[str, Value] = {
            "namespace": _namespace(site),
            "metricName": scaling.metric.name,
            # Each machine counts its own, so the average is what one machine has to do.
            "statistic": "Average",
            "metricDimensions": [{"name": "AutoScalingGroupName", "value": scaled["name"]}],
        }
        followed["metric"] = {
            "targetValue": scaling.metric.per_machine,
            "customizedMetricSpecification": own,
        }
    return [
        Node(
            "aws:autoscaling/policy:Policy",
            f"{group.name}-{kind}",
            {
                "name": site.named(kind),
                "autoscalingGroupName": scaled["name"],
                "policyType": "TargetTrackingScaling",
                "estimatedInstanceWarmup": int(scaling.cooldown),
                "targetTrackingConfiguration": tracking,
            },
        )
        for kind, tracking in followed.items()
    ]


def _namespace(site: Site) -> str:
    return f"{site.stack.name}/{site.stack.environment.name}"


def _speaker(group: VirtualMachineGroup, site: Site) -> tuple[Node, ...]:
    """The role by which the machines may tell their business metric, and nothing else; its profile last."""
    if group.spec.scaling is None or group.spec.scaling.metric is None:
        return ()
    trust: dict[str, Value] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"},
    }
    allowed: dict[str, Value] = {
        "Effect": "Allow",
        "Action": "cloudwatch:PutMetricData",
        "Resource": "*",
        "Condition": {"StringEquals": {"cloudwatch:namespace": _namespace(site)}},
    }
    role = Node(
        "aws:iam/role:Role",
        f"{group.name}-role",
        {"description": f"The machines of {group.name}", "assumeRolePolicy": _policy(trust)},
    )
    rights = Node(
        "aws:iam/rolePolicy:RolePolicy",
        f"{group.name}-rights",
        {"role": role["name"], "policy": _policy(allowed)},
    )
    profile = Node("aws:iam/instanceProfile:InstanceProfile", f"{group.name}-profile", {"role": role["name"]})
    return (role, rights, profile)


def _policy(statement: dict[str, Value]) -> Json:
    return Json({"Version": "2012-10-17", "Statement": [statement]})
