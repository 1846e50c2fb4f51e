# METADATA
# title: Buckets ask for TLS 1.2
# description: |
#   TLS 1.0 and 1.1 are broken and withdrawn.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/bucket-tls
#   severity: medium
#   scope: resource
#   point: spec
#   remediation: >-
#     Set `minimumTls: "1.2"`, or leave the line out: it is the default.
#   docs: docs/policies.md#bucket-tls
#   examples:
#     allowed: 'minimumTls: "1.2"'
#     denied: 'minimumTls: "1.0"'
package rules.baseline.bucket_tls

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "minimumTls"]} if {
	input.resource.type == "ObjectBucket@v1"
	not input.resource.spec.minimumTls == "1.2"
	message := sprintf("bucket %s takes connections with a TLS older than 1.2", [input.resource.name])
}
