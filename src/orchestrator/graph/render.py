"""A graph as text to read: goldens, and `orchestrator graph`. Secrets are never shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from orchestrator.graph.attach import (
    AgentMonitor,
    AlarmMonitor,
    ApiMonitor,
    BlackboxMonitor,
    Check,
    HttpCheck,
    Monitor,
    Slot,
    StateCheck,
    TcpCheck,
)
from orchestrator.graph.graph import Graph
from orchestrator.graph.node import Group, Node
from orchestrator.graph.value import (
    Base64,
    Concat,
    EnvironmentSecret,
    Evaluate,
    Json,
    Lookup,
    Output,
    Secret,
    StackOutput,
    StoredSecret,
    Value,
)

INDENT = "  "
# Text that reads like something else.
AMBIGUOUS = re.compile(r"|true|false|none|-?[0-9.]+|.*\s|\s.*")


def render(graph: Graph) -> str:
    """The whole graph, group by group."""
    lines = [f"stack {graph.stack} in {graph.environment}"]
    for group in graph.groups:
        lines += ["", *_group(group)]
    if graph.outputs:
        lines += ["", "outputs", *_mapping(graph.outputs, 1)]
    return "\n".join(lines) + "\n"


def _group(group: Group) -> Iterator[str]:
    yield f"{group.kind} {group.resource} on {group.target}"
    for node in group.nodes:
        yield from _node(node)
    if group.outputs:
        yield f"{INDENT}outputs"
        yield from _mapping(group.outputs, 2)
    for slot in group.slots:
        yield f"{INDENT}slot {type(slot).__name__}"
        yield from _slot(slot)
    for check in group.checks:
        yield f"{INDENT}check {_check(check)}"
    for monitor in group.monitors:
        yield f"{INDENT}monitor {_monitor(monitor)}"


def _node(node: Node) -> Iterator[str]:
    yield f"{INDENT}{node.name}: {node.type}"
    yield from _mapping(node.properties, 2)
    options = [f.name for f in fields(node.options) if getattr(node.options, f.name)]
    for name in options:
        value = getattr(node.options, name)
        text = ", ".join(value) if isinstance(value, tuple) else value
        yield f"{INDENT * 2}({name.replace('_', ' ')}{'' if value is True else f': {text}'})"


def _mapping(values: Mapping[str, Value], depth: int) -> Iterator[str]:
    for name in sorted(values):
        yield from _entry(f"{name}:", values[name], depth)


def _entry(head: str, value: Value, depth: int) -> Iterator[str]:
    """A value behind its name: on the same line, or below it when it has parts."""
    match value:
        case str() if "\n" in value:
            yield f"{INDENT * depth}{head} |"
            yield from (f"{INDENT * (depth + 1)}{line}".rstrip() for line in value.splitlines())
        case Concat(parts) if any(isinstance(part, str) and "\n" in part for part in parts):
            yield f"{INDENT * depth}{head} |"
            text = "".join(part if isinstance(part, str) else told(part) for part in parts)
            yield from (f"{INDENT * (depth + 1)}{line}".rstrip() for line in text.splitlines())
        case Json(inner) | Base64(inner) if isinstance(inner, (Mapping, Concat)):
            yield from _entry(f"{head} {type(value).__name__.lower()}", inner, depth)
        case Mapping() if value:
            yield f"{INDENT * depth}{head}"
            yield from _mapping(value, depth + 1)
        case Sequence() if any(isinstance(item, Mapping) for item in value) and not isinstance(value, str):
            yield f"{INDENT * depth}{head}"
            for item in value:
                yield from _entry("-", item, depth + 1)
        case _:
            yield f"{INDENT * depth}{head} {told(value)}"


def told(value: Value) -> str:
    """One value on one line."""
    match value:
        case Output():
            return f"<{value}>"
        case Secret():
            return "***"
        case EnvironmentSecret(variable):
            return f"*** (from ${variable})"
        case StoredSecret(reference):
            return f"*** (from {reference})"
        case Concat(parts):
            return "".join(part if isinstance(part, str) else told(part) for part in parts)
        case StackOutput():
            return f"<stack {value}>"
        case Evaluate():
            return f"cel({value.read(told)})"
        case Base64(inner):
            return f"base64({told(inner)})"
        case Json(inner):
            return f"json({told(inner)})"
        case Lookup(token, arguments, path):
            return f"{token}({told(arguments)}).{'.'.join(map(str, path))}"
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case str():
            return f'"{value}"' if AMBIGUOUS.fullmatch(value) else value
        case Mapping():
            return "{" + ", ".join(f"{name}: {told(value[name])}" for name in sorted(value)) + "}"
        case Sequence():
            return "[" + ", ".join(told(item) for item in value) + "]"


def _slot(slot: Slot) -> Iterator[str]:
    shown = (f.name for f in fields(slot) if f.default != "" or getattr(slot, f.name))
    yield from _mapping({name: getattr(slot, name) for name in shown}, 2)


def _check(check: Check) -> str:
    match check.probe:
        case HttpCheck(scheme, host, port, path, expect):
            what = f"http {scheme}://{told(host)}:{port}{path} → {expect}"
        case TcpCheck(host, port):
            what = f"tcp {told(host)}:{port}"
        case StateCheck(state, healthy):
            what = f"state <{state}> {'in ' + ', '.join(healthy) if healthy else 'exists'}"
    rhythm = f"every {check.interval:g} s, {check.unhealthy_after} times {check.timeout:g} s"
    return f"{what} ({rhythm})" + (f", apply waits {check.within:g} s" if check.gate else "")


def _monitor(monitor: Monitor) -> str:
    match monitor:
        case AgentMonitor(address, port):
            return f"agent {told(address)}:{port}"
        case AlarmMonitor(node):
            return f"alarm {node}"
        case BlackboxMonitor(module, address, port):
            return f"blackbox {module} {told(address)}:{port}"
        case ApiMonitor(state):
            return f"api <{state}>"
