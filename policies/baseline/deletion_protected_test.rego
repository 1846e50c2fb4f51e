package rules.baseline.deletion_protected_test

import data.lib.baseline.fixtures
import data.rules.baseline.deletion_protected.deny

data_store(protect) := fixtures.resource("DatabaseInstance@v1", {"lifecycle": {"protect": protect}})

test_protected if count(deny) == 0 with input as fixtures.asked("prod", data_store(true))

test_unprotected if count(deny) == 1 with input as fixtures.asked("prod", data_store(false))

test_unprotected_elsewhere if count(deny) == 0 with input as fixtures.asked("dev", data_store(false))

test_no_data if count(deny) == 0 with input as fixtures.machine("prod", {})
