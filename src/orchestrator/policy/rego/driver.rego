# METADATA
# title: The one way into the packs
# description: |
#   Judges `input.document` at `input.point` with every rule of `input.packs`, and returns with the violations
#   what shows that it really did: the rules that ran, and how much they looked at. Behind the last resource
#   stands a canary with the question's own token; two rules of ours must deny it, in the same loop as all others.
package orchestrator.driver

answer := {
	"point": input.point,
	"examined": count(subjects),
	"inventory": inventory,
	"ran": ran,
	"packs": {name: about_pack | some name, about_pack in manifests},
	"parameters": {"unknown": unknown_parameters, "mistyped": mistyped_parameters, "known": known_parameters},
	"violations": violations,
}

# What is looked at one by one: resources of the spec, or nodes of the graph.
noun := "resource" if input.point == "spec"

noun := "node" if input.point == "graph"

subjects := input.document[sprintf("%ss", [noun])]

canary := {"name": "canary", "type": "orchestrator:canary", "resource": "canary", "canary": input.canary}

# --- packs and their parameters ---

manifests[name] := yaml.unmarshal(text) if some name, text in input.packs

defaults[pack][name] := parameter["default"] if {
	some pack, manifest in manifests
	some name, parameter in manifest.parameters
}

known_parameters contains name if some name, _ in defaults[_]

unknown_parameters contains name if {
	some name, _ in input.parameters
	not name in known_parameters
}

mistyped_parameters contains {"name": name, "wanted": wanted, "given": given} if {
	some name, value in input.parameters
	some pack
	wanted := type_name(defaults[pack][name])
	given := type_name(value)
	wanted != given
}

parameters[pack] := object.union(known, object.filter(input.parameters, object.keys(known))) if {
	some pack, _ in manifests
	known := object.get(defaults, pack, {})
}

parameters.orchestrator := {}

# --- rules ---

inventory contains rule if {
	some pack in object.keys(parameters)
	some name, text in data.rules[pack]
	about := annotations(text.about, pack, name)
	custom := object.get(about, "custom", {})
	rule := {
		"pack": pack,
		"name": name,
		"id": object.get(custom, "id", sprintf("%s/%s", [pack, replace(name, "_", "-")])),
		"title": object.get(about, "title", ""),
		"description": object.get(about, "description", ""),
		"severity": object.get(custom, "severity", "high"),
		"scope": object.get(custom, "scope", "stack"),
		"point": object.get(custom, "point", ""),
		"enforce": object.get(custom, "enforce", true),
		"remediation": object.get(custom, "remediation", ""),
		"docs": object.get(custom, "docs", ""),
		"examples": object.get(custom, "examples", {}),
	}
}

# The annotations that stand above `package`.
annotations(chain, pack, name) := [link.annotations |
	some link in chain
	link.path == ["rules", pack, name]
][0]

due := {rule | some rule in inventory; rule.point in {input.point, "any"}}

singles[pack] := {rule | some rule in due; rule.pack == pack; rule.scope == "resource"} if some pack, _ in parameters

# A rule that does not say what it looks at gets the whole: the safe guess.
wholes[pack] := {rule | some rule in due; rule.pack == pack; rule.scope != "resource"} if some pack, _ in parameters

# --- judging ---

# One resource or node, and what surrounds it.
asked(pack, subject, settings) := {
	noun: subject,
	"stack": input.document.stack,
	"environment": input.document.environment,
	"parameters": settings,
	"due": singles[pack],
}

everything[pack] := object.union(input.document, {"parameters": settings, "canary": input.canary}) if {
	some pack, settings in parameters
}

# The canary is looked at by every rule, so that a rule without a `deny` shows even in an empty stack.
ran contains rule.id if {
	some pack, settings in parameters
	some rule in singles[pack]
	is_set(data.rules[pack][rule.name].deny) with input as asked(pack, canary, settings)
}

ran contains rule.id if {
	some pack, rules in wholes
	some rule in rules
	is_set(data.rules[pack][rule.name].deny) with input as everything[pack]
}

# What the rules that are due say about one resource, which is the input here. Changing the input is costly: doing so
# once for all rules, not once for each, saves a quarter of the whole.
judged contains {"rule": rule.id, "finding": finding} if {
	some rule in input.due
	some finding in data.rules[rule.pack][rule.name].deny
}

violations contains object.union(entry, {"index": index}) if {
	some pack, settings in parameters
	some index, subject in array.concat(subjects, [canary])
	question := asked(pack, subject, settings)
	some entry in judged with input as question
}

violations contains {"rule": rule.id, "finding": finding} if {
	some pack, rules in wholes
	some rule in rules
	some finding in data.rules[pack][rule.name].deny with input as everything[pack]
}
