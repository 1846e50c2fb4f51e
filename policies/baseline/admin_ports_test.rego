package rules.baseline.admin_ports_test

import data.lib.baseline.fixtures
import data.rules.baseline.admin_ports.deny

opened(port, from) := fixtures.machine("dev", {"expose": [{"port": 80, "from": "internet"}, {"port": port, "from": from}]})

test_from_the_network if count(deny) == 0 with input as opened(22, "network")

test_from_an_office if count(deny) == 0 with input as opened(3389, "203.0.113.0/24")

test_from_the_internet if {
	deny == {{"message": "port 22 of it is open to everyone", "path": ["spec", "expose", 1]}} with input as opened(22, "internet")
}

test_from_the_whole_range if count(deny) == 1 with input as opened(3389, "0.0.0.0/0")

test_from_half_the_internet if count(deny) == 1 with input as opened(22, "128.0.0.0/1")

test_machines_of_a_group if count(deny) == 1 with input as fixtures.asked("dev", fixtures.resource("VirtualMachineGroup@v1", {"spec": {"expose": [{"port": 22, "from": "internet"}]}}))
