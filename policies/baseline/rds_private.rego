# METADATA
# title: RDS instances are not on the internet
# description: |
#   The translated database has no public address.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/rds-private
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#rds-private
#   examples:
#     allowed: 'publiclyAccessible: false'
#     denied: 'publiclyAccessible: true'
package rules.baseline.rds_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "publiclyAccessible"], "source": ["spec", "publiclyAccessible"]} if {
	input.node.type == "aws:rds/instance:Instance"
	object.get(input.node.properties, "publiclyAccessible", false) != false
	message := sprintf("RDS instance %s can be reached from the internet", [input.node.name])
}
