# METADATA
# title: Buckets are encrypted at rest
# description: |
#   Objects are stored encrypted, with a key of the cloud's own at the least.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/bucket-encrypted
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `encryption: provider-managed`, or leave the line out: it is the default.
#   docs: docs/policies.md#bucket-encrypted
#   examples:
#     allowed: 'encryption: provider-managed'
#     denied: 'encryption: none'
package rules.baseline.bucket_encrypted

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "encryption"]} if {
	input.resource.type == "ObjectBucket@v1"
	not input.resource.spec.encryption == "provider-managed"
	message := sprintf("bucket %s is not encrypted at rest", [input.resource.name])
}
