package rules.baseline.secrets_in_user_data_test

import data.lib.baseline.fixtures
import data.rules.baseline.secrets_in_user_data.deny

with_user_data(text) := fixtures.machine("dev", {"userData": text})

test_plain if count(deny) == 0 with input as with_user_data("#!/bin/sh\nsystemctl enable --now shop\n")

test_reference if count(deny) == 0 with input as with_user_data("DB_PASSWORD=${{ resources.db.outputs.password }}")

test_variable if count(deny) == 0 with input as with_user_data("mysql --password=\"$DB_PASSWORD\"")

test_password if {
	fixtures.rules_of(deny) == {"the user data of it looks like it holds a password"} with input as with_user_data("export DB_PASSWORD=hunter2hunter2")
}

test_access_key if {
	fixtures.rules_of(deny) == {"the user data of it looks like it holds an AWS access key"} with input as with_user_data(concat("", ["AKIA", "ABCDEFGHIJKLMNOP"]))
}

test_private_key if count(deny) == 1 with input as with_user_data(concat(" ", ["-----BEGIN RSA", "PRIVATE KEY-----"]))

test_url if count(deny) == 1 with input as with_user_data("curl https://bot:hunter2@example.org/")

test_machines_of_a_group if count(deny) == 1 with input as fixtures.asked("dev", fixtures.resource("VirtualMachineGroup@v1", {"spec": {"userData": "export DB_PASSWORD=hunter2hunter2"}}))
