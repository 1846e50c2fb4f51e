# METADATA
# title: No firewall rule opens more than web ports to the internet
# description: |
#   Each opening to everyone is exactly one of publicPorts (80, 443). Openings with an administration
#   port have a rule of their own.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/firewall-public-ports
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#firewall-public-ports
#   examples:
#     allowed: 'fromPort: 443, toPort: 443, cidrBlocks: [0.0.0.0/0]'
#     denied: 'fromPort: 8000, toPort: 9000, cidrBlocks: [0.0.0.0/0]'
package rules.baseline.firewall_public_ports

import data.lib.baseline.openings
import data.lib.baseline.ranges

about := rego.metadata.chain()

deny contains {"message": message, "path": opening.path, "source": ["spec", "expose"]} if {
	some opening in openings.to_everyone
	not web_port(opening)
	not admin_port(opening)
	message := sprintf("firewall %s opens ports %d to %d to everyone", [input.node.name, opening.from, opening.to])
}

web_port(opening) if {
	opening.from in input.parameters.publicPorts
	opening.from == opening.to
}

admin_port(opening) if {
	some port in input.parameters.adminPorts
	ranges.covers(opening, port)
}
