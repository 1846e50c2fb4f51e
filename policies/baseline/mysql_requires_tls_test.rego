package rules.baseline.mysql_requires_tls_test

import data.lib.baseline.fixtures
import data.rules.baseline.mysql_requires_tls.deny

azure(name, value) := fixtures.node("azure-native:dbformysql:Configuration", {"configurationName": name, "value": value})

rds(name, value) := fixtures.node("aws:rds/parameterGroup:ParameterGroup", {"parameters": [{"name": name, "value": value}]})

test_azure_on if count(deny) == 0 with input as azure("require_secure_transport", "ON")

test_rds_on if count(deny) == 0 with input as rds("require_secure_transport", "1")

test_something_else if count(deny) == 0 with input as azure("slow_query_log", "OFF")

test_azure_off if count(deny) == 1 with input as azure("require_secure_transport", "OFF")

test_rds_off if {
	some finding in deny with input as rds("require_secure_transport", "0")
	finding.path == ["properties", "parameters", 0]
}

test_postgresql if {
	postgresql := "azure-native:dbforpostgresql:Configuration"
	count(deny) == 1 with input as fixtures.node(postgresql, {"configurationName": "require_secure_transport", "value": "off"})
	count(deny) == 0 with input as fixtures.node(postgresql, {"configurationName": "require_secure_transport", "value": "on"})
}
