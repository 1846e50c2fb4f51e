"""The baseline pack: its own tests, its form, its page, and the example stacks."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from orchestrator import adapters, inject, policy, spec
from orchestrator.errors import Where
from orchestrator.graph import AgentMonitor
from orchestrator.inject.tagging import CARRIERS
from orchestrator.model.resources import RESOURCE_TYPES, VirtualMachine
from orchestrator.outcome import Verdict
from orchestrator.policy.bundle import driver
from orchestrator.policy.reference import markdown

ROOT = Path(__file__).parents[2]
PACK = policy.baseline()
NODE = {"name": "n", "resource": "web", "cloud": "aws", "region": "eu-west-1", "needs": [], "protect": False}


def run(opa: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(opa), *map(str, arguments)], capture_output=True, text=True, check=False)


def test_own_tests_pass_and_reach_the_rules(opa_binary: Path) -> None:
    report = policy.test((PACK,), opa_binary)
    assert [test for test in report.tests if not test.passed] == []
    assert report.coverage >= 95, report.uncovered


def test_each_rule_has_one_test_that_passes_and_one_that_denies() -> None:
    for rule in sorted(PACK.glob("*.rego")):
        if rule.name.endswith("_test.rego"):
            continue
        tests = rule.with_name(f"{rule.stem}_test.rego").read_text()
        assert "count(deny) == 0" in tests, rule
        assert re.search(
            r"count\(deny\) == [1-9]|deny == \{\{|rules_of\(deny\) == \{\"|some finding in deny", tests
        ), rule


def test_form(opa_binary: Path) -> None:
    for folder in (PACK, driver().folder):
        assert run(opa_binary, "fmt", "--list", folder).stdout == ""
        checked = run(opa_binary, "check", "--strict", folder)
        assert checked.returncode == 0, checked.stderr


def test_the_page_shows_the_rules(opa: policy.LocalOpa) -> None:
    [manifest] = policy.manifests((PACK,), opa)
    page = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    assert page == markdown(manifest, policy.rules((PACK,), opa)), (
        "run python -m orchestrator.policy.reference"
    )


def test_links_of_the_rules_lead_to_the_page(opa: policy.LocalOpa) -> None:
    for rule in policy.rules((PACK,), opa):
        file, _, anchor = rule.docs.partition("#")
        assert f"\n### {anchor}\n" in (ROOT / file).read_text(encoding="utf-8")


def test_type_names_exist() -> None:
    named = {
        name
        for rule in PACK.rglob("*")
        if rule.is_file()
        for name in re.findall(r"\w+@v\d+", rule.read_text())
    }
    assert named <= set(RESOURCE_TYPES)


@pytest.mark.parametrize("kind", sorted(kind for kind, (_, form) in CARRIERS.items() if form != "none"))
def test_all_that_inject_tags_must_be_tagged(opa: policy.LocalOpa, kind: str) -> None:
    document = {
        "stack": {"name": "shop", "labels": {}},
        "environment": {"name": "dev", "labels": {}},
        "nodes": [{**NODE, "type": kind, "properties": {}}],
        "groups": [],
    }
    verdict = policy.check(policy.Question("graph", document, (PACK,)), opa)
    assert "baseline/owned-nodes" in {violation.rule for violation in verdict.violations}


def verdict_of(opa: policy.Opa, stack: str, environment: str, point: Literal["spec", "graph"]) -> Verdict:
    loaded = spec.load(ROOT / "stacks" / stack, environment)
    wanted = loaded.stack
    places = {resource.name: resource.path for resource in wanted.resources}

    def locate(resource: str, path: tuple[str | int, ...]) -> Where | None:
        return loaded.positions.where((*places.get(resource, ()), *path))

    if point == "spec":
        document = policy.spec_document(wanted)
    else:
        graph = inject.inject(adapters.translate(wanted), wanted, inject.agent_file())
        document = policy.graph_document(wanted, graph)
    parameters = wanted.environment.policies.parameters
    return policy.check(policy.Question(point, document, (PACK,), parameters, locate), opa)


@pytest.mark.parametrize("point", ["spec", "graph"])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_shop_passes(opa: policy.LocalOpa, environment: str, point: Literal["spec", "graph"]) -> None:
    verdict = verdict_of(opa, "retail", environment, point)
    assert verdict.violations == ()
    assert len(verdict.rules) >= 15


def test_a_machine_that_lost_its_agent_is_denied(opa: policy.LocalOpa) -> None:
    wanted = spec.load(ROOT / "stacks" / "retail", "dev").stack
    graph = inject.inject(adapters.translate(wanted), wanted, inject.agent_file())
    bare = replace(
        graph,
        groups=tuple(
            replace(group, monitors=tuple(m for m in group.monitors if not isinstance(m, AgentMonitor)))
            for group in graph.groups
        ),
    )
    machines = {r.name for r in wanted.resources if isinstance(r, VirtualMachine)}
    parameters = wanted.environment.policies.parameters
    question = policy.Question("graph", policy.graph_document(wanted, bare), (PACK,), parameters)
    denied = [v for v in policy.check(question, opa).violations if v.rule == "baseline/machines-have-agents"]
    assert machines and {violation.resource for violation in denied} == machines


NONCOMPLIANT = {
    "spec": {
        "db-encrypted": "encrypted: false",
        "db-private": "publiclyAccessible: true",
        "db-requires-tls": "requireTls: false",
        "bucket-private": "publicRead: true",
        "bucket-tls": 'minimumTls: "1.0"',
        "admin-ports": "port: 22",
        "public-ports": "port: 3306",
        "secrets-in-user-data": "userData:",
    },
    "graph": {
        "rds-encrypted": "encrypted: false",
        "rds-private": "publiclyAccessible: true",
        "mysql-requires-tls": "requireTls: false",
        "storage-account-private": "publicRead: true",
        "storage-account-tls": 'minimumTls: "1.0"',
        "firewall-admin-ports": "expose:",
    },
}


@pytest.mark.parametrize("point", ["spec", "graph"])
def test_the_noncompliant_stack_is_denied_line_by_line(
    opa: policy.LocalOpa, point: Literal["spec", "graph"]
) -> None:
    verdict = verdict_of(opa, "noncompliant", "prod", point)
    assert len(verdict.violations) >= 8
    lines = (ROOT / "stacks" / "noncompliant" / "stack.yaml").read_text().splitlines()
    for rule, text in NONCOMPLIANT[point].items():
        [violation] = [v for v in verdict.violations if v.rule == f"baseline/{rule}"]
        assert violation.where
        assert text in lines[violation.where.line - 1]
        assert violation.where.file.endswith("stack.yaml")
