package rules.baseline.required_labels_test

import data.lib.baseline.fixtures
import data.rules.baseline.required_labels.deny

test_label_on_the_resource if count(deny) == 0 with input as fixtures.bucket("dev", {})

test_label_on_the_stack if {
	asked := object.union(
		fixtures.asked("dev", object.union(fixtures.resource("Network@v1", {}), {"labels": {"other": "x"}})),
		{"stack": {"name": "shop", "labels": {"owner": "payments"}}},
	)
	count(deny) == 0 with input as asked
}

test_no_label if {
	unlabelled := json.remove(fixtures.resource("Network@v1", {}), ["labels/owner"])
	fixtures.rules_of(deny) == {"it has no label 'owner'"} with input as fixtures.asked("dev", unlabelled)
}

test_empty_label if {
	empty := fixtures.resource("Network@v1", {"labels": {"owner": ""}})
	count(deny) == 1 with input as fixtures.asked("dev", empty)
}
