# METADATA
# title: MySQL is not told to take plain connections
# description: |
#   The parameter require_secure_transport is not switched off, on RDS or on Azure.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/mysql-requires-tls
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#mysql-requires-tls
#   examples:
#     allowed: 'require_secure_transport: ON'
#     denied: 'require_secure_transport: OFF'
package rules.baseline.mysql_requires_tls

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "value"], "source": ["spec", "requireTls"]} if {
	input.node.type in {"azure-native:dbformysql:Configuration", "azure-native:dbforpostgresql:Configuration"}
	switched_off(
		object.get(input.node.properties, "configurationName", input.node.name),
		object.get(input.node.properties, "value", ""),
	)
	message := sprintf("%s lets clients connect without TLS", [input.node.name])
}

deny contains {"message": message, "path": ["properties", "parameters", index], "source": ["spec", "requireTls"]} if {
	input.node.type == "aws:rds/parameterGroup:ParameterGroup"
	some index, parameter in input.node.properties.parameters
	switched_off(parameter.name, parameter.value)
	message := sprintf("%s lets clients connect without TLS", [input.node.name])
}

switched_off("require_secure_transport", value) if not lower(sprintf("%v", [value])) in {"on", "1", "true"}
