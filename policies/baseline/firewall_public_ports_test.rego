package rules.baseline.firewall_public_ports_test

import data.lib.baseline.fixtures
import data.rules.baseline.firewall_public_ports.deny

aws(first, last) := fixtures.node("aws:ec2/securityGroup:SecurityGroup", {"ingress": [{
	"protocol": "tcp", "fromPort": first, "toPort": last, "cidrBlocks": ["0.0.0.0/0"],
}]})

test_web if count(deny) == 0 with input as aws(443, 443)

test_admin_port_is_told_once if count(deny) == 0 with input as aws(22, 22)

test_database if count(deny) == 1 with input as aws(3306, 3306)

test_range if {
	fixtures.rules_of(deny) == {"firewall it opens ports 8000 to 9000 to everyone"} with input as aws(8000, 9000)
}
