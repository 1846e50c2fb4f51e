package rules.baseline.disks_encrypted_test

import data.lib.baseline.fixtures
import data.rules.baseline.disks_encrypted.deny

test_allowed if count(deny) == 0 with input as fixtures.node("aws:ec2/instance:Instance", {"rootBlockDevice": {"encrypted": true}})

test_denied if {
	some finding in deny with input as fixtures.node("aws:ec2/instance:Instance", {"rootBlockDevice": {"encrypted": false}})
	finding.path == ["properties", "rootBlockDevice", "encrypted"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"rootBlockDevice": {"encrypted": false}})

test_unknown if count(deny) == 1 with input as fixtures.node("aws:ec2/instance:Instance", {})

test_volume_allowed if count(deny) == 0 with input as fixtures.node("aws:ebs/volume:Volume", {"encrypted": true})

test_volume_denied if {
	some finding in deny with input as fixtures.node("aws:ebs/volume:Volume", {"encrypted": false})
	finding.source == ["spec", "encrypted"]
}

test_volume_unknown if count(deny) == 1 with input as fixtures.node("aws:ebs/volume:Volume", {})

template(encrypted) := fixtures.node(
	"aws:ec2/launchTemplate:LaunchTemplate",
	{"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": value}} | some value in encrypted]},
)

test_template_allowed if count(deny) == 0 with input as template(["true"])

test_template_denied if {
	some finding in deny with input as template(["true", "false"])
	finding.path == ["properties", "blockDeviceMappings"]
}

test_template_unknown if count(deny) == 1 with input as fixtures.node("aws:ec2/launchTemplate:LaunchTemplate", {})
