package rules.baseline.storage_account_https_test

import data.lib.baseline.fixtures
import data.rules.baseline.storage_account_https.deny

test_allowed if count(deny) == 0 with input as fixtures.node("azure-native:storage:StorageAccount", {"enableHttpsTrafficOnly": true})

test_denied if {
	some finding in deny with input as fixtures.node("azure-native:storage:StorageAccount", {"enableHttpsTrafficOnly": false})
	finding.path == ["properties", "enableHttpsTrafficOnly"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"enableHttpsTrafficOnly": false})

test_unknown if count(deny) == 0 with input as fixtures.node("azure-native:storage:StorageAccount", {})
