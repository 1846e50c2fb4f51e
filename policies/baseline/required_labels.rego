# METADATA
# title: Resources say whose they are
# description: |
#   Every resource has the required labels (parameter requiredLabels), on itself, its stack or its
#   environment. Somebody must answer when it fails or costs too much.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/required-labels
#   severity: medium
#   scope: resource
#   point: spec
#   remediation: >-
#     Add the label to the stack (`metadata.labels`) or to the resource (`labels`).
#   docs: docs/policies.md#required-labels
#   examples:
#     allowed: 'labels: {owner: payments}'
#     denied: 'labels: {}'
package rules.baseline.required_labels

about := rego.metadata.chain()

deny contains {"message": message, "path": ["labels"]} if {
	some wanted in input.parameters.requiredLabels
	object.get(labels, wanted, "") == ""
	message := sprintf("%s has no label '%s'", [input.resource.name, wanted])
}

labels := object.union(object.union(object.get(input.environment, "labels", {}), object.get(input.stack, "labels", {})), input.resource.labels)
