"""Pulumi's engine events, read into our own changes, drift and progress."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata, StepEventStateMetadata

from orchestrator.engine.names import GROUP_TYPE
from orchestrator.outcome import Action, Change, PropertyChange, Step

INTERNAL = ("pulumi:pulumi:", "pulumi:providers:", GROUP_TYPE)
ACTIONS = {
    "create": Action.CREATE,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
    "replace": Action.REPLACE,
    "create-replacement": Action.REPLACE,
    "delete-replaced": Action.REPLACE,
    "discard-replaced": Action.REPLACE,
    "import": Action.IMPORT,
    "import-replacement": Action.REPLACE,
    "read": Action.READ,
    "refresh": Action.READ,
    "same": Action.SAME,
}
_COLOR = re.compile(r"<\{%[^%]*%\}>")
_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[]+)')


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or warning that the engine or a provider reported."""

    severity: str
    message: str
    urn: str


Progress = Callable[[Step], None]


@dataclass
class Recorder:
    """Listens to one operation and keeps what matters."""

    progress: Progress
    steps: dict[str, list[StepEventMetadata]] = field(default_factory=dict)
    refreshed: dict[str, StepEventMetadata] = field(default_factory=dict)
    failed: list[StepEventMetadata] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def hear(self, event: EngineEvent) -> None:
        """Take one event; called from the Automation API's thread."""
        if event.diagnostic_event:
            self._diagnostic(event.diagnostic_event)
        elif event.resource_pre_event:
            self._before(event.resource_pre_event.metadata)
        elif event.res_outputs_event:
            self._after(event.res_outputs_event.metadata)
        elif event.res_op_failed_event:
            self.failed.append(event.res_op_failed_event.metadata)
            self._tell(event.res_op_failed_event.metadata, "failed")

    def changes(self) -> tuple[Change, ...]:
        """What happened, or would, to each cloud resource; the steps of a replacement are one change."""
        return tuple(_change(urn, steps) for urn, steps in self.steps.items())

    def drift(self) -> tuple[Change, ...]:
        """How the inputs that the cloud reports differ from those last applied."""
        drifted = (_drift(urn, step) for urn, step in self.refreshed.items())
        return tuple(change for change in drifted if change is not None)

    def reported(self) -> dict[str, Mapping[str, Any] | None]:
        """What the clouds report of each node that was refreshed; None: it is gone."""
        return {
            name_of(urn): unmarked(step.new.outputs or {}) if step.new else None
            for urn, step in self.refreshed.items()
        }

    def _before(self, step: StepEventMetadata) -> None:
        if _internal(step.type) or step.op.value == "refresh":
            return
        if step.op.value == "same" and not _id(step):
            return  # outside the targets and not there yet: nothing happens to it
        self.steps.setdefault(step.urn, []).append(step)
        if step.op.value != "same":
            self._tell(step, "started")

    def _after(self, step: StepEventMetadata) -> None:
        if _internal(step.type):
            return
        if step.op.value == "refresh" or step.urn not in self.steps:
            self.refreshed[step.urn] = step
        elif step.op.value != "same":
            self._tell(step, "done")

    def _diagnostic(self, event: DiagnosticEvent) -> None:
        if event.severity in ("error", "warning") and not event.ephemeral:
            message = _COLOR.sub("", event.message).strip()
            self.diagnostics.append(Diagnostic(event.severity, message, event.urn or ""))

    def _tell(self, step: StepEventMetadata, status: Literal["started", "done", "failed"]) -> None:
        if not _internal(step.type):
            action = ACTIONS.get(step.op.value, Action.UPDATE)
            self.progress(Step(name_of(step.urn), step.type, owner_of(step), action, status))


def name_of(urn: str) -> str:
    """The name at the end of a URN."""
    return urn.rsplit("::", 1)[-1]


def owner_of(step: StepEventMetadata) -> str:
    """The spec resource that a step belongs to: the name of its component; empty without one."""
    state = step.new or step.old
    parent = state.parent if state else ""
    return name_of(parent) if GROUP_TYPE in parent else ""


def _internal(type_: str) -> bool:
    return type_.startswith(INTERNAL)


def _change(urn: str, steps: list[StepEventMetadata]) -> Change:
    actions = {ACTIONS.get(step.op.value, Action.UPDATE) for step in steps}
    action = Action.REPLACE if Action.REPLACE in actions else ACTIONS.get(steps[0].op.value, Action.UPDATE)
    if {step.op.value for step in steps} == {"delete-replaced"}:
        action = Action.DELETE  # what an interrupted replacement left behind
    telling = next((step for step in steps if step.detailed_diff or step.diffs), steps[0])
    shown = action in (Action.UPDATE, Action.REPLACE)
    return Change(
        urn=urn,
        type=steps[0].type,
        name=name_of(urn),
        resource=owner_of(steps[0]),
        action=action,
        properties=tuple(_properties(telling)) if shown else (),
        id=_id(steps[0]),
    )


def _id(step: StepEventMetadata) -> str:
    state = step.old or step.new
    return state.id if state else ""


def _properties(step: StepEventMetadata) -> Iterable[PropertyChange]:
    for path, diff in sorted((step.detailed_diff or {}).items()):
        if not _declared(step, path):
            continue  # only the cloud's own answer changes, such as tagsAll with tags
        kind = diff.diff_kind.value
        yield PropertyChange(
            path=path,
            kind="add" if kind.startswith("add") else "delete" if kind.startswith("delete") else "update",
            before=_look(step.old, path, prefer_inputs=bool(diff.input_diff)),
            after=_look(step.new, path, prefer_inputs=True),
            replaces=kind.endswith("-replace") or _root(path) in (step.keys or ()),
        )
    if not step.detailed_diff:
        for name in sorted(step.diffs or ()):
            before, after = _look(step.old, name, True), _look(step.new, name, True)
            yield PropertyChange(name, "update", before, after, name in (step.keys or ()))


def _declared(step: StepEventMetadata, path: str) -> bool:
    """Whether a path is under a property that the program sets or did set."""
    root = _root(path)
    return any(root in (state.inputs or {}) for state in (step.old, step.new) if state)


def _root(path: str) -> str:
    return path.split(".")[0].split("[")[0]


def _look(state: StepEventStateMetadata | None, path: str, prefer_inputs: bool) -> Any:
    if state is None:
        return None
    first, second = (state.inputs, state.outputs) if prefer_inputs else (state.outputs, state.inputs)
    found = _at(first or {}, path)
    return found if found is not None else _at(second or {}, path)


def _at(value: Any, path: str) -> Any:
    for quoted, position, name in _STEP.findall(path):
        if position:
            value = value[int(position)] if isinstance(value, list) and int(position) < len(value) else None
        else:
            value = value.get(quoted or name) if isinstance(value, Mapping) else None
    return unmarked(value)


def unmarked(value: Any) -> Any:
    """An event's value for showing: unknowns and secrets become words, whole floats become integers."""
    if isinstance(value, Mapping):
        if "4dabf18193072939515e22adb298388d" in value:
            return "[secret]"
        return {key: unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unmarked(item) for item in value]
    if value == "04da6b54-80e4-46f7-96ec-b56ff0331ba9":
        return "[unknown]"
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _drift(urn: str, step: StepEventMetadata) -> Change | None:
    old, new = step.old, step.new
    if old is None:
        return None
    action = Action.DELETE if new is None else Action.UPDATE
    properties = tuple(_differences(old.inputs or {}, new.inputs or {}, "")) if new else ()
    if new is not None and not properties:
        return None
    return Change(urn, step.type, name_of(urn), owner_of(step), action, properties, old.id)


def _differences(before: Any, after: Any, path: str) -> Iterable[PropertyChange]:
    """Every leaf that differs; keys of Pulumi's own start with two underscores."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            if not key.startswith("__"):
                yield from _differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for position, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(one, other, f"{path}[{position}]")
    elif before != after:
        kind: Literal["add", "delete", "update"] = (
            "add" if before is None else "delete" if after is None else "update"
        )
        yield PropertyChange(path, kind, unmarked(before), unmarked(after))
