package rules.baseline.mysql_server_private_test

import data.lib.baseline.fixtures
import data.rules.baseline.mysql_server_private.deny

server(network) := fixtures.node("azure-native:dbformysql:Server", {"network": network})

test_switched_off if count(deny) == 0 with input as server({"publicNetworkAccess": "Disabled"})

test_in_a_subnet if count(deny) == 0 with input as server({"delegatedSubnetResourceId": {"$output": "net.id"}})

test_other_type if count(deny) == 0 with input as fixtures.node("azure-native:network:VirtualNetwork", {})

test_switched_on if count(deny) == 1 with input as server({"publicNetworkAccess": "Enabled"})

test_in_a_subnet_but_on if {
	count(deny) == 1 with input as server({"delegatedSubnetResourceId": "x", "publicNetworkAccess": "Enabled"})
}

test_silent if count(deny) == 1 with input as fixtures.node("azure-native:dbformysql:Server", {})

test_postgresql if {
	postgresql := "azure-native:dbforpostgresql:Server"
	count(deny) == 1 with input as fixtures.node(postgresql, {"network": {"publicNetworkAccess": "Enabled"}})
	count(deny) == 0 with input as fixtures.node(postgresql, {"network": {"publicNetworkAccess": "Disabled"}})
}
