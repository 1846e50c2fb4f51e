package rules.baseline.storage_account_private_test

import data.lib.baseline.fixtures
import data.rules.baseline.storage_account_private.deny

test_allowed if count(deny) == 0 with input as fixtures.node("azure-native:storage:StorageAccount", {"allowBlobPublicAccess": false})

test_denied if {
	some finding in deny with input as fixtures.node("azure-native:storage:StorageAccount", {"allowBlobPublicAccess": true})
	finding.path == ["properties", "allowBlobPublicAccess"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"allowBlobPublicAccess": true})

test_unknown if count(deny) == 1 with input as fixtures.node("azure-native:storage:StorageAccount", {})
