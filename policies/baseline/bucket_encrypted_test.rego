package rules.baseline.bucket_encrypted_test

import data.lib.baseline.fixtures
import data.rules.baseline.bucket_encrypted.deny

test_allowed if count(deny) == 0 with input as fixtures.bucket("dev", {"encryption": "provider-managed"})

test_denied if {
	some finding in deny with input as fixtures.bucket("dev", {"encryption": "none"})
	finding.path == ["spec", "encryption"]
}

# What a document does not say is not taken for well.
test_silent if count(deny) == 1 with input as fixtures.bucket("dev", {})

test_other_type if count(deny) == 0 with input as fixtures.asked("dev", fixtures.resource("Network@v1", {}))
