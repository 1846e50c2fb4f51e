# METADATA
# title: A resource that must always be denied
# custom:
#   scope: resource
#   point: any
package rules.orchestrator.canary_single

about := rego.metadata.chain()

deny contains {"message": input[_].canary} if input[_].type == "orchestrator:canary"
