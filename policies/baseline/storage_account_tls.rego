# METADATA
# title: Storage accounts ask for TLS 1.2
# description: |
#   Azure takes TLS 1.0 when nothing is said.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/storage-account-tls
#   severity: medium
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#storage-account-tls
#   examples:
#     allowed: 'minimumTlsVersion: TLS1_2'
#     denied: 'minimumTlsVersion: TLS1_0'
package rules.baseline.storage_account_tls

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "minimumTlsVersion"], "source": ["spec", "minimumTls"]} if {
	input.node.type == "azure-native:storage:StorageAccount"
	not object.get(input.node.properties, "minimumTlsVersion", "") in {"TLS1_2", "TLS1_3"}
	message := sprintf("storage account %s takes a TLS older than 1.2", [input.node.name])
}
