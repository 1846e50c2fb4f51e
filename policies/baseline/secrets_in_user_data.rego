# METADATA
# title: No secrets in user data
# description: |
#   User data can be read by everyone on the machine and by everyone who may describe it. It holds no
#   keys, tokens or passwords.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/secrets-in-user-data
#   severity: critical
#   scope: resource
#   point: spec
#   remediation: >-
#     Take the secret from an output (`${{ resources.db.outputs.password }}`) or have the machine fetch it
#     from a secret store.
#   docs: docs/policies.md#secrets-in-user-data
#   examples:
#     allowed: 'userData: export DB_HOST=10.0.0.4'
#     denied: 'userData: export DB_PASSWORD=hunter2hunter2'
package rules.baseline.secrets_in_user_data

import data.lib.baseline.machines
import data.lib.baseline.secrets

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "userData"]} if {
	input.resource.type in machines.kinds
	secrets.suspicious(input.resource.spec.userData)
	some kind in secrets.found_in(input.resource.spec.userData)
	message := sprintf("the user data of %s looks like it holds %s", [input.resource.name, kind])
}
