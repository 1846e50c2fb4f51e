package rules.baseline.db_backups_test

import data.lib.baseline.fixtures
import data.rules.baseline.db_backups.deny

test_enough if count(deny) == 0 with input as fixtures.database("dev", {"backup": {"retentionDays": 1}})

test_enough_in_production if count(deny) == 0 with input as fixtures.database("prod", {"backup": {"retentionDays": 7}})

test_none if {
	fixtures.rules_of(deny) == {"database it keeps backups for 0 days, at least 1 are asked for"} with input as fixtures.database("dev", {"backup": {"retentionDays": 0}})
}

test_too_few_in_production if count(deny) == 1 with input as fixtures.database("prod", {"backup": {"retentionDays": 6}})

test_silent if count(deny) == 1 with input as fixtures.database("dev", {})
