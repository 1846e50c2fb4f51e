"""orchestrator type: composite types, from their tests to their release."""

from pathlib import Path

import click

from orchestrator.cli.options import environment_options, json_option, stack_argument


@click.group(name="type")
def types() -> None:
    """Pin, test, document and release composite types."""


@types.command()
@stack_argument
@click.option("--upgrade", multiple=True, metavar="TYPE", help="Take the newest revision of this type.")
@click.option("--all", "everything", is_flag=True, help="Take the newest revision of every type.")
@json_option
def lock(stack: Path, upgrade: tuple[str, ...], everything: bool, as_json: bool) -> int:
    """Write orchestrator.lock beside STACK: the revision and digest of each composite type that it uses.

    What is pinned stays as it is, unless it is upgraded. See `orchestrator type impact` first.
    """
    from orchestrator import composites, report
    from orchestrator.cli.console import Console

    console = Console(as_json)
    told = composites.lock(stack, upgrade, everything)
    for one in told:
        if one.after is None:
            console.result(f"{one.name} is not used any more.")
            continue
        before = f" (was {one.before.revision})" if one.before else ""
        console.result(f"{one.name} {one.after.revision}{before} from {one.origin}")
    if not told:
        console.result("Everything is pinned already.")
    changes = [
        {
            "name": one.name,
            "before": one.before.revision if one.before else None,
            "after": one.after.revision if one.after else None,
            "origin": one.origin,
        }
        for one in told
    ]
    console.document(report.document("type-lock", changes=changes))
    return 0


@types.command()
@click.argument("type_", metavar="TYPE")
@click.argument("stacks", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--plan", "planned", is_flag=True, help="Ask the engine and the clouds what is replaced.")
@environment_options
@json_option
def impact(
    type_: str,
    stacks: tuple[Path, ...],
    planned: bool,
    environment: str | None,
    sandbox: bool,
    opa_url: str | None,
    as_json: bool,
) -> int:
    """Show what TYPE would do to STACKS (default: this folder): every stack at and below these folders.

    TYPE is the file of a type, or NAME or NAME@REVISION as a stack finds it. Exit code 1 when a stack
    cannot use it, or would lose a resource. Nothing is changed.
    """
    from orchestrator import composites, report
    from orchestrator.cli.impact import impacts
    from orchestrator.cli.work import Work

    work = Work.begin(Path(), environment, sandbox, opa_url, as_json)
    paths = stacks or (Path(),)
    found = composites.candidate(type_, next(composites.stacks_in(paths)))
    outcomes = []
    for one in impacts(found, paths, work, planned):
        outcomes.append(one)
        work.console.result(report.impact(found.name, one))
    harmful = sum(not one.harmless for one in outcomes)
    total = report.many(len(outcomes), "environment")
    work.console.result(f"{total} with {found.name}; {harmful} cannot take it, or would lose a resource.")
    work.console.document(report.document("type-impact", type=found.name, impacts=outcomes))
    return 1 if harmful else 0


files_argument = click.argument(
    "paths", metavar="[TYPES]", nargs=-1, type=click.Path(path_type=Path, exists=True)
)


@types.command()
@files_argument
@json_option
def test(paths: tuple[Path, ...], as_json: bool) -> int:
    """Run the tests that TYPES bring along: files of types, or folders (default: this one).

    No cloud is asked. Exit code 1 when one fails, or when a type has none.
    """
    from orchestrator import composites, pipeline, policy, report, spec, tools
    from orchestrator.cli.console import Console

    console = Console(as_json)

    def judge(loaded: spec.Loaded) -> list[str]:
        opa = policy.LocalOpa(tools.ensure("opa", console.note))
        verdicts = pipeline.judge_instances(loaded, opa)
        return [one.message for verdict in verdicts for one in verdict.violations]

    failed = False
    documents = []
    for found in composites.types_at(paths or (Path(),)):
        tested = composites.test(found, judge)
        for one in tested:
            if not one.passed:
                console.result(f"FAILED {one.name} at {one.where}: {one.detail}")
        passed = sum(one.passed for one in tested)
        console.result(f"{found.name}: {passed} of {report.many(len(tested), 'test')} passed.")
        documents.append({"type": found.name, "tests": tested})
        failed = failed or passed < len(tested) or not tested
    console.document(report.document("type-tests", types=documents))
    return 1 if failed else 0


@types.command()
@files_argument
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file of an earlier revision; default: the other files beside each type.",
)
@json_option
def lint(paths: tuple[Path, ...], against: Path | None, as_json: bool) -> int:
    """Review TYPES: their expressions, and what they break for those who use an earlier revision.

    Exit code 1 when there is an error; warnings are only told.
    """
    from datetime import UTC, datetime

    from orchestrator import composites, report
    from orchestrator.cli.console import Console

    console = Console(as_json)
    found = composites.types_at(paths or (Path(),))
    earlier = composites.types_at((against,)) if against else composites.siblings(found)
    failed = False
    documents = []
    for one in found:
        before = tuple(other for other in earlier if other.name == one.name and other.file != one.file)
        if not against:
            before = tuple(other for other in before if other.revision <= one.revision)
        remarks = composites.lint(one, before, datetime.now(UTC).date())
        for remark in remarks:
            console.result(f"{remark.severity}: {remark.where}: {remark.summary}")
        console.result(f"{one.name} {one.document.spec.revision}: {report.many(len(remarks), 'remark')}.")
        documents.append({"type": one.name, "remarks": remarks})
        failed = failed or any(remark.severity == "error" for remark in remarks)
    console.document(report.document("type-lint", types=documents))
    return 1 if failed else 0


@types.command()
@files_argument
@json_option
def docs(paths: tuple[Path, ...], as_json: bool) -> int:
    """Print a page for the users of each of TYPES, in Markdown."""
    from orchestrator import composites, report
    from orchestrator.cli.console import Console

    console = Console(as_json)
    pages = {one.name: composites.docs(one) for one in composites.types_at(paths or (Path(),))}
    console.result("\n".join(pages.values()).rstrip())
    console.document(report.document("type-docs", pages=pages))
    return 0
