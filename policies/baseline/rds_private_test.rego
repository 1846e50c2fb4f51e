package rules.baseline.rds_private_test

import data.lib.baseline.fixtures
import data.rules.baseline.rds_private.deny

test_allowed if count(deny) == 0 with input as fixtures.node("aws:rds/instance:Instance", {"publiclyAccessible": false})

test_denied if {
	some finding in deny with input as fixtures.node("aws:rds/instance:Instance", {"publiclyAccessible": true})
	finding.path == ["properties", "publiclyAccessible"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"publiclyAccessible": true})

test_unknown if count(deny) == 0 with input as fixtures.node("aws:rds/instance:Instance", {})

# What is known only later could be true.
test_known_later if {
	count(deny) == 1 with input as fixtures.node("aws:rds/instance:Instance", {"publiclyAccessible": {"$output": "x.y"}})
}
