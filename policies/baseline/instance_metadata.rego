# METADATA
# title: EC2 machines ask for a token before they tell
# description: |
#   Without IMDSv2 a web server that can be made to fetch a URL gives away the credentials of its
#   machine.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/instance-metadata
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#instance-metadata
#   examples:
#     allowed: 'metadataOptions: {httpTokens: required}'
#     denied: 'metadataOptions: {httpTokens: optional}'
package rules.baseline.instance_metadata

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "metadataOptions", "httpTokens"]} if {
	input.node.type in {"aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"}
	not input.node.properties.metadataOptions.httpTokens == "required"
	message := sprintf("machine %s answers IMDSv1", [input.node.name])
}
