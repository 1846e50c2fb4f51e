# METADATA
# title: User data runs nothing that came over plain HTTP
# description: |
#   What is downloaded over plain HTTP and run at first boot can be changed by anyone on the way.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/unsafe-downloads
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Download over https and check a SHA-256 before running it.
#   docs: docs/policies.md#unsafe-downloads
#   examples:
#     allowed: 'userData: curl -fsSL https://example.org/setup.sh -o setup.sh'
#     denied: 'userData: curl http://example.org/setup.sh | sh'
package rules.baseline.unsafe_downloads

import data.lib.baseline.machines

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "userData"]} if {
	input.resource.type in machines.kinds
	regex.match(`(curl|wget)\b[^\n|;]*\bhttp://[^\n|;]*\|\s*(sudo\s+)?\S*\b(ba|da|k|z)?sh\b`, input.resource.spec.userData)
	message := sprintf("the user data of %s runs a script that came over plain HTTP", [input.resource.name])
}
