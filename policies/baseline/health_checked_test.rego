package rules.baseline.health_checked_test

import data.lib.baseline.fixtures
import data.rules.baseline.health_checked.deny

test_allowed if count(deny) == 0 with input as fixtures.graph([fixtures.group("VirtualMachine@v1", [{"probe": {"kind": "TcpCheck"}}], [{"kind": "AgentMonitor", "port": 9100}])], [])

test_denied if {
	some finding in deny with input as fixtures.graph([fixtures.group("VirtualMachine@v1", [{"probe": {"kind": "TcpCheck"}}], [{"kind": "AgentMonitor", "port": 9100}]), fixtures.group("VirtualMachine@v1", [], [{"kind": "AgentMonitor"}])], [])
	finding.path == ["groups", 1]
	finding.resource == "web"
}

# What several resources share is seen through them.
test_foundation if count(deny) == 0 with input as fixtures.graph([fixtures.group("Foundation", [], [])], [])
