"""The AWS provider: the resource types that our adapters and sidecars use, on boto3."""

from orchestrator.providers.aws.bucket import Bucket
from orchestrator.providers.aws.bucket_encryption import BucketServerSideEncryptionConfiguration
from orchestrator.providers.aws.bucket_lifecycle import BucketLifecycleConfiguration
from orchestrator.providers.aws.bucket_ownership_controls import BucketOwnershipControls
from orchestrator.providers.aws.bucket_policy import BucketPolicy
from orchestrator.providers.aws.bucket_public_access_block import BucketPublicAccessBlock
from orchestrator.providers.aws.bucket_versioning import BucketVersioning
from orchestrator.providers.aws.cache_subnet_group import SubnetGroup as CacheSubnetGroup
from orchestrator.providers.aws.client import Aws, connect
from orchestrator.providers.aws.cluster import Cluster
from orchestrator.providers.aws.db_instance import DbInstance
from orchestrator.providers.aws.db_parameter_group import ParameterGroup
from orchestrator.providers.aws.db_subnet_group import SubnetGroup
from orchestrator.providers.aws.faults import explain, is_gone
from orchestrator.providers.aws.get_ami import GetAmi
from orchestrator.providers.aws.instance import Instance
from orchestrator.providers.aws.instance_profile import InstanceProfile
from orchestrator.providers.aws.internet_gateway import InternetGateway
from orchestrator.providers.aws.key_pair import KeyPair
from orchestrator.providers.aws.launch_template import LaunchTemplate
from orchestrator.providers.aws.listener import Listener
from orchestrator.providers.aws.load_balancer import LoadBalancer
from orchestrator.providers.aws.metric_alarm import MetricAlarm
from orchestrator.providers.aws.node_group import NodeGroup
from orchestrator.providers.aws.queue import Queue
from orchestrator.providers.aws.queue_policy import QueuePolicy
from orchestrator.providers.aws.record import Record
from orchestrator.providers.aws.redrive_allow_policy import RedriveAllowPolicy
from orchestrator.providers.aws.replication_group import ReplicationGroup
from orchestrator.providers.aws.role import Role
from orchestrator.providers.aws.role_policy import RolePolicy
from orchestrator.providers.aws.role_policy_attachment import RolePolicyAttachment
from orchestrator.providers.aws.route_table import RouteTable
from orchestrator.providers.aws.route_table_association import RouteTableAssociation
from orchestrator.providers.aws.scaling_attachment import Attachment
from orchestrator.providers.aws.scaling_group import Group
from orchestrator.providers.aws.scaling_policy import Policy
from orchestrator.providers.aws.secret import Secret
from orchestrator.providers.aws.secret_version import SecretVersion
from orchestrator.providers.aws.security_group import SecurityGroup
from orchestrator.providers.aws.subnet import Subnet
from orchestrator.providers.aws.target_group import TargetGroup
from orchestrator.providers.aws.target_group_attachment import TargetGroupAttachment
from orchestrator.providers.aws.topic import Topic
from orchestrator.providers.aws.volume import Volume
from orchestrator.providers.aws.volume_attachment import VolumeAttachment
from orchestrator.providers.aws.vpc import Vpc
from orchestrator.providers.aws.zone import Zone
from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.resource import FunctionType, ProviderResource, ResourceType
from orchestrator.providers.kit.schema import INTEGER, STRING, ListOf, MapOf, ObjectOf, Property

TYPES: list[type[ProviderResource[Aws]]] = [
    Vpc,
    Subnet,
    InternetGateway,
    RouteTable,
    RouteTableAssociation,
    SecurityGroup,
    KeyPair,
    Instance,
    SubnetGroup,
    ParameterGroup,
    DbInstance,
    Bucket,
    BucketVersioning,
    BucketServerSideEncryptionConfiguration,
    BucketPublicAccessBlock,
    BucketPolicy,
    BucketLifecycleConfiguration,
    BucketOwnershipControls,
    MetricAlarm,
    Topic,
    Volume,
    VolumeAttachment,
    Secret,
    SecretVersion,
    Zone,
    Record,
    Queue,
    QueuePolicy,
    RedriveAllowPolicy,
    LoadBalancer,
    TargetGroup,
    TargetGroupAttachment,
    Listener,
    LaunchTemplate,
    Group,
    Policy,
    Attachment,
    Role,
    RolePolicy,
    RolePolicyAttachment,
    InstanceProfile,
    CacheSubnetGroup,
    ReplicationGroup,
    Cluster,
    NodeGroup,
]

PROVIDER: Provider[Aws] = Provider(
    package="aws",
    version="7.51.1",
    connect=connect,
    resources=[ResourceType(cls) for cls in TYPES],
    functions=[FunctionType(GetAmi)],
    config={
        "region": Property(type=STRING, immutable=True),
        "profile": Property(type=STRING),
        "accessKey": Property(type=STRING, secret=True),
        "secretKey": Property(type=STRING, secret=True),
        "token": Property(type=STRING, secret=True),
        "maxRetries": Property(type=INTEGER),
        "allowedAccountIds": Property(type=ListOf(STRING)),
        "endpoints": Property(type=ListOf(MapOf(STRING))),
        "defaultTags": Property(type=ObjectOf("ProviderDefaultTags", {"tags": Property(type=MapOf(STRING))})),
    },
    gone=is_gone,
    explain=explain,
)
