# METADATA
# title: What the firewall rules of the three clouds let in from everyone
# description: Each opening has the first and the last port, and the path of the rule in the node's properties.
# schemas:
#   - input: schema.graph
package lib.baseline.openings

import data.lib.baseline.ranges

portless := {"icmp", "icmpv6", "ipv6-icmp", "1", "58", "esp", "ah", "50", "51"}

has_ports(protocol) if not lower(protocol) in portless

text(value, _) := sprintf("%v", [value]) if value != null

text(null, fallback) := fallback

# --- AWS ---

aws_range(_, protocol) := {"from": 0, "to": 65535} if protocol in {"-1", "all"}

aws_range(entry, protocol) := {"from": object.get(entry, "fromPort", 0), "to": object.get(entry, "toPort", 65535)} if not protocol in {"-1", "all"}

aws_opening(entry, sources, protocol, path) := object.union(aws_range(entry, protocol), {"path": path}) if {
	has_ports(protocol)
	some source in sources
	is_string(source)
	ranges.everyone(source)
}

to_everyone contains opening if {
	input.node.type in {"aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"}
	some index, entry in input.node.properties.ingress
	sources := array.concat(object.get(entry, "cidrBlocks", []), object.get(entry, "ipv6CidrBlocks", []))
	opening := aws_opening(entry, sources, text(object.get(entry, "protocol", null), "-1"), ["properties", "ingress", index])
}

to_everyone contains opening if {
	input.node.type == "aws:ec2/securityGroupRule:SecurityGroupRule"
	entry := input.node.properties
	entry.type == "ingress"
	sources := array.concat(object.get(entry, "cidrBlocks", []), object.get(entry, "ipv6CidrBlocks", []))
	opening := aws_opening(entry, sources, text(object.get(entry, "protocol", null), "-1"), ["properties"])
}

to_everyone contains opening if {
	input.node.type == "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	entry := input.node.properties
	sources := [object.get(entry, "cidrIpv4", "none"), object.get(entry, "cidrIpv6", "none")]
	opening := aws_opening(entry, sources, text(object.get(entry, "ipProtocol", null), "-1"), ["properties"])
}

# --- Azure ---

azure_range("*") := {"from": 0, "to": 65535}

azure_range(ports) := {"from": to_number(first), "to": to_number(last)} if {
	regex.match(`^\d+(-\d+)?$`, ports)
	bounds := split(ports, "-")
	first := bounds[0]
	last := bounds[count(bounds) - 1]
}

azure_opening(entry, path) := {object.union(azure_range(text(ports, "")), {"path": path}) |
	lower(entry.direction) == "inbound"
	lower(entry.access) == "allow"
	has_ports(object.get(entry, "protocol", "*"))
	some source in array.concat([object.get(entry, "sourceAddressPrefix", "none")], object.get(entry, "sourceAddressPrefixes", []))
	is_string(source)
	ranges.everyone(source)
	some ports in array.concat([object.get(entry, "destinationPortRange", "none")], object.get(entry, "destinationPortRanges", []))
}

to_everyone contains opening if {
	input.node.type == "azure-native:network:NetworkSecurityGroup"
	some index, entry in input.node.properties.securityRules
	some opening in azure_opening(entry, ["properties", "securityRules", index])
}

to_everyone contains opening if {
	input.node.type == "azure-native:network:SecurityRule"
	some opening in azure_opening(input.node.properties, ["properties"])
}

# --- OpenStack ---

to_everyone contains {"from": first, "to": last, "path": ["properties"]} if {
	input.node.type == "openstack:networking/secGroupRule:SecGroupRule"
	entry := input.node.properties
	entry.direction == "ingress"
	has_ports(text(object.get(entry, "protocol", null), "any"))
	object.get(entry, "remoteGroupId", "") == ""

	# Neutron takes a rule without a source as one for everyone, and one without ports as one for all ports.
	source := object.get(entry, "remoteIpPrefix", "")
	is_string(source)
	ranges.everyone(source)
	first := object.get(entry, "portRangeMin", 0)
	last := openstack_last(entry)
}

openstack_last(entry) := last if {
	last := object.get(entry, "portRangeMax", 0)
	last > 0
}

openstack_last(entry) := 65535 if object.get(entry, "portRangeMax", 0) == 0
