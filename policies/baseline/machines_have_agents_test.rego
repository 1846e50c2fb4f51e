package rules.baseline.machines_have_agents_test

import data.lib.baseline.fixtures
import data.rules.baseline.machines_have_agents.deny

test_allowed if count(deny) == 0 with input as fixtures.graph([fixtures.group("VirtualMachine", [{"probe": {"kind": "TcpCheck"}}], [{"kind": "AgentMonitor", "port": 9100}])], [])

test_denied if {
	some finding in deny with input as fixtures.graph([fixtures.group("VirtualMachine", [{"probe": {"kind": "TcpCheck"}}], [{"kind": "AgentMonitor", "port": 9100}]), fixtures.group("VirtualMachine", [{"kind": "Check"}], [{"kind": "AlarmMonitor"}])], [])
	finding.path == ["groups", 1]
	finding.resource == "web"
}

test_no_machine if {
	count(deny) == 0 with input as fixtures.graph([fixtures.group("ObjectBucket", [], [{"kind": "AlarmMonitor"}])], [])
}
