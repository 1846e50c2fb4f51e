package rules.baseline.secrets_in_labels_test

import data.lib.baseline.fixtures
import data.rules.baseline.secrets_in_labels.deny

labelled(labels) := fixtures.asked("dev", fixtures.resource("Network@v1", {"labels": labels}))

test_plain if count(deny) == 0 with input as labelled({"team": "payments"})

test_in_the_value if {
	deny == {{"message": "label 'note' of it looks like it holds a password", "path": ["labels", "note"]}} with input as labelled({"note": "password=hunter2"})
}

test_by_the_name if count(deny) == 1 with input as labelled({"db_password": "hunter2"})
