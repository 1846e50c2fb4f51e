# METADATA
# title: No firewall rule opens administration to the internet
# description: |
#   Looks at what was made for the three clouds: security groups and their rules on AWS, network
#   security groups on Azure, security group rules on OpenStack. A range of ports counts when an admin
#   port is inside.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/firewall-admin-ports
#   severity: critical
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#firewall-admin-ports
#   examples:
#     allowed: 'fromPort: 443, cidrBlocks: [0.0.0.0/0]'
#     denied: 'fromPort: 0, toPort: 1024, cidrBlocks: [0.0.0.0/0]'
package rules.baseline.firewall_admin_ports

import data.lib.baseline.openings
import data.lib.baseline.ranges

about := rego.metadata.chain()

deny contains {"message": message, "path": opening.path, "source": ["spec", "expose"]} if {
	some opening in openings.to_everyone
	some port in input.parameters.adminPorts
	ranges.covers(opening, port)
	message := sprintf("firewall %s opens port %d to everyone", [input.node.name, port])
}
