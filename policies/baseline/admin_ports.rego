# METADATA
# title: Administration is not open to the internet
# description: |
#   Ports of remote administration (parameter adminPorts: 22 and 3389) are never open to everyone; a
#   range shorter than /8 counts as everyone.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/admin-ports
#   severity: critical
#   scope: resource
#   point: spec
#   remediation: >-
#     Write `from: network`, or the address range of your office or VPN.
#   docs: docs/policies.md#admin-ports
#   examples:
#     allowed: 'expose: [{port: 22, from: 203.0.113.0/24}]'
#     denied: 'expose: [{port: 22, from: internet}]'
package rules.baseline.admin_ports

import data.lib.baseline.machines
import data.lib.baseline.ranges

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "expose", index]} if {
	input.resource.type in machines.kinds
	some index, opening in input.resource.spec.expose
	opening.port in input.parameters.adminPorts
	ranges.everyone(opening.from)
	message := sprintf("port %d of %s is open to everyone", [opening.port, input.resource.name])
}
