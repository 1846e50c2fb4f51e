# METADATA
# title: Buckets are not open to everyone
# description: |
#   Nobody reads objects without being known to the cloud.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/bucket-private
#   severity: critical
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `publicRead: false`, or leave the line out; serve public files through a web server or a CDN.
#   docs: docs/policies.md#bucket-private
#   examples:
#     allowed: 'publicRead: false'
#     denied: 'publicRead: true'
package rules.baseline.bucket_private

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "publicRead"]} if {
	input.resource.type == "ObjectBucket@v1"
	not input.resource.spec.publicRead == false
	message := sprintf("everyone can read bucket %s", [input.resource.name])
}
