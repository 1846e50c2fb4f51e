# METADATA
# title: Which nodes carry the tags that say whose they are, and where
package lib.baseline.ownership

tagged := {
	"aws:cloudwatch/logGroup:LogGroup",
	"aws:cloudwatch/metricAlarm:MetricAlarm",
	"aws:ebs/volume:Volume",
	"aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
	"aws:ec2/eip:Eip",
	"aws:ec2/flowLog:FlowLog",
	"aws:ec2/instance:Instance",
	"aws:ec2/internetGateway:InternetGateway",
	"aws:ec2/keyPair:KeyPair",
	"aws:ec2/launchTemplate:LaunchTemplate",
	"aws:ec2/natGateway:NatGateway",
	"aws:ec2/networkAcl:NetworkAcl",
	"aws:ec2/networkInterface:NetworkInterface",
	"aws:ec2/routeTable:RouteTable",
	"aws:ec2/securityGroup:SecurityGroup",
	"aws:ec2/subnet:Subnet",
	"aws:ec2/vpc:Vpc",
	"aws:ec2/vpcEndpoint:VpcEndpoint",
	"aws:eks/cluster:Cluster",
	"aws:eks/nodeGroup:NodeGroup",
	"aws:elasticache/replicationGroup:ReplicationGroup",
	"aws:elasticache/subnetGroup:SubnetGroup",
	"aws:iam/instanceProfile:InstanceProfile",
	"aws:iam/role:Role",
	"aws:lb/listener:Listener",
	"aws:lb/loadBalancer:LoadBalancer",
	"aws:lb/targetGroup:TargetGroup",
	"aws:rds/instance:Instance",
	"aws:rds/parameterGroup:ParameterGroup",
	"aws:rds/subnetGroup:SubnetGroup",
	"aws:route53/zone:Zone",
	"aws:s3/bucket:Bucket",
	"aws:secretsmanager/secret:Secret",
	"aws:sns/topic:Topic",
	"aws:sqs/queue:Queue",
	"aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
	"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
	"azure-native:compute:Disk",
	"azure-native:compute:SshPublicKey",
	"azure-native:compute:VirtualMachine",
	"azure-native:compute:VirtualMachineScaleSet",
	"azure-native:containerservice:ManagedCluster",
	"azure-native:dbformysql:Server",
	"azure-native:dbforpostgresql:Server",
	"azure-native:dns:Zone",
	"azure-native:keyvault:Secret",
	"azure-native:keyvault:Vault",
	"azure-native:monitor:ActionGroup",
	"azure-native:monitor:AutoscaleSetting",
	"azure-native:monitor:MetricAlert",
	"azure-native:network:LoadBalancer",
	"azure-native:network:NatGateway",
	"azure-native:network:NetworkInterface",
	"azure-native:network:NetworkSecurityGroup",
	"azure-native:network:PrivateEndpoint",
	"azure-native:network:PublicIPAddress",
	"azure-native:network:RouteTable",
	"azure-native:network:VirtualNetwork",
	"azure-native:privatedns:PrivateZone",
	"azure-native:privatedns:VirtualNetworkLink",
	"azure-native:redisenterprise:RedisEnterprise",
	"azure-native:resources:ResourceGroup",
	"azure-native:servicebus:Namespace",
	"azure-native:storage:StorageAccount",
}

described := {
	"azure-native:dns:RecordSet",
	"azure-native:privatedns:PrivateRecordSet",
	"openstack:blockstorage/volume:Volume",
	"openstack:compute/instance:Instance",
	"openstack:keymanager/secretV1:SecretV1",
	"openstack:objectstorage/container:Container",
}

# Neutron has tags that are plain texts, of 60 characters at the most.
listed := {
	"openstack:loadbalancer/listener:Listener",
	"openstack:loadbalancer/loadBalancer:LoadBalancer",
	"openstack:loadbalancer/member:Member",
	"openstack:loadbalancer/pool:Pool",
	"openstack:networking/floatingIp:FloatingIp",
	"openstack:networking/network:Network",
	"openstack:networking/port:Port",
	"openstack:networking/router:Router",
	"openstack:networking/secGroup:SecGroup",
	"openstack:networking/subnet:Subnet",
}

# Groups of machines say of each tag whether their machines get it too.
launched := {
	"aws:autoscaling/group:Group",
}

property(type) := "tags" if type in ((tagged | listed) | launched)

property(type) := "metadata" if type in described

belongs(node, owner) if node.properties[property(node.type)]["orchestrator-stack"] == owner

belongs(node, owner) if {
	node.type in listed
	word(sprintf("orchestrator-stack=%s", [owner])) in node.properties.tags
}

belongs(node, owner) if {
	node.type in launched
	some tag in node.properties.tags
	tag.key == "orchestrator-stack"
	tag.value == owner
}

word(text) := text if count(text) <= 60

word(text) := concat("-", [substring(text, 0, 51), substring(crypto.sha256(text), 0, 8)]) if count(text) > 60
