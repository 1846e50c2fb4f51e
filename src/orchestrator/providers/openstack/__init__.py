"""The OpenStack provider: official tokens and property names, on openstacksdk."""

from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.resource import FunctionType, ResourceType
from orchestrator.providers.kit.schema import BOOLEAN, STRING, Property
from orchestrator.providers.openstack.cloud import Cloud, connect
from orchestrator.providers.openstack.container import Container
from orchestrator.providers.openstack.errors import explain, gone
from orchestrator.providers.openstack.floating_ip import FloatingIp
from orchestrator.providers.openstack.floating_ip_associate import FloatingIpAssociate
from orchestrator.providers.openstack.functions import GetFlavor, GetImage, GetNetwork
from orchestrator.providers.openstack.instance import Instance
from orchestrator.providers.openstack.keypair import Keypair
from orchestrator.providers.openstack.listener import Listener
from orchestrator.providers.openstack.load_balancer import LoadBalancer
from orchestrator.providers.openstack.member import Member, MemberType
from orchestrator.providers.openstack.monitor import Monitor
from orchestrator.providers.openstack.network import Network
from orchestrator.providers.openstack.pool import Pool
from orchestrator.providers.openstack.port import Port
from orchestrator.providers.openstack.record_set import RecordSet
from orchestrator.providers.openstack.router import Router
from orchestrator.providers.openstack.router_interface import RouterInterface
from orchestrator.providers.openstack.sec_group import SecGroup
from orchestrator.providers.openstack.sec_group_rule import SecGroupRule
from orchestrator.providers.openstack.secret import SecretV1
from orchestrator.providers.openstack.server_group import ServerGroup
from orchestrator.providers.openstack.subnet import Subnet
from orchestrator.providers.openstack.volume import Volume
from orchestrator.providers.openstack.volume_attach import VolumeAttach
from orchestrator.providers.openstack.zone import Zone

PROVIDER: Provider[Cloud] = Provider(
    package="openstack",
    version="5.5.3",
    connect=connect,
    resources=[
        ResourceType(Network),
        ResourceType(Subnet),
        ResourceType(Router),
        ResourceType(RouterInterface),
        ResourceType(SecGroup),
        ResourceType(SecGroupRule),
        ResourceType(Port),
        ResourceType(FloatingIp),
        ResourceType(FloatingIpAssociate),
        ResourceType(Instance),
        ResourceType(Keypair),
        ResourceType(VolumeAttach),
        ResourceType(Volume),
        ResourceType(Container),
        ResourceType(Zone),
        ResourceType(RecordSet),
        ResourceType(SecretV1),
        ResourceType(ServerGroup),
        ResourceType(LoadBalancer),
        ResourceType(Listener),
        ResourceType(Pool),
        MemberType(Member),
        ResourceType(Monitor),
    ],
    functions=[FunctionType(GetNetwork), FunctionType(GetImage), FunctionType(GetFlavor)],
    config={
        "cloud": Property(type=STRING),
        "region": Property(type=STRING, immutable=True),
        "authUrl": Property(type=STRING, immutable=True),
        "userName": Property(type=STRING),
        "password": Property(type=STRING, secret=True),
        "tenantName": Property(type=STRING),
        "tenantId": Property(type=STRING),
        "userDomainName": Property(type=STRING),
        "projectDomainName": Property(type=STRING),
        "applicationCredentialId": Property(type=STRING),
        "applicationCredentialSecret": Property(type=STRING, secret=True),
        "insecure": Property(type=BOOLEAN),
        "cacertFile": Property(type=STRING),
    },
    gone=gone,
    explain=explain,
)
