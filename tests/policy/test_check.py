"""A verdict: what it says, where it points, and what it proves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator import policy
from orchestrator.errors import Where

Make = Callable[..., Path]
Document = Callable[..., dict[str, Any]]


def question(document: dict[str, Any], *packs: Path, **more: Any) -> policy.Question:
    return policy.Question("spec", document, packs, **more)


def test_allows_what_no_rule_denies(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    verdict = policy.check(question(document(web={"bad": False}), pack()), opa)
    assert not verdict.denied
    assert verdict.rules == ("mine/good",)
    assert verdict.seconds > 0


def test_an_empty_stack_is_still_judged(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    assert policy.check(question(document(), pack()), opa).rules == ("mine/good",)


def test_denies_with_all_that_the_rule_says(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    verdict = policy.check(question(document(web={"bad": True}, db={}), pack()), opa)
    assert verdict.denied
    [violation] = verdict.violations
    assert (violation.rule, violation.severity, violation.message) == ("mine/good", "high", "bad")
    assert (violation.fix, violation.resource) == ("Make it good.", "web")
    assert violation.path == ("spec", "bad")
    assert violation.enforce


KNOWN = {
    ("web", ("spec", "bad")): Where("stack.yaml", 9, 7),
    ("web", ()): Where("stack.yaml", 5, 3),
    ("", ()): Where("stack.yaml"),
}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([("web", ("spec", "bad")), ("web", ()), ("", ())], Where("stack.yaml", 9, 7)),
        ([("web", ()), ("", ())], Where("stack.yaml", 5, 3)),
        ([("", ())], Where("stack.yaml")),
        ([], None),
    ],
)
def test_points_to_the_nearest_known_place(
    opa: policy.LocalOpa, pack: Make, document: Document, known: list[Any], expected: Where | None
) -> None:
    places = {key: KNOWN[key] for key in known}
    asked = question(document(web={"bad": True}), pack(), locate=lambda name, path: places.get((name, path)))
    assert policy.check(asked, opa).violations[0].where == expected


def test_sorts_by_place(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    lines = {"a": 30, "b": 4, "c": 100}
    asked = question(
        document(**{name: {"bad": True} for name in lines}),
        pack(),
        locate=lambda name, path: Where("stack.yaml", lines[name]) if name else None,
    )
    assert [v.resource for v in policy.check(asked, opa).violations] == ["b", "a", "c"]


def test_a_rule_of_the_stack_sees_everything(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    body = 'deny contains {"message": "too many", "resource": "db"} if count(input.resources) > 1'
    folder = pack(rules={"few": body}, scope="stack")
    assert not policy.check(question(document(web={}), folder), opa).denied
    [violation] = policy.check(question(document(web={}, db={}), folder), opa).violations
    assert (violation.resource, violation.message) == ("db", "too many")


def test_a_rule_without_scope_gets_the_stack(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    folder = pack(rules={"few": 'deny contains "too many" if count(input.resources) > 1'})
    rule = folder / "few.rego"
    rule.write_text(rule.read_text().replace("#   scope: resource\n", ""))
    [violation] = policy.check(question(document(web={}, db={}), folder), opa).violations
    assert (violation.resource, violation.message) == ("", "too many")


def test_a_rule_can_advise_only(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    folder = pack()
    rule = folder / "good.rego"
    rule.write_text(
        rule.read_text().replace("#   severity: high\n", "#   severity: low\n#   enforce: false\n")
    )
    verdict = policy.check(question(document(web={"bad": True}), folder), opa)
    assert len(verdict.violations) == 1
    assert not verdict.denied


def test_runs_the_rules_of_its_point_only(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    packs = pack(), pack("other", {"later": 'deny contains "bad"'}, point="graph")
    verdict = policy.check(question(document(web={}), *packs), opa)
    assert (verdict.denied, verdict.rules) == (False, ("mine/good",))


def test_nodes_of_the_graph_point_to_their_resource(
    opa: policy.LocalOpa, pack: Make, document: Document
) -> None:
    body = 'deny contains {"message": "bad", "path": ["properties", "bad"]} if input.node.properties.bad'
    node = {
        "name": "web-disk",
        "type": "a:b:C",
        "resource": "web",
        "cloud": "aws",
        "region": "r",
        "properties": {"bad": True},
    }
    graph = {**document(), "nodes": [node], "groups": []}
    asked = policy.Question(
        "graph",
        graph,
        (pack(rules={"no": body}, point="graph"),),
        {},
        lambda name, path: Where(f"{name}{path}"),
    )
    [violation] = policy.check(asked, opa).violations
    assert violation.resource == "web"
    assert violation.path == ("nodes", "web-disk", "properties", "bad")
    assert violation.where == Where("web()")


def test_a_finding_can_name_its_cause_in_the_spec(
    opa: policy.LocalOpa, pack: Make, document: Document
) -> None:
    body = 'deny contains {"message": "bad", "source": ["spec", "cause"]} if input.node'
    node = {"name": "n", "type": "a:b:C", "resource": "web", "cloud": "aws", "region": "r", "properties": {}}
    asked = policy.Question(
        "graph",
        {**document(), "nodes": [node], "groups": []},
        (pack(rules={"no": body}, point="graph"),),
        locate=lambda name, path: Where(".".join([name, *map(str, path)])),
    )
    assert policy.check(asked, opa).violations[0].where == Where("web.spec.cause")


def test_parameters_replace_the_defaults(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    manifest = {
        "name": "mine",
        "version": "1",
        "title": "Ours",
        "parameters": {"most": {"default": {"a": 1, "b": 2}}, "on": {"default": False}},
    }
    body = """deny contains sprintf("%v", [input.parameters]) if true"""
    folder = pack(rules={"show": body}, manifest=json.dumps(manifest), scope="stack")
    asked = question(document(), folder, parameters={"most": {"b": 9}, "on": True})
    assert policy.check(asked, opa).violations[0].message == '{"most": {"a": 1, "b": 9}, "on": true}'
    assert policy.check(question(document(), folder), opa).violations[0].message == (
        '{"most": {"a": 1, "b": 2}, "on": false}'
    )


def test_digests_tell_what_was_judged_by_what(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    folder = pack()
    first = policy.check(question(document(web={}), folder), opa)
    again = policy.check(question(document(web={}), folder), opa)
    other = policy.check(question(document(web={"bad": False}), folder), opa)
    assert (first.input_digest, first.policy_digest) == (again.input_digest, again.policy_digest)
    assert first.input_digest != other.input_digest
    (folder / "good.rego").write_text((folder / "good.rego").read_text() + "\n# changed\n")
    changed = policy.check(question(document(web={}), folder), opa)
    assert changed.policy_digest != first.policy_digest
    assert changed.input_digest == first.input_digest
