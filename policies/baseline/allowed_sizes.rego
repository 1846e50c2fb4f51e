# METADATA
# title: Resources have an allowed size
# description: |
#   Sizes by name are in allowedMachineSizes or allowedDatabaseSizes; sizes in numbers are not above
#   largestMachine.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/allowed-sizes
#   severity: medium
#   scope: resource
#   point: spec
#   remediation: >-
#     Choose a smaller size, or have the parameter of the environment raised.
#   docs: docs/policies.md#allowed-sizes
#   examples:
#     allowed: 'size: small'
#     denied: 'size: xlarge'
package rules.baseline.allowed_sizes

import data.lib.baseline.machines

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "size"]} if {
	is_string(input.resource.spec.size)
	not input.resource.spec.size in by_name[input.resource.type]
	message := sprintf("%s has the size %s, allowed are %s", [
		input.resource.name,
		input.resource.spec.size, concat(", ", by_name[input.resource.type]),
	])
}

by_name := {
	"VirtualMachine@v1": input.parameters.allowedMachineSizes,
	"VirtualMachineGroup@v1": input.parameters.allowedMachineSizes,
	"DatabaseInstance@v1": input.parameters.allowedDatabaseSizes,
}

deny contains {"message": message, "path": ["spec", "size", part]} if {
	input.resource.type in machines.kinds
	some part, most in input.parameters.largestMachine
	input.resource.spec.size[part] > most
	message := sprintf("%s has %s %d, at most %d is allowed", [input.resource.name, part, input.resource.spec.size[part], most])
}
