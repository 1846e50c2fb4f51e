# METADATA
# title: Azure machines take keys only
# description: |
#   A machine that takes passwords over SSH is guessed sooner or later.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/machine-password-login
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#machine-password-login
#   examples:
#     allowed: 'linuxConfiguration: {disablePasswordAuthentication: true}'
#     denied: 'linuxConfiguration: {disablePasswordAuthentication: false}'
package rules.baseline.machine_password_login

about := rego.metadata.chain()

# Where a machine, or each machine of a group, is described.
profiles := {
	"azure-native:compute:VirtualMachine": ["properties"],
	"azure-native:compute:VirtualMachineScaleSet": ["properties", "virtualMachineProfile"],
}

deny contains {"message": message, "path": array.concat(profile, ["osProfile", "linuxConfiguration", "disablePasswordAuthentication"])} if {
	profile := profiles[input.node.type]
	not object.get(input.node, array.concat(profile, ["osProfile", "linuxConfiguration", "disablePasswordAuthentication"]), false) == true
	message := sprintf("machine %s takes passwords", [input.node.name])
}
