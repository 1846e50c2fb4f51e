# METADATA
# title: Resources stay in the allowed regions
# description: |
#   Every resource is in one of the regions of parameter allowedRegions for its cloud; by default in the
#   European Union and its neighbours.
# schemas:
#   - input: schema.spec
# custom:
#   id: baseline/allowed-regions
#   severity: high
#   scope: resource
#   point: spec
#   remediation: >-
#     Choose another `placement.region`, or another region for the provider in the environment file.
#   docs: docs/policies.md#allowed-regions
#   examples:
#     allowed: 'placement: {provider: aws, region: eu-central-1}'
#     denied: 'placement: {provider: aws, region: us-east-1}'
package rules.baseline.allowed_regions

about := rego.metadata.chain()

deny contains {"message": message, "path": ["placement", "region"]} if {
	not allowed
	target := input.resource.target
	message := sprintf("%s is in %s/%s, which is not an allowed region", [input.resource.name, target.cloud, target.region])
}

allowed if {
	some pattern in input.parameters.allowedRegions[input.resource.target.cloud]
	glob.match(pattern, [], input.resource.target.region)
}
