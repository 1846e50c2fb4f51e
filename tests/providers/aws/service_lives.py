"""The lives of disks, secrets, DNS and queues."""

from providers.aws.lives import POLICY, RETAG, RETAGGED, TAGS, Case

SERVICES = [
    Case(
        "aws:ebs/volume:Volume",
        lambda w: {
            "availabilityZone": "eu-west-1a",
            "size": 10,
            "type": "gp3",
            "encrypted": True,
            "finalSnapshot": False,
            **TAGS,
        },
        {**RETAG, "size": 20, "iops": 6000, "throughput": 500},
        {**RETAGGED, "size": "update", "iops": "add", "throughput": "add"},
        {"availabilityZone": "eu-west-1b"},
    ),
    Case(
        "aws:ec2/volumeAttachment:VolumeAttachment",
        lambda w: {
            "deviceName": "/dev/sdf",
            "instanceId": w["machine"],
            "volumeId": w["volume"],
            "stopInstanceBeforeDetaching": True,
        },
        {"forceDetach": True},
        {"forceDetach": "update"},
        {"deviceName": "/dev/sdg"},
        {"stopInstanceBeforeDetaching", "forceDetach"},
    ),
    Case(
        "aws:secretsmanager/secret:Secret",
        lambda w: {"name": "some-secret", "description": "of a test", "recoveryWindowInDays": 7, **TAGS},
        {**RETAG, "description": "other"},
        {**RETAGGED, "description": "update"},
        {"name": "other"},
        {"recoveryWindowInDays"},
    ),
    Case(
        "aws:secretsmanager/secretVersion:SecretVersion",
        lambda w: {"secretId": w["secret"], "secretString": "a-value", "versionStages": ["AWSCURRENT"]},
        {"versionStages": ["AWSCURRENT", "blue"]},
        {"versionStages[1]": "add"},
        {"secretString": "another"},
        stays=True,
    ),
    Case(
        "aws:route53/zone:Zone",
        lambda w: {"name": "Example.com.", "vpcs": [{"vpcId": w["vpc"]}], **TAGS},
        {**RETAG, "comment": "other"},
        {**RETAGGED, "comment": "update"},
        {"name": "example.org"},
    ),
    Case(
        "aws:route53/record:Record",
        lambda w: {
            "zoneId": w["zone"],
            "name": "*.Web_1",
            "type": "TXT",
            "ttl": 300,
            "records": ["v=spf1 -all", 'a \\"quoted\\" word'],
        },
        {"ttl": 60, "records": ["one"]},
        {"ttl": "update"},
        {"type": "A"},
    ),
    Case(
        "aws:sqs/queue:Queue",
        lambda w: {
            "name": "some-queue.fifo",
            "fifoQueue": True,
            "sqsManagedSseEnabled": True,
            "redrivePolicy": f'{{"maxReceiveCount": 5, "deadLetterTargetArn": "{w["dead"]}"}}',
            **TAGS,
        },
        {**RETAG, "visibilityTimeoutSeconds": 60, "contentBasedDeduplication": True},
        {**RETAGGED, "visibilityTimeoutSeconds": "update", "contentBasedDeduplication": "update"},
        {"name": "other.fifo"},
    ),
    Case(
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        lambda w: {"queueUrl": w["queue"], "redriveAllowPolicy": '{"redrivePermission": "denyAll"}'},
        {"redriveAllowPolicy": '{"redrivePermission": "allowAll"}'},
        {"redriveAllowPolicy": "update"},
        {"queueUrl": "other"},
    ),
    Case(
        "aws:sqs/queuePolicy:QueuePolicy",
        lambda w: {"queueUrl": w["queue"], "policy": POLICY % "one"},
        {"policy": POLICY % "two"},
        {"policy": "update"},
        {"queueUrl": "other"},
    ),
]
