package rules.baseline.db_requires_tls_test

import data.lib.baseline.fixtures
import data.rules.baseline.db_requires_tls.deny

test_allowed if count(deny) == 0 with input as fixtures.database("dev", {"requireTls": true})

test_denied if {
	some finding in deny with input as fixtures.database("dev", {"requireTls": false})
	finding.path == ["spec", "requireTls"]
}

# What a document does not say is not taken for well.
test_silent if count(deny) == 1 with input as fixtures.database("dev", {})

test_other_type if count(deny) == 0 with input as fixtures.asked("dev", fixtures.resource("Network@v1", {}))
