package rules.baseline.allowed_regions_test

import data.lib.baseline.fixtures
import data.rules.baseline.allowed_regions.deny

placed(cloud, region) := fixtures.asked("dev", fixtures.resource("Network@v1", {"target": {"cloud": cloud, "region": region}}))

test_by_pattern if count(deny) == 0 with input as placed("aws", "eu-north-1")

test_by_name if count(deny) == 0 with input as placed("azure", "westeurope")

test_elsewhere if {
	fixtures.rules_of(deny) == {"it is in aws/us-east-1, which is not an allowed region"} with input as placed("aws", "us-east-1")
}

test_unknown_cloud if count(deny) == 1 with input as placed("other", "eu-west-1")
