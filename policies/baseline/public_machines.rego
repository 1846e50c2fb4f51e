# METADATA
# title: Production machines are public on purpose only
# description: |
#   In production a machine has a public address only when it carries the label of parameter publicLabel
#   (exposure: public).
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/public-machines
#   severity: medium
#   scope: resource
#   point: spec
#   remediation: >-
#     Take `publicAddress` away, or add the label to say that it is meant.
#   docs: docs/policies.md#public-machines
#   examples:
#     allowed: 'publicAddress: true, with labels: {exposure: public}'
#     denied: 'publicAddress: true, without the label'
package rules.baseline.public_machines

import data.lib.baseline.environments
import data.lib.baseline.machines

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "publicAddress"]} if {
	input.resource.type in machines.kinds
	environments.production
	input.resource.spec.publicAddress == true
	not meant
	message := sprintf("production machine %s has a public address, but not the label for it", [input.resource.name])
}

meant if {
	some name, value in input.parameters.publicLabel
	input.resource.labels[name] == value
}
