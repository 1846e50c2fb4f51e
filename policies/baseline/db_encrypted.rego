# METADATA
# title: Databases are encrypted at rest
# description: |
#   A copied disk or a lost backup must not give the data away. The key is the cloud's own.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/db-encrypted
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `encrypted: true`, or leave the line out: it is the default.
#   docs: docs/policies.md#db-encrypted
#   examples:
#     allowed: 'encrypted: true'
#     denied: 'encrypted: false'
package rules.baseline.db_encrypted

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "encrypted"]} if {
	input.resource.type == "DatabaseInstance@v1"
	not input.resource.spec.encrypted == true
	message := sprintf("database %s is not encrypted at rest", [input.resource.name])
}
