# METADATA
# title: RDS instances are encrypted
# description: |
#   The translated database has encrypted storage, whatever the spec meant.
# custom:
#   id: baseline/rds-encrypted
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     This comes from the translation or from what was added to it: mend the spec rule of the same name
#     first; if the spec is right, report it.
#   docs: docs/policies.md#rds-encrypted
#   examples:
#     allowed: 'storageEncrypted: true'
#     denied: 'storageEncrypted: false'
package rules.baseline.rds_encrypted

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "storageEncrypted"]} if {
	input.node.type == "aws:rds/instance:Instance"
	not input.node.properties.storageEncrypted == true
	message := sprintf("RDS instance %s is not encrypted", [input.node.name])
}
