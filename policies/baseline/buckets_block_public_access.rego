# METADATA
# title: S3 buckets have a public access block
# description: |
#   Each bucket has a BucketPublicAccessBlock with all four switches on, so that no later policy or list
#   can open it.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/buckets-block-public-access
#   severity: high
#   scope: stack
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#buckets-block-public-access
#   examples:
#     allowed: 'blockPublicAcls, blockPublicPolicy, ignorePublicAcls and restrictPublicBuckets: true'
#     denied: a bucket without a BucketPublicAccessBlock
package rules.baseline.buckets_block_public_access

about := rego.metadata.chain()

deny contains {"message": message, "resource": bucket.resource, "path": ["nodes", bucket.name], "source": ["spec", "publicRead"]} if {
	some bucket in input.nodes
	bucket.type in {"aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"}
	not blocked(bucket)
	message := sprintf("S3 bucket %s has no block of public access", [bucket.name])
}

blocked(bucket) if {
	some node in input.nodes
	node.type == "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
	startswith(node.properties.bucket["$output"], sprintf("%s.", [bucket.name]))
	switches := {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}
	every switch in switches {
		node.properties[switch] == true
	}
}
