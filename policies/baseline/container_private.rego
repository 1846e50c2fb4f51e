# METADATA
# title: Swift containers are not open to everyone
# description: |
#   The read rule of a container does not name every referrer.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/container-private
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#container-private
#   examples:
#     allowed: 'containerRead: '''''
#     denied: 'containerRead: ''.r:*,.rlistings'''
package rules.baseline.container_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "containerRead"], "source": ["spec", "publicRead"]} if {
	input.node.type == "openstack:objectstorage/container:Container"
	contains(object.get(input.node.properties, "containerRead", ""), ".r:*")
	message := sprintf("everyone can read container %s", [input.node.name])
}
