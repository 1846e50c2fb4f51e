package rules.baseline.bucket_private_test

import data.lib.baseline.fixtures
import data.rules.baseline.bucket_private.deny

test_allowed if count(deny) == 0 with input as fixtures.bucket("dev", {"publicRead": false})

test_denied if {
	some finding in deny with input as fixtures.bucket("dev", {"publicRead": true})
	finding.path == ["spec", "publicRead"]
}

# What a document does not say is not taken for well.
test_silent if count(deny) == 1 with input as fixtures.bucket("dev", {})

test_other_type if count(deny) == 0 with input as fixtures.asked("dev", fixtures.resource("Network@v1", {}))
