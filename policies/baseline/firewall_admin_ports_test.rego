package rules.baseline.firewall_admin_ports_test

import data.lib.baseline.fixtures
import data.rules.baseline.firewall_admin_ports.deny

aws(entry) := fixtures.node("aws:ec2/securityGroup:SecurityGroup", {"ingress": [entry]})

aws_rule(entry) := fixtures.node("aws:ec2/securityGroupRule:SecurityGroupRule", object.union({"type": "ingress"}, entry))

aws_ingress(entry) := fixtures.node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", entry)

azure(entry) := fixtures.node("azure-native:network:NetworkSecurityGroup", {"securityRules": [object.union(
	{"direction": "Inbound", "access": "Allow", "protocol": "Tcp"},
	entry,
)]})

azure_rule(entry) := fixtures.node("azure-native:network:SecurityRule", object.union(
	{"direction": "Inbound", "access": "Allow", "protocol": "Tcp"},
	entry,
))

openstack(entry) := fixtures.node("openstack:networking/secGroupRule:SecGroupRule", object.union({"direction": "ingress"}, entry))

test_aws_closed if count(deny) == 0 with input as aws({"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["10.0.0.0/16"]})

test_aws_web if count(deny) == 0 with input as aws({"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]})

test_aws_known_later if {
	count(deny) == 0 with input as aws({"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": [{"$output": "net.cidrBlock"}]})
}

test_aws_ping if count(deny) == 0 with input as aws({"protocol": "icmp", "fromPort": -1, "toPort": -1, "cidrBlocks": ["0.0.0.0/0"]})

test_aws_open if {
	deny == {{"message": "firewall it opens port 22 to everyone", "path": ["properties", "ingress", 0], "source": ["spec", "expose"]}} with input as aws({"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]})
}

test_aws_range if count(deny) == 1 with input as aws({"protocol": "tcp", "fromPort": 0, "toPort": 1024, "cidrBlocks": ["0.0.0.0/0"]})

test_aws_everything if count(deny) == 2 with input as aws({"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]})

test_aws_version_6 if count(deny) == 1 with input as aws({"protocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6CidrBlocks": ["::/0"]})

test_aws_rule_open if count(deny) == 1 with input as aws_rule({"protocol": "tcp", "fromPort": 3389, "toPort": 3389, "cidrBlocks": ["0.0.0.0/0"]})

test_aws_egress if count(deny) == 0 with input as aws_rule({"type": "egress", "protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]})

test_aws_ingress_open if count(deny) == 1 with input as aws_ingress({"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "0.0.0.0/0"})

test_aws_ingress_closed if count(deny) == 0 with input as aws_ingress({"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "10.0.0.0/8"})

test_azure_closed if count(deny) == 0 with input as azure({"sourceAddressPrefix": "VirtualNetwork", "destinationPortRange": "22"})

test_azure_outbound if count(deny) == 0 with input as azure({"direction": "Outbound", "sourceAddressPrefix": "*", "destinationPortRange": "*"})

test_azure_denied if count(deny) == 0 with input as azure({"access": "Deny", "sourceAddressPrefix": "*", "destinationPortRange": "*"})

test_azure_open if {
	deny == {{"message": "firewall it opens port 22 to everyone", "path": ["properties", "securityRules", 0], "source": ["spec", "expose"]}} with input as azure({"sourceAddressPrefix": "Internet", "destinationPortRange": "22"})
}

test_azure_everything if count(deny) == 2 with input as azure({"protocol": "*", "sourceAddressPrefix": "*", "destinationPortRange": "*"})

test_azure_lists if count(deny) == 1 with input as azure({"sourceAddressPrefixes": ["10.0.0.0/8", "0.0.0.0/0"], "destinationPortRanges": ["80", "3000-4000"]})

test_azure_rule_open if count(deny) == 1 with input as azure_rule({"sourceAddressPrefix": "0.0.0.0/0", "destinationPortRange": "22"})

test_openstack_closed if count(deny) == 0 with input as openstack({"protocol": "tcp", "portRangeMin": 22, "portRangeMax": 22, "remoteIpPrefix": "10.0.0.0/16"})

test_openstack_group if count(deny) == 0 with input as openstack({"protocol": "tcp", "portRangeMin": 22, "portRangeMax": 22, "remoteGroupId": "g"})

test_openstack_egress if count(deny) == 0 with input as openstack({"direction": "egress"})

test_openstack_open if {
	deny == {{"message": "firewall it opens port 22 to everyone", "path": ["properties"], "source": ["spec", "expose"]}} with input as openstack({"protocol": "tcp", "portRangeMin": 22, "portRangeMax": 22, "remoteIpPrefix": "0.0.0.0/0"})
}

test_openstack_without_source if count(deny) == 1 with input as openstack({"protocol": "tcp", "portRangeMin": 22, "portRangeMax": 22})

test_openstack_everything if count(deny) == 2 with input as openstack({})
