package rules.baseline.db_highly_available_test

import data.lib.baseline.fixtures
import data.rules.baseline.db_highly_available.deny

test_allowed if count(deny) == 0 with input as fixtures.database("prod", {"highAvailability": "zone"})

test_denied if {
	some finding in deny with input as fixtures.database("prod", {"highAvailability": "none"})
	finding.path == ["spec", "highAvailability"]
}

# What a document does not say is not taken for well.
test_silent if count(deny) == 1 with input as fixtures.database("prod", {})

test_other_type if count(deny) == 0 with input as fixtures.asked("prod", fixtures.resource("Network@v1", {}))

test_elsewhere if count(deny) == 0 with input as fixtures.database("dev", {"highAvailability": "none"})
