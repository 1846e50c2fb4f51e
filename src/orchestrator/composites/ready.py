"""readyWhen: whether an instance as a whole is ready, asked of the health of its resources."""

from collections.abc import Callable
from typing import Any

from orchestrator.composites import texts
from orchestrator.expressions import BadExpression
from orchestrator.model.composite import Instance
from orchestrator.model.stack import Stack
from orchestrator.outcome import CheckResult, Health

_STRONGEST_FIRST = ("failing", "passing", "unknown")
"""A check that nobody asked, such as one without a gate, takes nothing from those that pass."""


def not_ready(stack: Stack, health: Health, output: Callable[[str, str], Any]) -> tuple[CheckResult, ...]:
    """A failing check for each instance whose `readyWhen` does not hold; `output` looks one up by name."""
    found = []
    for instance in stack.composites:
        if not instance.ready_when:
            continue
        variables = {"resources": _resources(instance, stack, health, output), "spec": dict(instance.spec)}
        detail = ""
        try:
            if texts.formula(instance.ready_when, variables) is not True:
                detail = f"not so: {instance.ready_when}"
        except BadExpression as error:
            detail = f"{error.summary}: {instance.ready_when}"
        if detail:
            found.append(CheckResult(instance.name, "readyWhen", "failing", detail))
    return tuple(found)


def _resources(
    instance: Instance, stack: Stack, health: Health, output: Callable[[str, str], Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in instance.resources.items():
        own = [one for one in stack.resources if one.logical_name == key]
        seen = [
            {
                "name": one.name,
                "health": _status(health, one.name),
                "outputs": {word: output(one.name, word) for word in one.OUTPUTS},
            }
            for one in own
        ]
        if [one.name for one in own] == [key]:
            found[name] = seen[0]
        else:
            found[name] = seen
    return found


def _status(health: Health, resource: str) -> str:
    statuses = {result.status for result in health.results if result.resource == resource}
    return next((status for status in _STRONGEST_FIRST if status in statuses), "unknown")
