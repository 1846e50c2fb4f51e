"""The JSON Schemas of stack and environment files, made of the same models that load them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from orchestrator.composites.expand import KEYS as COMPOSITE_KEYS
from orchestrator.editors.described import definitions, first_line
from orchestrator.editors.shapes import EXPRESSION, Schema, expression, partial, with_expressions
from orchestrator.model.resources import RESOURCE_TYPES, Placement
from orchestrator.spec.expand import INSIDE, KEYS, NAME
from orchestrator.spec.headers import EnvironmentFile, Span, StackFile
from orchestrator.spec.instances import MOST_OF_ONE
from orchestrator.spec.outputs import NAME as OUTPUT_NAME
from orchestrator.spec.params import NAME as PARAMETER_NAME

DRAFT = "http://json-schema.org/draft-07/schema#"
_PATCH = "patch."
_HEADER = "file."
_SPANS = "Network@v1"
"""The type that `spans` make several of."""
_INSTANCES: dict[str, Schema] = {
    "count": {
        "type": "integer",
        "minimum": 0,
        "maximum": MOST_OF_ONE,
        "description": "How many instances; they are called NAME-0, NAME-1 and so on.",
    },
    "forEach": {
        "anyOf": [
            {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "maxItems": MOST_OF_ONE},
            {"type": "object", "maxProperties": MOST_OF_ONE},
        ],
        "description": "Names, or a value for each name; the instances are called NAME-KEY.",
    },
    "when": {"type": "boolean", "description": "Whether it is there at all."},
}
_LIMITS_OF = {
    "string": ("minimum", "maximum"), "integer": ("pattern",), "number": ("pattern",),
    "boolean": ("minimum", "maximum", "pattern"),
}  # fmt: skip
"""The types of parameters, and the limits that do not fit each."""
_OUTPUT: Schema = {"type": ["string", "number", "boolean"]}


def stack_schema(composites: Mapping[str, Schema] | None = None) -> Schema:
    """Of stack files; a document in one may also be an environment. `composites`: their specs by type."""
    environment, shared = _environment()
    for kind, specification in (composites or {}).items():
        shared[kind] = _composite(kind, specification)
    shared["resource"] = _choice([*RESOURCE_TYPES, *(composites or ())])
    stack = shared[f"{_HEADER}StackFile"]
    stack["properties"]["params"]["propertyNames"] = {"pattern": f"^({PARAMETER_NAME.pattern})$"}
    stack["properties"]["outputs"]["propertyNames"] = {"pattern": f"^({OUTPUT_NAME.pattern})$"}
    stack["properties"]["resources"] = {
        "type": "object",
        "description": "What is wanted, by name.",
        "propertyNames": {"pattern": f"^({NAME.pattern})$"},
        "additionalProperties": {"$ref": "#/definitions/resource"},
    }
    stack["properties"]["outputs"]["additionalProperties"] = _OUTPUT
    return {
        "$schema": DRAFT,
        "title": "orchestrator: a stack",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "if": {"properties": {"kind": {"const": "Environment"}}, "required": ["kind"]},
        "then": environment,
        "else": {"$ref": f"#/definitions/{_HEADER}StackFile"},
        "definitions": shared,
    }


@cache
def all_definitions() -> dict[str, Schema]:
    """What those of a stack file refer to; nobody may change them."""
    found: dict[str, Schema] = stack_schema()["definitions"]
    return found


def environment_schema() -> Schema:
    """Of environment files."""
    environment, shared = _environment()
    return {"$schema": DRAFT, "title": "orchestrator: an environment", **environment, "definitions": shared}


def _environment() -> tuple[Schema, dict[str, Schema]]:
    """What an environment is, and the definitions that it and stacks refer to."""
    headers = definitions([StackFile, EnvironmentFile], _HEADER)
    headers[f"{_HEADER}Param"]["allOf"] = [_parameter(kind) for kind in _LIMITS_OF]
    # What an environment extends may give the rest.
    headers.update({f"{_PATCH}{n}": partial(found, _PATCH) for n, found in headers.items()})
    name = f"{_HEADER}EnvironmentFile"
    headers[f"{_PATCH}{name}"]["required"] = ["apiVersion", "kind", "metadata"]
    for one in (name, f"{_PATCH}{name}"):
        headers[one]["properties"]["patches"]["items"] = _patch(headers[f"{_HEADER}Patch"])
    shared = {**_resources(), **headers}
    above = {"required": ["extends"]}
    below = {"properties": {"abstract": {"const": True}}, "required": ["abstract"]}
    return {
        "type": "object",
        "if": {"anyOf": [above, below]},
        "then": {"$ref": f"#/definitions/{_PATCH}{name}"},
        "else": {"$ref": f"#/definitions/{name}"},
    }, shared


def _parameter(kind: str) -> Schema:
    """What its type asks of a parameter's default and limits."""
    unfit = [{"required": [limit]} for limit in _LIMITS_OF[kind]]
    value = {"type": [kind, "null"]}
    then = {"properties": {"default": value, "enum": {"items": value}}, "not": {"anyOf": unfit}}
    return _by_type(kind, then)


def _resources() -> dict[str, Schema]:
    """All types, the choice between them, and what patches may say of each."""
    found = definitions([*RESOURCE_TYPES.values(), Placement, Span])
    del found["Target"]  # made of the placement, never written
    found["SecretSource"].update(minProperties=1, maxProperties=1)
    written: dict[str, Schema] = {}
    models = {model.__name__ for model in RESOURCE_TYPES.values()}
    for name, schema in found.items():
        if name not in models:
            written[name] = with_expressions(schema)
    for kind, model in RESOURCE_TYPES.items():
        written[kind] = _resource(kind, found[model.__name__], first_line(model.__doc__))
    if _SPANS in RESOURCE_TYPES:
        _add_spans(written)
    patches = {f"{_PATCH}{name}": partial(schema, _PATCH) for name, schema in written.items()}
    for kind in RESOURCE_TYPES:
        del patches[f"{_PATCH}{kind}"]["properties"]["type"]
    return {**written, **patches, "resource": _choice([*RESOURCE_TYPES]), EXPRESSION: expression()}


def _resource(kind: str, model: Schema, said: str) -> Schema:
    """A resource as it stands in a file: the model holds what is made of it."""
    properties = {key: model["properties"][key] for key in INSIDE if key in model["properties"]}
    inner = with_expressions({"type": "object", "properties": properties})["properties"]
    own: dict[str, Schema] = {
        "type": {"const": kind, "description": said},
        "placement": {"$ref": "#/definitions/Placement"},
        **{key: with_expressions(schema) for key, schema in _INSTANCES.items()},
    }
    required = ["type", "placement", *(["spec"] if "spec" in model.get("required", ()) else [])]
    return {
        "type": "object",
        "description": said,
        "properties": {key: (own | inner)[key] for key in KEYS if key in own or key in inner},
        "required": required,
        "additionalProperties": False,
    }


def _composite(kind: str, specification: Schema) -> Schema:
    """An instance of a composite type."""
    said = str(specification.get("description", "")) or f"The composite type {kind}."
    known: dict[str, Schema] = {
        "type": {"const": kind, "description": said},
        "spec": with_expressions(specification),
        "placement": {"$ref": "#/definitions/Placement"},
        "lifecycle": {"$ref": "#/definitions/Lifecycle"},
        "monitoring": {"$ref": "#/definitions/Monitoring"},
        "labels": with_expressions({"type": "object", "additionalProperties": {"type": "string"}}),
        "when": with_expressions(_INSTANCES["when"]),
        "dependsOn": {"type": "array", "items": {"type": "string"}},
        "movedFrom": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "type": "object",
        "description": said,
        "properties": {key: known[key] for key in COMPOSITE_KEYS},
        "required": ["type", *(["spec"] if specification.get("required") else [])],
        "additionalProperties": False,
    }


def _choice(kinds: list[str]) -> Schema:
    """By its type, so that an editor tells the faults of that one."""
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": kinds}},
        "allOf": [_by_type(kind, {"$ref": f"#/definitions/{kind}"}) for kind in kinds],
    }


def _by_type(kind: str, then: Schema) -> Schema:
    return {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": then}


def _add_spans(written: dict[str, Schema]) -> None:
    """A network may have spans, each with a placement, instead of a placement and a count."""
    network = written[_SPANS]
    specification = network["properties"]["spec"]
    reference = specification.get("$ref") or specification["allOf"][0]["$ref"]
    written[reference.rpartition("/")[2]]["properties"]["spans"] = {
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/definitions/Span"},
        "description": "One real network for each cloud, inside the range of the whole.",
    }
    network["required"].remove("placement")
    both: list[Any] = [{"required": [key]} for key in ("placement", "count", "forEach")]
    network["if"] = {"properties": {"spec": {"required": ["spans"]}}, "required": ["spec"]}
    network["then"] = {"not": {"anyOf": both}}
    network["else"] = {"required": ["placement"]}


def _patch(patch: Schema) -> Schema:
    """A patch with what it merges, which depends on the type that it is for."""
    target = {"required": ["type"], "type": "object"}
    cases = []
    for kind in RESOURCE_TYPES:
        named = {"type": {"enum": [kind, kind.partition("@")[0]]}}
        condition = {"properties": {"target": {**target, "properties": named}}, "required": ["target"]}
        merge = {"properties": {"merge": {"$ref": f"#/definitions/{_PATCH}{kind}"}}}
        cases.append({"if": condition, "then": merge})
    known = {key: True for key in KEYS if key != "type"}
    properties = dict(patch["properties"])
    said = "Laid over each resource: mappings merge key by key, all else is replaced."
    properties["merge"] = {
        "type": "object", "description": said, "properties": known, "additionalProperties": False
    }  # fmt: skip
    properties["target"] = {**_unreferenced(properties["target"]), "minProperties": 1}
    return {**patch, "properties": properties, "allOf": cases}


def _unreferenced(schema: Schema) -> Schema:
    """A reference that more can be said beside."""
    return {"allOf": [schema]} if "$ref" in schema else schema
