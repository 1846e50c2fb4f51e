# METADATA
# title: Every machine runs the agent
# description: |
#   Each VirtualMachine has an AgentMonitor: alarms of a cloud do not see memory, disks or logs.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/machines-have-agents
#   severity: high
#   scope: stack
#   point: graph
#   remediation: >-
#     The orchestrator attaches these itself: if one is missing, report it.
#   docs: docs/policies.md#machines-have-agents
#   examples:
#     allowed: an AgentMonitor
#     denied: only an AlarmMonitor
package rules.baseline.machines_have_agents

about := rego.metadata.chain()

deny contains {"message": message, "resource": group.resource, "path": ["groups", index]} if {
	some index, group in input.groups
	group.kind == "VirtualMachine"
	agents := [monitor | some monitor in group.monitors; monitor.kind == "AgentMonitor"]
	count(agents) == 0
	message := sprintf("no agent runs on machine %s", [group.resource])
}
