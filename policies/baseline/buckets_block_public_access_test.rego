package rules.baseline.buckets_block_public_access_test

import data.lib.baseline.fixtures
import data.rules.baseline.buckets_block_public_access.deny

bucket := {"name": "assets", "type": "aws:s3/bucket:Bucket", "resource": "assets", "properties": {}}

block(name, restricted) := {
	"name": "block", "type": "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "resource": "assets",
	"properties": {
		"bucket": {"$output": sprintf("%s.id", [name])},
		"blockPublicAcls": true, "blockPublicPolicy": true, "ignorePublicAcls": true, "restrictPublicBuckets": restricted,
	},
}

test_blocked if count(deny) == 0 with input as fixtures.graph([], [bucket, block("assets", true)])

test_no_bucket if count(deny) == 0 with input as fixtures.graph([], [])

test_no_block if {
	deny == {{
		"message": "S3 bucket assets has no block of public access",
		"resource": "assets",
		"path": ["nodes", "assets"],
		"source": ["spec", "publicRead"],
	}} with input as fixtures.graph([], [bucket])
}

test_block_of_another if count(deny) == 1 with input as fixtures.graph([], [bucket, block("assets2", true)])

test_half_blocked if count(deny) == 1 with input as fixtures.graph([], [bucket, block("assets", false)])
