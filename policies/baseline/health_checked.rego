# METADATA
# title: Every resource has a health check
# description: |
#   Each resource of the spec has at least one health check, so that an apply can tell whether it is
#   well.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/health-checked
#   severity: high
#   scope: stack
#   point: graph
#   remediation: >-
#     The orchestrator attaches these itself: if one is missing, report it.
#   docs: docs/policies.md#health-checked
#   examples:
#     allowed: one HttpCheck
#     denied: no check
package rules.baseline.health_checked

about := rego.metadata.chain()

deny contains {"message": message, "resource": group.resource, "path": ["groups", index]} if {
	some index, group in input.groups
	group.kind != "Foundation"
	count(group.checks) == 0
	message := sprintf("nothing checks the health of %s", [group.resource])
}
