"""The package schema as Pulumi's own tools read it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.schema import ListOf, MapOf, ObjectOf, Property, Scalar, Schema, Type


def schema_json(provider: Provider[Any]) -> str:
    """The answer to GetSchema."""
    types: dict[str, Any] = {}
    resources = {handler.schema.token: _resource(handler.schema, types) for handler in provider.resources}
    functions = {
        function.token: {
            "inputs": _object(function.token, function.inputs, types),
            "outputs": _object(function.token, function.outputs, types),
        }
        for function in provider.functions
    }
    config = _properties(f"{provider.package}:config/:", provider.config, types)
    return json.dumps(
        {
            "name": provider.package,
            "version": provider.version,
            "meta": {"moduleFormat": provider.module_format},
            "config": {"variables": config},
            "provider": {"inputProperties": config, "type": "object"},
            "types": types,
            "resources": resources,
            "functions": functions,
        },
        sort_keys=True,
    )


def _resource(schema: Schema, types: dict[str, Any]) -> dict[str, Any]:
    everything = {**schema.inputs, **schema.outputs}
    always = [n for n, p in everything.items() if p.required or p.default is not None or n in schema.outputs]
    return {
        "description": schema.description,
        "inputProperties": _properties(schema.token, schema.inputs, types),
        "requiredInputs": sorted(n for n, p in schema.inputs.items() if p.required),
        "properties": _properties(schema.token, everything, types),
        "required": sorted(always),
        "type": "object",
    }


def _object(token: str, properties: Mapping[str, Property], types: dict[str, Any]) -> dict[str, Any]:
    required = sorted(name for name, prop in properties.items() if prop.required)
    return {"type": "object", "properties": _properties(token, properties, types), "required": required}


def _properties(token: str, properties: Mapping[str, Property], types: dict[str, Any]) -> dict[str, Any]:
    return {name: dict(_property(token, prop, types)) for name, prop in properties.items()}


def _property(token: str, prop: Property, types: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from _type(token, prop.type, types).items()
    if prop.description:
        yield "description", prop.description
    if prop.secret:
        yield "secret", True
    if prop.immutable:
        yield "willReplaceOnChanges", True


def _type(token: str, type_: Type, types: dict[str, Any]) -> dict[str, Any]:
    match type_:
        case Scalar(kind="any"):
            return {"$ref": "pulumi.json#/Any"}
        case Scalar():
            return {"type": type_.kind}
        case ListOf():
            return {"type": "array", "items": _type(token, type_.item, types)}
        case MapOf():
            return {"type": "object", "additionalProperties": _type(token, type_.item, types)}
        case ObjectOf():
            name = nested_token(token, type_.name)
            if name not in types:
                types[name] = {}  # a type may contain itself
                types[name] = _object(token, type_.properties, types)
            return {"$ref": f"#/types/{name}"}


def nested_token(token: str, name: str) -> str:
    """The token of a nested object: aws:ec2/InstanceRootBlockDevice:InstanceRootBlockDevice."""
    package, module, owner = token.split(":")
    owner = owner[:1].upper() + owner[1:]
    full = name if name.startswith(owner) else owner + name
    if "/" in module:
        module = f"{module.split('/')[0]}/{full}"
    return f"{package}:{module}:{full}"
