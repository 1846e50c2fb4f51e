"""From a draft to the resource of the model: expressions, durations, references, then validation."""

from dataclasses import replace
from typing import Any

from orchestrator.errors import Where
from orchestrator.model.resources import RESOURCE_TYPES, AnyResource
from orchestrator.model.values import Labels
from orchestrator.spec import durations
from orchestrator.spec.drafts import Draft, Registry
from orchestrator.spec.evaluate import Scope, plain
from orchestrator.spec.moved import earlier_names
from orchestrator.spec.references import References
from orchestrator.spec.validate import validate


def build(
    draft: Draft, registry: Registry, labels: Labels, scope: Scope
) -> tuple[AnyResource | None, dict[str, Where]]:
    """The resource, or None with every fault noted, and the instances that it needs."""
    references = References(registry, scope.findings, draft)
    inner = replace(scope, self_=_self(draft), outputs=references.output)
    data: dict[str, Any] = plain(draft.node, inner)
    own = data.get("labels", {})
    data["labels"] = {**labels, **own} if isinstance(own, dict) else own
    durations.convert(RESOURCE_TYPES[draft.type], data, draft.node, scope.findings)
    references.fields(data)
    references.depends_on(data)
    earlier_names(data, draft, registry, scope.findings)
    data.update(
        name=draft.name, logicalName=draft.logical_name, type=draft.type, target=draft.target, path=draft.path
    )
    resource = validate(RESOURCE_TYPES[draft.type], draft.node, data, scope.findings, draft.mark)
    return resource, references.needs


def _self(draft: Draft) -> dict[str, Any]:
    """What `self.…` reads."""
    values: dict[str, Any] = {
        "name": draft.name,
        "cloud": draft.target.cloud,
        "region": draft.target.region,
    }
    match draft.index:
        case int(index):
            return {**values, "index": index}
        case str(key):
            return {**values, "key": key, "value": draft.value}
        case _:
            return values
