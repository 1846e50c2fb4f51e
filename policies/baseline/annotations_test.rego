package tests.baseline.annotations

described[name] := link.annotations if {
	some name, rule in data.rules.baseline
	some link in rule.about
	link.path == ["rules", "baseline", name]
}

test_every_rule_is_described if {
	count(described) > 30
	every name, about in described {
		about.custom.id == sprintf("baseline/%s", [replace(name, "_", "-")])
		count(about.title) > 10
		count(about.description) > 10
		count(about.custom.remediation) > 10
		about.custom.docs == sprintf("docs/policies.md#%s", [replace(name, "_", "-")])
		object.keys(about.custom.examples) == {"allowed", "denied"}
	}
}
