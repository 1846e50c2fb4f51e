package rules.baseline.machine_password_login_test

import data.lib.baseline.fixtures
import data.rules.baseline.machine_password_login.deny

test_allowed if count(deny) == 0 with input as fixtures.node("azure-native:compute:VirtualMachine", {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": true}}})

test_denied if {
	some finding in deny with input as fixtures.node("azure-native:compute:VirtualMachine", {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": false}}})
	finding.path == ["properties", "osProfile", "linuxConfiguration", "disablePasswordAuthentication"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": false}}})

test_unknown if count(deny) == 1 with input as fixtures.node("azure-native:compute:VirtualMachine", {})

test_group_allowed if count(deny) == 0 with input as fixtures.node("azure-native:compute:VirtualMachineScaleSet", {"virtualMachineProfile": {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": true}}}})

test_group_denied if {
	some finding in deny with input as fixtures.node("azure-native:compute:VirtualMachineScaleSet", {"virtualMachineProfile": {"osProfile": {}}})
	finding.path == ["properties", "virtualMachineProfile", "osProfile", "linuxConfiguration", "disablePasswordAuthentication"]
}
