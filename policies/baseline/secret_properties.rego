# METADATA
# title: Passwords are secrets in the graph
# description: |
#   A property that is named like a secret holds a secret value or an output, never plain text: plain
#   text would stand in plans, logs and the state.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/secret-properties
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#secret-properties
#   examples:
#     allowed: 'adminPassword: (secret)'
#     denied: 'adminPassword: hunter2'
package rules.baseline.secret_properties

about := rego.metadata.chain()

deny contains {"message": message, "path": array.concat(["properties"], path)} if {
	walk(input.node.properties, [path, value])
	is_string(value)
	value != ""
	named_like_a_secret(path[count(path) - 1])
	message := sprintf("property %s of %s is plain text", [concat(".", [sprintf("%v", [step]) | some step in path]), input.node.name])
}

named_like_a_secret(step) if {
	is_string(step)
	regex.match(`(?i)(password|passwd|adminpass|privatekey|secretkey|secretstring|secretbinary|accesstoken|authtoken)$`, step)
}
