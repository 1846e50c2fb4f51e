"""The JSON Schema subset that says what an instance's spec takes, and the check of values by it."""

import ipaddress
import re
from typing import Any, Literal

from pydantic import Field

from orchestrator.model.values import Model
from orchestrator.spec.expressions import OPEN, split
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Mark, Node, Scalar, ScalarValue, Sequence
from orchestrator.spec.wording import shown

_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_ARTICLES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
_HOSTNAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)
Formats = Literal["hostname", "ipv4", "cidr", "uri"]
_FORMATS = {"hostname": "a host name", "ipv4": "an IPv4 address", "cidr": "an IPv4 range", "uri": "a URI"}


class Rule(Model):
    """A condition over `spec` and `env`, in CEL, and what is said where it does not hold."""

    rule: str
    message: str


class Schema(Model):
    """What one value may be."""

    type: Literal["string", "integer", "number", "boolean", "array", "object"]
    description: str = ""
    docs: str = Field(default="", alias="x-docs")
    default: Any = None
    enum: tuple[ScalarValue, ...] | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    min_length: int | None = Field(default=None, ge=0)
    max_length: int | None = Field(default=None, ge=0)
    pattern: str | None = None
    format: Formats | None = None
    min_items: int | None = Field(default=None, ge=0)
    max_items: int | None = Field(default=None, ge=0)
    items: "Schema | None" = None
    properties: dict[str, "Schema"] = Field(default_factory=dict)
    required: tuple[str, ...] = ()


class SpecSchema(Model):
    """What the spec of an instance may say, and what must hold for it as a whole."""

    type: Literal["object"] = "object"
    description: str = ""
    properties: dict[str, Schema] = Field(default_factory=dict)
    required: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


def typed(node: Node, schema: Schema | SpecSchema, name: str, findings: Findings) -> Node | None:
    """The value with its defaults, or None with every fault noted.

    A scalar with an expression, known only after something exists, passes where text may stand.
    """
    if isinstance(node, Scalar) and not node.sound:
        return None
    if isinstance(node, MappingNode) and schema.type == "object":
        return _mapping(node, schema, name, findings)
    if isinstance(node, Sequence) and isinstance(schema, Schema) and schema.type == "array":
        return _list(node, schema, name, findings)
    if isinstance(node, Scalar) and isinstance(schema, Schema) and schema.type in _KINDS:
        if later(node):
            if schema.type == "string" and not _constrained(schema):
                return node
            hint = "it is an output of a resource, known only after that resource exists"
            findings.add(f"'{name}' must be known before anything is created", node.mark.where, hint)
            return None
        if problem := _problem(data_of(node), schema):
            findings.add(f"'{name}' {problem}", node.mark.where)
            return None
        return node
    given = (
        shown(node.value) if isinstance(node, Scalar) else shown({} if isinstance(node, MappingNode) else [])
    )
    findings.add(f"'{name}' must be {_ARTICLES[schema.type]}, not {given}", node.mark.where)
    return None


def later(node: Node) -> bool:
    """Whether a value waits for an output of a resource: all other expressions were evaluated before."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or OPEN not in node.value:
        return False
    return any(not isinstance(part, str) for part in split(node.value))


def node_of(value: object, mark: Mark) -> Node:
    """Plain data as a node at a place, in which no text is an expression."""
    match value:
        case dict():
            return MappingNode(
                mark, {str(key): Entry(mark, node_of(item, mark)) for key, item in value.items()}
            )
        case list() | tuple():
            return Sequence(mark, tuple(node_of(item, mark) for item in value))
        case None | bool() | int() | float() | str():
            shielded = value.replace(OPEN, f"${OPEN}") if isinstance(value, str) else value
            return Scalar(mark, shielded, str(shielded), mark.index)
    raise TypeError(f"a {type(value).__name__} is no plain data")


def data_of(node: Node) -> Any:
    """A node as plain data; what is known only later stays the text of its expression."""
    match node:
        case Scalar():
            if isinstance(node.value, str) and OPEN in node.value and not later(node):
                return "".join(str(part) for part in split(node.value))
            return node.value
        case MappingNode():
            return {key: data_of(entry.value) for key, entry in node.entries.items()}
        case Sequence():
            return [data_of(item) for item in node.items]


def problem_of_schema(schema: Schema | SpecSchema, name: str) -> list[tuple[str, str]]:
    """What makes no sense in a schema itself: the name of the property, and why."""
    found: list[tuple[str, str]] = []
    for required in schema.required:
        if required not in schema.properties:
            found.append((name, f"requires '{required}', which is no property"))
    if isinstance(schema, Schema):
        found.extend((name, problem) for problem in _own_problems(schema))
        if schema.items is not None:
            found.extend(problem_of_schema(schema.items, f"{name}[]"))
    for key, below in schema.properties.items():
        found.extend(problem_of_schema(below, f"{name}.{key}"))
    return found


def _own_problems(schema: Schema) -> list[str]:
    if schema.type == "array" and schema.items is None:
        return ["is an array without 'items'"]
    if schema.properties and schema.type != "object":
        return [f"has properties, but is of type {schema.type}"]
    if schema.pattern is not None:
        try:
            re.compile(schema.pattern)
        except (re.error, RecursionError, OverflowError) as error:
            return [f"has a pattern that is not a regular expression: {error}"]
    if schema.default is not None and schema.type in _KINDS and (problem := _problem(schema.default, schema)):
        return [f"has a default that {problem}"]
    return []


def _mapping(node: MappingNode, schema: Schema | SpecSchema, name: str, findings: Findings) -> Node | None:
    before = len(findings)
    for key, entry in node.entries.items():
        if key not in schema.properties:
            hint = did_you_mean(key, schema.properties)
            findings.add(f"unknown key '{key[:60]}' in '{name}'", entry.mark.where, hint)
    entries: dict[str, Entry] = {}
    for key, below in schema.properties.items():
        found = node.entries.get(key)
        if found is not None:
            if value := typed(found.value, below, f"{name}.{key}", findings):
                entries[key] = Entry(found.mark, value)
        elif key in schema.required:
            findings.add(f"'{name}.{key}' is missing", node.mark.where, below.description)
        elif below.default is not None:
            entries[key] = Entry(node.mark, node_of(below.default, node.mark))
        elif below.type == "object" and (value := typed(MappingNode(node.mark, {}), below, key, Findings())):
            # The defaults of what is inside hold also where nothing of it was written.
            entries[key] = Entry(node.mark, value)
    return MappingNode(node.mark, entries) if len(findings) == before else None


def _list(node: Sequence, schema: Schema, name: str, findings: Findings) -> Node | None:
    before = len(findings)
    least, most = schema.min_items, schema.max_items
    if least is not None and len(node.items) < least:
        findings.add(f"'{name}' must have at least {least} items", node.mark.where)
    if most is not None and len(node.items) > most:
        findings.add(f"'{name}' must have at most {most} items", node.mark.where)
    inner = schema.items or Schema(type="string")
    items = [typed(item, inner, f"{name}[{index}]", findings) for index, item in enumerate(node.items)]
    if len(findings) > before:
        return None
    return Sequence(node.mark, tuple(item for item in items if item is not None))


def _constrained(schema: Schema) -> bool:
    limits = (schema.enum, schema.pattern, schema.format, schema.min_length, schema.max_length)
    return any(limit is not None for limit in limits)


def _problem(value: ScalarValue, schema: Schema) -> str:
    """Why a value does not fit; empty when it does."""
    article = _ARTICLES[schema.type]
    if not isinstance(value, _KINDS[schema.type]) or (isinstance(value, bool) and schema.type != "boolean"):
        return f"must be {article}, not {shown(value)}"
    if schema.enum is not None and not any(value == w and type(value) is type(w) for w in schema.enum):
        return f"must be one of {', '.join(str(word) for word in schema.enum)}, not {shown(value)}"
    if isinstance(value, str):
        return _text_problem(value, schema)
    if schema.minimum is not None and isinstance(value, (int, float)) and value < schema.minimum:
        return f"must be at least {schema.minimum:g}, not {shown(value)}"
    if schema.maximum is not None and isinstance(value, (int, float)) and value > schema.maximum:
        return f"must be at most {schema.maximum:g}, not {shown(value)}"
    return ""


def _text_problem(value: str, schema: Schema) -> str:
    if schema.min_length is not None and len(value) < schema.min_length:
        return f"must be at least {schema.min_length} characters long"
    if schema.max_length is not None and len(value) > schema.max_length:
        return f"must be at most {schema.max_length} characters long"
    if schema.pattern is not None and not re.search(schema.pattern, value):
        return f"must match {schema.pattern}, not {shown(value)}"
    if schema.format is not None and not _is(value, schema.format):
        return f"must be {_FORMATS[schema.format]}, not {shown(value)}"
    return ""


def _is(value: str, wanted: Formats) -> bool:
    match wanted:
        case "hostname":
            return _HOSTNAME.fullmatch(value) is not None
        case "uri":
            return re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", value) is not None
        case "ipv4" | "cidr":
            try:
                ipaddress.IPv4Network(value) if wanted == "cidr" else ipaddress.IPv4Address(value)
            except ValueError:
                return False
            return True
