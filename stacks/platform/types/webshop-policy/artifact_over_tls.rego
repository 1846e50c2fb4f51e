# METADATA
# title: Shops fetch their program over TLS
# description: A program that somebody changed on its way runs with the shop's database in its hands.
# custom:
#   severity: high
#   scope: resource
#   point: spec
#   remediation: Give an https:// URL as artifact.
package rules.webshop.artifact_over_tls

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "artifact"]} if {
	not startswith(input.resource.spec.artifact, "https://")
	message := sprintf("%s fetches its program without TLS", [input.resource.name])
}
