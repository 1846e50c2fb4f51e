package rules.baseline.allowed_sizes_test

import data.lib.baseline.fixtures
import data.rules.baseline.allowed_sizes.deny

test_by_name if count(deny) == 0 with input as fixtures.machine("dev", {"size": "small"})

test_in_numbers if count(deny) == 0 with input as fixtures.machine("dev", {"size": {"cpu": 4, "memoryGiB": 8}})

test_without_size if count(deny) == 0 with input as fixtures.bucket("dev", {})

test_machine_too_large if {
	fixtures.rules_of(deny) == {"it has the size large, allowed are small"} with input as fixtures.machine("dev", {"size": "large"})
}

test_database_too_large if count(deny) == 1 with input as fixtures.database("dev", {"size": "large"})

test_too_many_cpus if {
	deny == {{"message": "it has cpu 5, at most 4 is allowed", "path": ["spec", "size", "cpu"]}} with input as fixtures.machine("dev", {"size": {"cpu": 5, "memoryGiB": 8}})
}

test_machines_of_a_group if count(deny) == 1 with input as fixtures.asked("dev", fixtures.resource("VirtualMachineGroup@v1", {"spec": {"size": "large"}}))
