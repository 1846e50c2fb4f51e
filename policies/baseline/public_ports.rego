# METADATA
# title: Only web ports are open to the internet
# description: |
#   Ports other than publicPorts (80 and 443) are not open to everyone. Administration ports have a rule
#   of their own.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/public-ports
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Write `from: network` or an address range, or put the service behind a web server.
#   docs: docs/policies.md#public-ports
#   examples:
#     allowed: 'expose: [{port: 443, from: internet}]'
#     denied: 'expose: [{port: 5432, from: internet}]'
package rules.baseline.public_ports

import data.lib.baseline.machines
import data.lib.baseline.ranges

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "expose", index]} if {
	input.resource.type in machines.kinds
	some index, opening in input.resource.spec.expose
	not opening.port in input.parameters.publicPorts
	not opening.port in input.parameters.adminPorts
	ranges.everyone(opening.from)
	message := sprintf("port %d of %s is open to everyone", [opening.port, input.resource.name])
}
