"""orchestrator policy: the tests and rules of policy packs."""

import os
from pathlib import Path

import click

from orchestrator.cli.options import json_option

packs_option = click.option(
    "--pack",
    "packs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder with a policy pack; default: the baseline that comes with orchestrator.",
)


@click.group()
def policy() -> None:
    """Test and explain policies."""


@policy.command()
@packs_option
@json_option
def test(packs: tuple[Path, ...], as_json: bool) -> int:
    """Run the tests of the packs. Exit code 1 when one fails."""
    from orchestrator import policy as judging
    from orchestrator import report, tools
    from orchestrator.cli.console import Console

    console = Console(as_json)
    done = judging.test(packs or (judging.baseline(),), tools.ensure("opa", console.note))
    for one in done.tests:
        if not one.passed:
            console.result(f"FAILED {one.package}.{one.name} at {one.where} {one.detail}")
    count = sum(one.passed for one in done.tests)
    tests = report.many(len(done.tests), "test")
    console.result(f"{count} of {tests} passed, {done.coverage:.1f} % of the rules' lines covered.")
    console.document(report.document("policy-tests", tests=done.tests, coverage=done.coverage))
    return 0 if done.passed else 1


@policy.command()
@packs_option
@json_option
def rules(packs: tuple[Path, ...], as_json: bool) -> int:
    """List every rule."""
    from orchestrator import policy as judging
    from orchestrator import report, tools
    from orchestrator.cli.console import Console

    console = Console(as_json)
    opa = judging.LocalOpa(tools.ensure("opa", console.note))
    found = judging.rules(packs or (judging.baseline(),), opa)
    rows = [[(rule.severity, ""), (rule.point, ""), (rule.id, ""), (rule.title, "")] for rule in found]
    console.result(report.columns(rows))
    console.result(f"{report.many(len(found), 'rule')}; `orchestrator policy explain RULE` says more.")
    console.document(report.document("policy-rules", rules=[rule.model_dump() for rule in found]))
    return 0


@policy.command()
@click.argument("rule")
@packs_option
@json_option
def explain(rule: str, packs: tuple[Path, ...], as_json: bool) -> int:
    """Explain RULE: what it asks, why, and how to satisfy it."""
    from orchestrator import policy as judging
    from orchestrator import report, tools
    from orchestrator.cli.console import Console

    console = Console(as_json)
    opa = judging.LocalOpa(tools.ensure("opa", console.note))
    found = judging.explain(rule, packs or (judging.baseline(),), opa)
    console.result(f"{found.id}  ({found.severity}, judges the {found.point}, scope {found.scope})")
    console.result(f"{found.title}\n\n{found.description.strip()}\n\nFix: {found.remediation}")
    for name, example in found.examples.items():
        console.result(f"\n{name}:\n{example.rstrip()}")
    if found.docs:
        console.result(f"\nDocs: {found.docs}")
    console.document(report.document("policy-rule", rule=found.model_dump()))
    return 0


@policy.command()
@click.option(
    "--opa-url", envvar="ORCHESTRATOR_OPA_URL", required=True, help="The OPA server.", show_envvar=True
)
@packs_option
@json_option
def push(opa_url: str, packs: tuple[Path, ...], as_json: bool) -> int:
    """Put the packs on an OPA server, for `--opa-url`; other policies on it are left alone.

    A token for the server is taken from ORCHESTRATOR_OPA_TOKEN.
    """
    from orchestrator import policy as judging
    from orchestrator import report
    from orchestrator.cli.console import Console

    console = Console(as_json)
    opa = judging.RemoteOpa(opa_url, os.environ.get("ORCHESTRATOR_OPA_TOKEN", ""), upload=True)
    found = judging.rules(packs or (judging.baseline(),), opa)
    console.result(f"{report.many(len(found), 'rule')} on {opa_url}.")
    console.document(report.document("policy-push", url=opa_url, rules=[rule.id for rule in found]))
    return 0
