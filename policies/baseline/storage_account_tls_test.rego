package rules.baseline.storage_account_tls_test

import data.lib.baseline.fixtures
import data.rules.baseline.storage_account_tls.deny

test_allowed if count(deny) == 0 with input as fixtures.node("azure-native:storage:StorageAccount", {"minimumTlsVersion": "TLS1_2"})

test_denied if {
	some finding in deny with input as fixtures.node("azure-native:storage:StorageAccount", {"minimumTlsVersion": "TLS1_1"})
	finding.path == ["properties", "minimumTlsVersion"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"minimumTlsVersion": "TLS1_1"})

test_unknown if count(deny) == 1 with input as fixtures.node("azure-native:storage:StorageAccount", {})
