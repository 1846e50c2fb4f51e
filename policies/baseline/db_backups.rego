# METADATA
# title: Databases have backups
# description: |
#   Backups are kept for at least backupDays.production days in production (7), and backupDays.other
#   days elsewhere (1).
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/db-backups
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Raise `backup.retentionDays` to the number in the message.
#   docs: docs/policies.md#db-backups
#   examples:
#     allowed: 'backup: {retentionDays: 14}'
#     denied: 'backup: {retentionDays: 0}'
package rules.baseline.db_backups

import data.lib.baseline.environments

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "backup", "retentionDays"]} if {
	input.resource.type == "DatabaseInstance@v1"
	least := input.parameters.backupDays[environments.kind]
	days := object.get(input.resource.spec, ["backup", "retentionDays"], 0)
	days < least
	message := sprintf("database %s keeps backups for %d days, at least %d are asked for", [input.resource.name, days, least])
}
