# METADATA
# title: Production data is protected from deletion
# description: |
#   In production, resources that hold data (parameter protectedTypes) cannot be deleted by one wrong
#   apply.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/deletion-protected
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `lifecycle: {protect: true}` on the resource for this environment.
#   docs: docs/policies.md#deletion-protected
#   examples:
#     allowed: 'lifecycle: {protect: true}'
#     denied: 'lifecycle: {protect: false}'
package rules.baseline.deletion_protected

import data.lib.baseline.environments

about := rego.metadata.chain()

deny contains {"message": message, "path": ["lifecycle", "protect"]} if {
	environments.production
	input.resource.type in input.parameters.protectedTypes
	not input.resource.lifecycle.protect == true
	message := sprintf("nothing keeps production resource %s from being deleted", [input.resource.name])
}
