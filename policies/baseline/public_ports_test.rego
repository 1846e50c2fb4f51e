package rules.baseline.public_ports_test

import data.lib.baseline.fixtures
import data.rules.baseline.public_ports.deny

opened(port, from) := fixtures.machine("dev", {"expose": [{"port": port, "from": from}]})

test_web if count(deny) == 0 with input as opened(443, "internet")

test_inside if count(deny) == 0 with input as opened(5432, "network")

test_admin_port_is_told_once if count(deny) == 0 with input as opened(22, "internet")

test_database_port if {
	deny == {{"message": "port 5432 of it is open to everyone", "path": ["spec", "expose", 0]}} with input as opened(5432, "internet")
}

test_machines_of_a_group if count(deny) == 1 with input as fixtures.asked("dev", fixtures.resource("VirtualMachineGroup@v1", {"spec": {"expose": [{"port": 5432, "from": "internet"}]}}))
