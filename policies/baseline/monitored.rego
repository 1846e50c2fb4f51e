# METADATA
# title: Every resource is monitored
# description: |
#   Each resource of the spec has at least one monitor: an agent, an alarm, a blackbox target or the
#   API.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/monitored
#   severity: high
#   scope: stack
#   point: graph
#   remediation: >-
#     The orchestrator attaches these itself: if one is missing, report it.
#   docs: docs/policies.md#monitored
#   examples:
#     allowed: one AgentMonitor
#     denied: no monitor
package rules.baseline.monitored

about := rego.metadata.chain()

deny contains {"message": message, "resource": group.resource, "path": ["groups", index]} if {
	some index, group in input.groups
	group.kind != "Foundation"
	count(group.monitors) == 0
	message := sprintf("nothing monitors %s", [group.resource])
}
