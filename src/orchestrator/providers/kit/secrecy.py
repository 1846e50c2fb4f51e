"""What is secret in the outputs: what was so in the inputs, what is made of it, what is declared so."""

from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.providers.kit.schema import ListOf, MapOf, ObjectOf, Property, Schema, Type
from orchestrator.providers.kit.wire import UNKNOWN, Decoded, Path, Props, Secrets


def inputs_secrecy(schema: Schema, given: Decoded) -> Secrets:
    """What is secret in checked inputs: what came so, and what the type declares."""
    return _outermost({*given.secrets, *_declared(schema.inputs, given.props)})


def outputs_secrecy(schema: Schema, outputs: Props, *sources: Decoded) -> Secrets:
    """What is secret in outputs that were made of these inputs (or of an earlier state)."""
    found = {*_declared(schema.inputs, outputs), *_declared(schema.outputs, outputs)}
    for source in sources:
        for path in source.secrets:
            root = str(path[0])
            for target in (root, *(out for out, made_of in schema.derived.items() if root in made_of)):
                if target in outputs:
                    found.add(_reach((target, *path[1:]), source.props.get(root), outputs[target]))
        found |= _tainted(outputs, (), hidden_texts(source))
    return _outermost(found)


def hidden_texts(source: Decoded) -> frozenset[str]:
    """Every secret text in it."""
    return frozenset(text for path in source.secrets for text in _texts(_at(source.props, path)))


def _declared(properties: Mapping[str, Property], props: Mapping[str, Any], at: Path = ()) -> Iterator[Path]:
    for name, prop in properties.items():
        value = props.get(name)
        if value is None:
            continue
        if prop.secret:
            yield (*at, name)
        else:
            yield from _declared_within(prop.type, value, (*at, name))


def _declared_within(type_: Type, value: Any, at: Path) -> Iterator[Path]:
    match type_:
        case ObjectOf() if isinstance(value, dict):
            yield from _declared(type_.properties, value, at)
        case ListOf() if isinstance(value, list):
            for i, item in enumerate(value):
                yield from _declared_within(type_.item, item, (*at, i))
        case MapOf() if isinstance(value, dict):
            for key, item in value.items():
                yield from _declared_within(type_.item, item, (*at, key))


def _reach(path: Path, source: Any, output: Any) -> Path:
    """As far along the path as both have the same shape; what cannot be told apart is secret as a whole."""
    for depth, step in enumerate(path[1:], start=1):
        if isinstance(step, str) and isinstance(output, dict) and step in output and isinstance(source, dict):
            source, output = source.get(step), output[step]
        elif isinstance(step, int) and isinstance(output, list) and output == source:
            source, output = source[step], output[step]
        else:
            return path[:depth]
    return path


def _tainted(value: Any, at: Path, hidden: frozenset[str]) -> set[Path]:
    """The texts that contain a secret text: a safety net below the declared derivations."""
    if isinstance(value, dict):
        return {path for key, item in value.items() for path in _tainted(item, (*at, key), hidden)}
    if isinstance(value, list):
        return {path for i, item in enumerate(value) for path in _tainted(item, (*at, i), hidden)}
    if isinstance(value, str) and any(text == value or (len(text) >= 8 and text in value) for text in hidden):
        return {at}
    return set()


def _outermost(paths: set[Path]) -> Secrets:
    """Without those inside another: a secret is not wrapped twice."""
    return frozenset(p for p in paths if not any(p[:n] in paths for n in range(1, len(p))))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and value:
        yield value
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and value is not UNKNOWN:
        yield str(value)
