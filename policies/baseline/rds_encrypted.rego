# METADATA
# title: RDS instances are encrypted
# description: |
#   The translated database has encrypted storage, whatever the spec meant.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/rds-encrypted
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#rds-encrypted
#   examples:
#     allowed: 'storageEncrypted: true'
#     denied: 'storageEncrypted: false'
package rules.baseline.rds_encrypted

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "storageEncrypted"], "source": ["spec", "encrypted"]} if {
	input.node.type == "aws:rds/instance:Instance"
	not input.node.properties.storageEncrypted == true
	message := sprintf("RDS instance %s is not encrypted", [input.node.name])
}
