package rules.baseline.secret_properties_test

import data.lib.baseline.fixtures
import data.rules.baseline.secret_properties.deny

test_secret if count(deny) == 0 with input as fixtures.node("aws:rds/instance:Instance", {"password": {"$secret": true}})

test_output if count(deny) == 0 with input as fixtures.node("aws:rds/instance:Instance", {"password": {"$output": "it.result"}})

test_switch if count(deny) == 0 with input as fixtures.node("aws:rds/instance:Instance", {"manageMasterUserPassword": true})

test_plain if {
	deny == {{"message": "property password of it is plain text", "path": ["properties", "password"]}} with input as fixtures.node("aws:rds/instance:Instance", {"password": "hunter2"})
}

test_deep if {
	count(deny) == 1 with input as fixtures.node("azure-native:compute:VirtualMachine", {"osProfile": {"adminPassword": "hunter2"}})
}

test_vault if {
	count(deny) == 1 with input as fixtures.node("aws:secretsmanager/secretVersion:SecretVersion", {"secretString": "hunter2"})
}
