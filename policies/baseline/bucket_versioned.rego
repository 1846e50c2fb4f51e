# METADATA
# title: Production buckets keep old versions
# description: |
#   A deleted or overwritten object can be brought back.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/bucket-versioned
#   severity: medium
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `versioning: true` for this environment, or leave the line out: it is the default.
#   docs: docs/policies.md#bucket-versioned
#   examples:
#     allowed: 'versioning: true'
#     denied: 'versioning: false'
package rules.baseline.bucket_versioned

import data.lib.baseline.environments

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "versioning"]} if {
	input.resource.type == "ObjectBucket@v1"
	environments.production
	not input.resource.spec.versioning == true
	message := sprintf("production bucket %s keeps no old versions", [input.resource.name])
}
