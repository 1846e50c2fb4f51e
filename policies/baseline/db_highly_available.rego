# METADATA
# title: Production databases survive the loss of a zone
# description: |
#   In production a standby in another zone takes over by itself.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/db-highly-available
#   severity: medium
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `highAvailability: zone` for this environment.
#   docs: docs/policies.md#db-highly-available
#   examples:
#     allowed: 'highAvailability: zone'
#     denied: 'highAvailability: none'
package rules.baseline.db_highly_available

import data.lib.baseline.environments

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "highAvailability"]} if {
	input.resource.type == "DatabaseInstance@v1"
	environments.production
	not input.resource.spec.highAvailability == "zone"
	message := sprintf("production database %s has no standby in another zone", [input.resource.name])
}
