"""What another revision of a type would do to stacks: rendered, or planned by the engine."""

from collections.abc import Iterator
from pathlib import Path

from orchestrator import composites, pipeline, spec
from orchestrator.cli.work import Work
from orchestrator.errors import OrchestratorError
from orchestrator.outcome import Action, Impact


def impacts(
    found: composites.CompositeType, stacks: tuple[Path, ...], template: Work, planned: bool
) -> Iterator[Impact]:
    """One for each environment of each stack that uses the type; `template`: the options of the command."""
    for stack in composites.stacks_in(stacks):
        if not composites.usable(stack, found.name):
            continue
        wanted = template.environment
        for environment in (wanted,) if wanted else spec.environments(stack):
            work = Work(template.console, stack, environment, template.sandbox, template.opa_url)
            yield of_one(found, work, planned)


def of_one(found: composites.CompositeType, work: Work, planned: bool) -> Impact:
    """What the revision would do to one stack in one environment."""
    revision = found.document.spec.revision
    name, environment = str(work.path), work.environment or ""
    before = ""
    try:
        before = composites.pinned_revision(work.path, found.name) or ""
        after = pipeline.translate(work.path, environment, composites.Composer(candidates=(found,)))
        name = after.stack.name
        if planned:
            with work.running("planning", after) as engine:
                plan = engine.preview(after.graph)
            kept = (Action.SAME, Action.READ)
            changes = tuple(change for change in plan.changes if change.action not in kept)
            return Impact(name, environment, before, revision, changes, planned=True)
        now = pipeline.translate(work.path, environment)
    except OrchestratorError as error:
        return Impact(name, environment, before, revision, planned=planned, faults=tuple(error.each()))
    return Impact(name, environment, before, revision, *composites.compare(now.graph, after.graph))
