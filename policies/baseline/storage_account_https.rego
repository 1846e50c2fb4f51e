# METADATA
# title: Storage accounts take HTTPS only
# description: |
#   Over plain HTTP keys and objects can be read on the way.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/storage-account-https
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#storage-account-https
#   examples:
#     allowed: 'enableHttpsTrafficOnly: true'
#     denied: 'enableHttpsTrafficOnly: false'
package rules.baseline.storage_account_https

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "enableHttpsTrafficOnly"]} if {
	input.node.type == "azure-native:storage:StorageAccount"
	object.get(input.node.properties, "enableHttpsTrafficOnly", true) != true
	message := sprintf("storage account %s takes plain HTTP", [input.node.name])
}
