package rules.baseline.public_machines_test

import data.lib.baseline.fixtures
import data.rules.baseline.public_machines.deny

public(labels) := fixtures.asked(
	"prod",
	fixtures.resource("VirtualMachine@v1", {"labels": labels, "spec": {"publicAddress": true}}),
)

test_labelled if count(deny) == 0 with input as public({"exposure": "public"})

test_private if count(deny) == 0 with input as fixtures.machine("prod", {"publicAddress": false})

test_elsewhere if count(deny) == 0 with input as fixtures.machine("dev", {"publicAddress": true})

test_unlabelled if count(deny) == 1 with input as public({"owner": "shop"})

test_other_value if count(deny) == 1 with input as public({"exposure": "internal"})

test_machines_of_a_group if count(deny) == 1 with input as fixtures.asked("prod", fixtures.resource("VirtualMachineGroup@v1", {"spec": {"publicAddress": true}}))
