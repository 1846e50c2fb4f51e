# METADATA
# title: No secrets in labels
# description: |
#   Labels are shown in every console, bill and log.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/secrets-in-labels
#   severity: critical
#   scope: resource
#   point: spec
#   remediation: >-
#     Take the label away, and change the secret: it is known now.
#   docs: docs/policies.md#secrets-in-labels
#   examples:
#     allowed: 'labels: {owner: payments}'
#     denied: 'labels: {note: "password=hunter2"}'
package rules.baseline.secrets_in_labels

import data.lib.baseline.secrets

about := rego.metadata.chain()

deny contains {"message": message, "path": ["labels", name]} if {
	secrets.suspicious(concat("\n", [sprintf("%s=%s", [name, value]) | some name, value in input.resource.labels]))
	some name, value in input.resource.labels
	some kind in secrets.found_in(sprintf("%s=%s", [name, value]))
	message := sprintf("label '%s' of %s looks like it holds %s", [name, input.resource.name, kind])
}
