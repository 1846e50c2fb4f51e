# METADATA
# title: Cloud resources say which stack they belong to
# description: |
#   Every cloud resource that can carry tags has orchestrator-stack with its stack and environment;
#   without it nothing can be found, billed or adopted again.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/owned-nodes
#   severity: medium
#   scope: resource
#   point: graph
#   remediation: >-
#     The orchestrator adds these tags itself: if one is missing, report it. Do not set tags that begin
#     with `orchestrator-` yourself.
#   docs: docs/policies.md#owned-nodes
#   examples:
#     allowed: 'tags: {orchestrator-stack: shop/prod}'
#     denied: 'tags: {}'
package rules.baseline.owned_nodes

import data.lib.baseline.ownership

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", ownership.property(input.node.type)]} if {
	expected := sprintf("%s/%s", [input.stack.name, input.environment.name])
	not owned_by(expected)
	message := sprintf("%s has no tag that says it belongs to %s", [input.node.name, expected])
}

owned_by(expected) if ownership.belongs(input.node, expected)
