package rules.baseline.bucket_versioned_test

import data.lib.baseline.fixtures
import data.rules.baseline.bucket_versioned.deny

test_allowed if count(deny) == 0 with input as fixtures.bucket("prod", {"versioning": true})

test_denied if {
	some finding in deny with input as fixtures.bucket("prod", {"versioning": false})
	finding.path == ["spec", "versioning"]
}

# What a document does not say is not taken for well.
test_silent if count(deny) == 1 with input as fixtures.bucket("prod", {})

test_other_type if count(deny) == 0 with input as fixtures.asked("prod", fixtures.resource("Network@v1", {}))

test_elsewhere if count(deny) == 0 with input as fixtures.bucket("dev", {"versioning": false})
