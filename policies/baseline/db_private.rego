# METADATA
# title: Databases are not on the internet
# description: |
#   A database answers only inside its network.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/db-private
#   severity: critical
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `publiclyAccessible: false`, or leave the line out, and reach it from a machine in the network.
#   docs: docs/policies.md#db-private
#   examples:
#     allowed: 'publiclyAccessible: false'
#     denied: 'publiclyAccessible: true'
package rules.baseline.db_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "publiclyAccessible"]} if {
	input.resource.type == "DatabaseInstance@v1"
	not input.resource.spec.publiclyAccessible == false
	message := sprintf("database %s can be reached from the internet", [input.resource.name])
}
