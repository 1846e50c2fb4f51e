package rules.baseline.rds_encrypted_test

import data.lib.baseline.fixtures
import data.rules.baseline.rds_encrypted.deny

test_allowed if count(deny) == 0 with input as fixtures.node("aws:rds/instance:Instance", {"storageEncrypted": true})

test_denied if {
	some finding in deny with input as fixtures.node("aws:rds/instance:Instance", {"storageEncrypted": false})
	finding.path == ["properties", "storageEncrypted"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"storageEncrypted": false})

test_unknown if count(deny) == 1 with input as fixtures.node("aws:rds/instance:Instance", {})
