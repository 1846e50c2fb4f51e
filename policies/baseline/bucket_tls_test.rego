package rules.baseline.bucket_tls_test

import data.lib.baseline.fixtures
import data.rules.baseline.bucket_tls.deny

test_allowed if count(deny) == 0 with input as fixtures.bucket("dev", {"minimumTls": "1.2"})

test_denied if {
	some finding in deny with input as fixtures.bucket("dev", {"minimumTls": "1.1"})
	finding.path == ["spec", "minimumTls"]
}

# What a document does not say is not taken for well.
test_silent if count(deny) == 1 with input as fixtures.bucket("dev", {})

test_other_type if count(deny) == 0 with input as fixtures.asked("dev", fixtures.resource("Network@v1", {}))
