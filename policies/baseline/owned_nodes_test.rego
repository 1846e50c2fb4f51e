package rules.baseline.owned_nodes_test

import data.lib.baseline.fixtures
import data.rules.baseline.owned_nodes.deny

test_tagged if {
	count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"tags": {"orchestrator-stack": "shop/prod"}})
}

test_metadata if {
	count(deny) == 0 with input as fixtures.node("openstack:compute/instance:Instance", {"metadata": {"orchestrator-stack": "shop/prod"}})
}

test_listed if {
	count(deny) == 0 with input as fixtures.node("openstack:networking/network:Network", {"tags": ["a", "orchestrator-stack=shop/prod"]})
}

test_not_taggable if count(deny) == 0 with input as fixtures.node("aws:ec2/routeTableAssociation:RouteTableAssociation", {})

test_untagged if count(deny) == 1 with input as fixtures.node("azure-native:resources:ResourceGroup", {})

# Neutron takes 60 characters: a longer tag ends in a digest.
test_long_names if {
	long := "orchestrator-stack=a-very-long-name-for-a-stack-of-ours/a-long-environment"
	tag := concat("-", [substring(long, 0, 51), substring(crypto.sha256(long), 0, 8)])
	asked := object.union(
		fixtures.node("openstack:networking/network:Network", {"tags": [tag]}),
		{"stack": {"name": "a-very-long-name-for-a-stack-of-ours"}, "environment": {"name": "a-long-environment"}},
	)
	count(deny) == 0 with input as asked
}

test_unlisted if count(deny) == 1 with input as fixtures.node("openstack:networking/router:Router", {"tags": ["a"]})

test_of_another_stack if {
	count(deny) == 1 with input as fixtures.node("aws:ec2/vpc:Vpc", {"tags": {"orchestrator-stack": "other/prod"}})
}

grouped(owner) := fixtures.node("aws:autoscaling/group:Group", {"tags": [
	{"key": "Name", "value": "it", "propagateAtLaunch": true},
	{"key": "orchestrator-stack", "value": owner, "propagateAtLaunch": true},
]})

test_launched if count(deny) == 0 with input as grouped("shop/prod")

test_launched_by_another if count(deny) == 1 with input as grouped("other/prod")
