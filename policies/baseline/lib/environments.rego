# METADATA
# title: What the name of an environment means
# schemas:
#   - input: schema.spec
package lib.baseline.environments

production if input.environment.name in input.parameters.productionEnvironments

kind := "production" if production

kind := "other" if not production
