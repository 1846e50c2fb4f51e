package rules.baseline.container_private_test

import data.lib.baseline.fixtures
import data.rules.baseline.container_private.deny

test_allowed if count(deny) == 0 with input as fixtures.node("openstack:objectstorage/container:Container", {"containerRead": "project:user"})

test_denied if {
	some finding in deny with input as fixtures.node("openstack:objectstorage/container:Container", {"containerRead": ".r:*,.rlistings"})
	finding.path == ["properties", "containerRead"]
}

test_other_type if count(deny) == 0 with input as fixtures.node("aws:ec2/vpc:Vpc", {"containerRead": ".r:*,.rlistings"})

test_unknown if count(deny) == 0 with input as fixtures.node("openstack:objectstorage/container:Container", {})
