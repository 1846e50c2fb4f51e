# METADATA
# title: Storage accounts show nothing to everyone
# description: |
#   No container of the account can be opened to readers that nobody knows.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/storage-account-private
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#storage-account-private
#   examples:
#     allowed: 'allowBlobPublicAccess: false'
#     denied: 'allowBlobPublicAccess: true'
package rules.baseline.storage_account_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "allowBlobPublicAccess"], "source": ["spec", "publicRead"]} if {
	input.node.type == "azure-native:storage:StorageAccount"
	not input.node.properties.allowBlobPublicAccess == false
	message := sprintf("containers of storage account %s can be opened to everyone", [input.node.name])
}
