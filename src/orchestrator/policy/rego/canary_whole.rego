# METADATA
# title: A stack that must always be denied
# custom:
#   scope: stack
#   point: any
package rules.orchestrator.canary_whole

about := rego.metadata.chain()

deny contains {"message": input.canary}
