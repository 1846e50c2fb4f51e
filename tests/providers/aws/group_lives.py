"""The lives of load balancers and of what stands behind them."""

from providers.aws.lives import RETAG, RETAGGED, TAGS, Case

GROUPS = [
    Case(
        "aws:lb/loadBalancer:LoadBalancer",
        lambda w: {
            "name": "some-balancer",
            "loadBalancerType": "network",
            "internal": False,
            "subnets": [w["subnet"], w["subnet2"]],
            "securityGroups": [w["group"]],
            "enableCrossZoneLoadBalancing": True,
            **TAGS,
        },
        {**RETAG, "enableCrossZoneLoadBalancing": False, "enableDeletionProtection": False},
        {**RETAGGED, "enableCrossZoneLoadBalancing": "update"},
        {"name": "other", "internal": True, "loadBalancerType": "application"},
    ),
    Case(
        "aws:lb/targetGroup:TargetGroup",
        lambda w: {
            "name": "some-targets",
            "port": 8080,
            "protocol": "TCP",
            "vpcId": w["vpc"],
            "targetType": "instance",
            "preserveClientIp": "false",
            "healthCheck": {
                "protocol": "HTTP",
                "port": "8080",
                "path": "/healthz",
                "interval": 10,
                "timeout": 5,
                "healthyThreshold": 2,
                "unhealthyThreshold": 2,
            },
            **TAGS,
        },
        {
            **RETAG,
            "deregistrationDelay": 60,
            "healthCheck": {"protocol": "HTTP", "port": "8081", "path": "/ready", "interval": 20},
        },
        {
            **RETAGGED,
            "deregistrationDelay": "update",
            "healthCheck.port": "update",
            "healthCheck.path": "update",
            "healthCheck.interval": "update",
        },
        {"name": "other", "port": 9090, "protocol": "UDP", "vpcId": "vpc-other"},
    ),
    Case(
        "aws:lb/targetGroupAttachment:TargetGroupAttachment",
        lambda w: {"targetGroupArn": w["targets"], "targetId": w["target"], "port": 8080},
        replace={"targetId": "i-other", "port": 9090},
    ),
    Case(
        "aws:lb/listener:Listener",
        lambda w: {
            "loadBalancerArn": w["balancer"],
            "port": 80,
            "protocol": "TCP",
            "defaultActions": [{"type": "forward", "targetGroupArn": w["targets"]}],
            **TAGS,
        },
        {**RETAG, "port": 81},
        {**RETAGGED, "port": "update"},
        {"loadBalancerArn": "arn:other"},
    ),
]
