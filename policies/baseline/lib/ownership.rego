# METADATA
# title: Which nodes carry the tags that say whose they are, and where
package lib.baseline.ownership

tagged := {
	"aws:ec2/eip:Eip",
	"aws:ec2/instance:Instance",
	"aws:ec2/internetGateway:InternetGateway",
	"aws:ec2/natGateway:NatGateway",
	"aws:ec2/routeTable:RouteTable",
	"aws:ec2/securityGroup:SecurityGroup",
	"aws:ec2/subnet:Subnet",
	"aws:ec2/vpc:Vpc",
	"aws:rds/instance:Instance",
	"aws:rds/parameterGroup:ParameterGroup",
	"aws:rds/subnetGroup:SubnetGroup",
	"aws:s3/bucket:Bucket",
	"azure-native:compute:VirtualMachine",
	"azure-native:dbformysql:Server",
	"azure-native:network:NetworkInterface",
	"azure-native:network:NetworkSecurityGroup",
	"azure-native:network:PublicIPAddress",
	"azure-native:network:VirtualNetwork",
	"azure-native:resources:ResourceGroup",
	"azure-native:storage:StorageAccount",
}

carriers := {
	"openstack:blockstorage/volume:Volume": "metadata",
	"openstack:compute/instance:Instance": "metadata",
	"openstack:objectstorage/container:Container": "metadata",
}

# Neutron has tags that are plain texts.
listed := {
	"openstack:networking/network:Network",
	"openstack:networking/port:Port",
	"openstack:networking/router:Router",
	"openstack:networking/secGroup:SecGroup",
	"openstack:networking/subnet:Subnet",
}

property(type) := "tags" if type in (tagged | listed)

property(type) := carriers[type]

owner(node) := owner if {
	node.type in listed
	some tag in node.properties.tags
	startswith(tag, "orchestrator-stack=")
	owner := substring(tag, count("orchestrator-stack="), -1)
}

owner(node) := node.properties[property(node.type)]["orchestrator-stack"] if not node.type in listed
