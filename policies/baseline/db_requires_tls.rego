# METADATA
# title: Databases take encrypted connections only
# description: |
#   Without it a client that forgets TLS sends passwords and data in plain text.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/db-requires-tls
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `requireTls: true`, or leave the line out: it is the default.
#   docs: docs/policies.md#db-requires-tls
#   examples:
#     allowed: 'requireTls: true'
#     denied: 'requireTls: false'
package rules.baseline.db_requires_tls

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "requireTls"]} if {
	input.resource.type == "DatabaseInstance@v1"
	not input.resource.spec.requireTls == true
	message := sprintf("database %s takes connections without TLS", [input.resource.name])
}
