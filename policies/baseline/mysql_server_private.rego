# METADATA
# title: Azure databases are not on the internet
# description: |
#   A flexible server is in a subnet of its own, or public access to it is off.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/mysql-server-private
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#mysql-server-private
#   examples:
#     allowed: 'network: {publicNetworkAccess: Disabled}'
#     denied: 'network: {publicNetworkAccess: Enabled}'
package rules.baseline.mysql_server_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "network"], "source": ["spec", "publiclyAccessible"]} if {
	input.node.type in {"azure-native:dbformysql:Server", "azure-native:dbforpostgresql:Server"}
	not private
	message := sprintf("database server %s can be reached from the internet", [input.node.name])
}

private if input.node.properties.network.publicNetworkAccess == "Disabled"

# In a delegated subnet Azure gives no public address, unless it is asked to.
private if {
	input.node.properties.network.delegatedSubnetResourceId
	not input.node.properties.network.publicNetworkAccess
}
