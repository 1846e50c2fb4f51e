"""The lives of load balancers and of what stands behind them."""

from providers.aws.lives import DEBIAN, POLICY, RETAG, RETAGGED, TAGS, TRUST, Case

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
    Case(
        "aws:ec2/launchTemplate:LaunchTemplate",
        lambda w: {
            "name": "some-template",
            "imageId": DEBIAN,
            "instanceType": "t3.micro",
            "userData": "IyEvYmluL3NoCg==",
            "networkInterfaces": [
                {
                    "associatePublicIpAddress": "false",
                    "securityGroups": [w["group"]],
                    "deleteOnTermination": "true",
                }
            ],
            "blockDeviceMappings": [
                {
                    "deviceName": "/dev/xvda",
                    "ebs": {"encrypted": "true", "volumeSize": 20, "volumeType": "gp3"},
                }
            ],
            "metadataOptions": {"httpTokens": "required", "httpEndpoint": "enabled"},
            "iamInstanceProfile": {"name": "some"},
            "tagSpecifications": [{"resourceType": "volume", "tags": {"of": "mine"}}],
            "updateDefaultVersion": True,
            **TAGS,
        },
        {**RETAG, "instanceType": "t3.small", "userData": "IyEvYmluL2Jhc2gK"},
        {**RETAGGED, "instanceType": "update", "userData": "update"},
        {"name": "other"},
        {"updateDefaultVersion"},
    ),
    Case(
        "aws:autoscaling/group:Group",
        lambda w: {
            "name": "some-group",
            "minSize": 1,
            "maxSize": 3,
            "launchTemplate": {"id": w["template"], "version": "1"},
            "vpcZoneIdentifiers": [w["subnet"], w["subnet2"]],
            "healthCheckType": "EC2",
            "tags": [
                {"key": "a", "value": "1", "propagateAtLaunch": True},
                {"key": "b", "value": "2", "propagateAtLaunch": False},
            ],
            "instanceRefresh": {"strategy": "Rolling", "preferences": {"minHealthyPercentage": 90}},
        },
        {
            "minSize": 2,
            "maxSize": 4,
            "healthCheckType": "ELB",
            "healthCheckGracePeriod": 120,
            "tags": [
                {"key": "a", "value": "3", "propagateAtLaunch": True},
                {"key": "c", "value": "4", "propagateAtLaunch": True},
            ],
        },
        {
            "minSize": "update",
            "maxSize": "update",
            "healthCheckType": "update",
            "healthCheckGracePeriod": "update",
        },
        {"name": "other"},
        {"instanceRefresh"},
    ),
    Case(
        "aws:autoscaling/policy:Policy",
        lambda w: {
            "name": "some-policy",
            "autoscalingGroupName": w["scaled"],
            "policyType": "TargetTrackingScaling",
            "estimatedInstanceWarmup": 120,
            "targetTrackingConfiguration": {
                "targetValue": 60,
                "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
            },
        },
        {
            "targetTrackingConfiguration": {
                "targetValue": 50.5,
                "customizedMetricSpecification": {
                    "metricName": "orders_per_second",
                    "namespace": "shop/prod",
                    "statistic": "Average",
                    "metricDimensions": [{"name": "AutoScalingGroupName", "value": "the-worlds"}],
                },
            },
        },
        {
            "targetTrackingConfiguration.targetValue": "update",
        },
        {"name": "other", "autoscalingGroupName": "other"},
    ),
    Case(
        "aws:autoscaling/attachment:Attachment",
        lambda w: {"autoscalingGroupName": w["scaled"], "lbTargetGroupArn": w["targets"]},
        replace={"autoscalingGroupName": "other", "lbTargetGroupArn": "arn:other"},
    ),
    Case(
        "aws:iam/role:Role",
        lambda w: {
            "name": "some-role",
            "assumeRolePolicy": TRUST % "ec2",
            "description": "of a test",
            **TAGS,
        },
        {**RETAG, "assumeRolePolicy": TRUST % "eks", "maxSessionDuration": 7200, "description": "other"},
        {
            **RETAGGED,
            "assumeRolePolicy": "update",
            "maxSessionDuration": "update",
            "description": "update",
        },
        {"name": "other", "path": "/other/"},
    ),
    Case(
        "aws:iam/rolePolicy:RolePolicy",
        lambda w: {"name": "some-policy", "role": w["role"], "policy": POLICY % "one"},
        {"policy": POLICY % "two"},
        {"policy": "update"},
        {"name": "other", "role": "other"},
    ),
    Case(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        lambda w: {"role": w["role"], "policyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"},
        replace={"role": "other", "policyArn": "arn:other"},
    ),
    Case(
        "aws:iam/instanceProfile:InstanceProfile",
        lambda w: {"name": "some-profile", "role": w["role"], **TAGS},
        {**RETAG, "role": None},
        {**RETAGGED, "role": "delete"},
        {"name": "other", "path": "/other/"},
    ),
]
