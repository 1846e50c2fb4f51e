# METADATA
# title: Storage accounts show nothing to everyone
# description: |
#   No container of the account can be opened to readers that nobody knows.
# custom:
#   id: baseline/storage-account-private
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     This comes from the translation or from what was added to it: mend the spec rule of the same name
#     first; if the spec is right, report it.
#   docs: docs/policies.md#storage-account-private
#   examples:
#     allowed: 'allowBlobPublicAccess: false'
#     denied: 'allowBlobPublicAccess: true'
package rules.baseline.storage_account_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "allowBlobPublicAccess"]} if {
	input.node.type == "azure-native:storage:StorageAccount"
	not input.node.properties.allowBlobPublicAccess == false
	message := sprintf("containers of storage account %s can be opened to everyone", [input.node.name])
}
