package rules.baseline.instance_metadata_test

import data.lib.baseline.fixtures
import data.rules.baseline.instance_metadata.deny

test_allowed if count(deny) == 0 with input as fixtures.node("aws:ec2/instance:Instance", {"metadataOptions": {"httpTokens": "required"}})

test_denied if {
	some finding in deny with input as fixtures.node("aws:ec2/instance:Instance", {"metadataOptions": {"httpTokens": "optional"}})
	finding.path == ["properties", "metadataOptions", "httpTokens"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"metadataOptions": {"httpTokens": "optional"}})

test_unknown if count(deny) == 1 with input as fixtures.node("aws:ec2/instance:Instance", {})

test_template_allowed if count(deny) == 0 with input as fixtures.node("aws:ec2/launchTemplate:LaunchTemplate", {"metadataOptions": {"httpTokens": "required"}})

test_template_denied if count(deny) == 1 with input as fixtures.node("aws:ec2/launchTemplate:LaunchTemplate", {"metadataOptions": {"httpTokens": "optional"}})
