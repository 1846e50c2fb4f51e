"""A graph as a Pulumi YAML program that plain Pulumi runs on the same state."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.clouds import Target
from orchestrator.engine.names import GROUP_TYPE, PACKAGE_OF, provider_name, uses_its_cloud
from orchestrator.engine.plugins import VERSIONS
from orchestrator.errors import Unsupported
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Evaluate,
    Graph,
    Group,
    Json,
    Lookup,
    Node,
    Output,
    Secret,
    StackOutput,
    StoredSecret,
    Value,
    told,
    walk,
)

GROUPS = "orchestrator"
GROUPS_VERSION = "0.1.0"
"""The component plugin that comes with an ejected program."""
RESERVED = frozenset({"pulumi"})
Yaml = Any


@dataclass(slots=True)
class _Names:
    """Keys of the program: nodes, groups and providers may share a name, keys may not."""

    taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def new(self, wanted: str) -> str:
        # A dot or a bracket in a key would end it inside of `${…}`; the resource's own name stays.
        wanted = _setting(wanted)
        while wanted in self.taken:
            wanted += "-"
        self.taken.add(wanted)
        return wanted


def eject(graph: Graph, provider_config: Callable[[Target], Mapping[str, Any]]) -> dict[str, Yaml]:
    """The project file: resources, lookups and outputs. Values of secrets are not in it."""
    return _Program(graph, provider_config).project()


def kinds(graph: Graph) -> list[str]:
    """The kinds of groups, which the component plugin must know."""
    return sorted({group.kind for group in graph.groups})


def secrets(graph: Graph) -> dict[str, str]:
    """What holds each secret, and the secret setting of the stack that it becomes: never one for two."""
    found: set[str] = set()
    for node in graph.nodes():
        for value in walk(node.properties):
            match value:
                case EnvironmentSecret(name) | StoredSecret(name):
                    found.add(name)
    names = _Names()
    return {name: names.new(name) for name in sorted(found)}


class _Program:
    def __init__(self, graph: Graph, provider_config: Callable[[Target], Mapping[str, Any]]) -> None:
        self._graph = graph
        self._provider_config = provider_config
        # First, since settings are called by what a user sets; other keys give way.
        self._secrets = secrets(graph)
        names = _Names({*RESERVED, *self._secrets.values()})
        self._nodes = {node.name: names.new(node.name) for node in graph.nodes()}
        self._groups = {group.resource: names.new(f"{group.resource}-group") for group in graph.groups}
        targets = sorted({group.target for group in graph.groups if uses_its_cloud(group)})
        self._providers = {target: names.new(provider_name(target)) for target in targets}
        self._names = names
        self._variables: dict[str, Yaml] = {}
        self._hoisted: dict[str, str] = {}

    def project(self) -> dict[str, Yaml]:
        resources: dict[str, Yaml] = {}
        for target, key in self._providers.items():
            resources[key] = self._provider(target)
        for group in self._graph.groups:
            resources[self._groups[group.resource]] = {
                "type": f"{GROUP_TYPE}{group.kind}",
                "name": group.resource,
                "options": {"version": GROUPS_VERSION},
            }
            for node in group.nodes:
                resources[self._nodes[node.name]] = self._node(node, group)
        outputs = {
            name: self._value(value, None)
            for name, value in sorted(self._graph.outputs.items())
            # What is computed stays in the state as it is until somebody writes it in Pulumi's words.
            if not any(isinstance(inner, Evaluate | StackOutput) for inner in walk(value))
        }
        project: dict[str, Yaml] = {
            "name": self._graph.stack,
            "runtime": "yaml",
            "description": f"Ejected from the orchestrator stack {self._graph.stack}.",
            "plugins": {"providers": [{"name": GROUPS, "path": "plugins", "version": GROUPS_VERSION}]},
        }
        if self._secrets:
            project["config"] = {name: {"type": "string", "secret": True} for name in self._secrets.values()}
        if self._variables:
            project["variables"] = self._variables
        project["resources"] = resources
        if outputs:
            project["outputs"] = outputs
        return project

    def _provider(self, target: Target) -> Yaml:
        package = PACKAGE_OF[target.cloud]
        return {
            "type": f"pulumi:providers:{package}",
            "name": provider_name(target),
            "properties": {
                key: self._value(value, None) for key, value in self._provider_config(target).items()
            },
            "options": {"version": VERSIONS[package]},
        }

    def _node(self, node: Node, group: Group) -> Yaml:
        properties = {
            name: self._value(value, group.target)
            for name, value in sorted(node.properties.items())
            if value is not None
        }
        return {
            "type": node.type,
            "name": node.name,
            **({"properties": properties} if properties else {}),
            "options": self._options(node, group),
        }

    def _options(self, node: Node, group: Group) -> Yaml:
        own = node.options
        options: dict[str, Yaml] = {"parent": f"${{{self._groups[group.resource]}}}"}
        if node.package == PACKAGE_OF[group.target.cloud]:
            options["provider"] = f"${{{self._providers[group.target]}}}"
        if node.package in VERSIONS:
            options["version"] = VERSIONS[node.package]
        if own.depends_on:
            options["dependsOn"] = [f"${{{self._nodes[name]}}}" for name in own.depends_on]
        if own.deleted_with:
            options["deletedWith"] = f"${{{self._nodes[own.deleted_with]}}}"
        for name, value in (
            ("protect", own.protect),
            ("retainOnDelete", own.retain_on_delete),
            ("deleteBeforeReplace", own.delete_before_replace),
            ("ignoreChanges", list(own.ignore_changes)),
            ("additionalSecretOutputs", list(own.secret_outputs)),
            ("import", own.import_id),
        ):
            if value:
                options[name] = value
        return options

    def _value(self, value: Value, target: Target | None) -> Yaml:
        """A value where any YAML may stand."""
        match value:
            case Output():
                return f"${{{self._access(value)}}}"
            case Secret(inner):
                return {"fn::secret": self._value(inner, target)}
            case EnvironmentSecret(name) | StoredSecret(name):
                return f"${{{self._secrets[name]}}}"
            case Concat(parts):
                return "".join(self._part(part, target) for part in parts)
            case Base64(inner):
                return {"fn::toBase64": self._value(inner, target)}
            case Json(inner):
                return self._json(inner, target)
            case Lookup():
                return self._lookup(value, target)
            case Evaluate() | StackOutput():
                summary = "plain Pulumi YAML has no expressions, and reads other stacks in its own way"
                hint = "put the value itself, or a single output, where this stands before ejecting"
                raise Unsupported(summary, told(value), hint)
            case str():
                return _escaped(value)
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {key: self._value(item, target) for key, item in value.items() if item is not None}
            case Sequence():
                return [self._value(item, target) for item in value]

    def _part(self, value: Value, target: Target | None) -> str:
        """A value inside of text: what is more than an access gets a variable of its own."""
        match value:
            case None:
                return ""
            case bool():
                return str(value).lower()
            case int() | float():
                return str(int(value)) if float(value).is_integer() else str(value)
        made = self._value(value, target)
        return made if isinstance(made, str) else self._hoist("value", made)

    def _json(self, value: Value, target: Target | None) -> str:
        """The very text that orchestrator makes: fn::toJSON would space it in another way."""
        inside: list[str] = []

        def held(item: Value) -> str:
            inside.append(self._part(item, target))
            return f"\ue000{len(inside) - 1}\ue001"

        def plain(item: Value) -> Yaml:
            match item:
                case None | bool() | int() | float() | str():
                    return item
                case Mapping():
                    return {key: plain(inner) for key, inner in item.items() if inner is not None}
                case Output() | Secret() | EnvironmentSecret() | StoredSecret():
                    return held(item)
                case Concat() | Base64() | Json() | Lookup():
                    return held(item)
                case Evaluate() | StackOutput():
                    return self._value(item, target)
                case Sequence():
                    return [plain(inner) for inner in item]

        text = _escaped(json.dumps(plain(value), sort_keys=True))
        for number, part in enumerate(inside):
            text = text.replace(f"\\ue000{number}\\ue001", part)
        return text

    def _lookup(self, value: Lookup, target: Target | None) -> str:
        target = value.target or target
        arguments = {key: self._value(item, target) for key, item in value.arguments.items()}
        options = {"version": VERSIONS[value.token.split(":", 1)[0]]}
        if target is not None and target in self._providers:
            options["provider"] = f"${{{self._providers[target]}}}"
        call = {"function": value.token, "arguments": arguments, "options": options}
        variable = self._hoist("found", {"fn::invoke": call})
        return f"{variable.removesuffix('}')}{_steps(value.path)}}}"

    def _hoist(self, name: str, made: Yaml) -> str:
        """An access to a variable that holds this."""
        key = json.dumps(made, sort_keys=True)
        if key not in self._hoisted:
            self._hoisted[key] = self._names.new(f"{name}-{len(self._hoisted) + 1}")
            self._variables[self._hoisted[key]] = made
        return f"${{{self._hoisted[key]}}}"

    def _access(self, output: Output) -> str:
        return f"{self._nodes[output.node]}{_steps(output.path)}"


def _steps(path: tuple[str | int, ...]) -> str:
    return "".join(
        f"[{step}]" if isinstance(step, int) else f'["{step}"]' if "." in step else f".{step}"
        for step in path
    )


def _setting(name: str) -> str:
    """A variable, or what a store calls a secret, as the name of a setting."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


def _escaped(text: str) -> str:
    return text.replace("$", "$$")
