"""Checking a request body against its azure-mgmt model, which by itself accepts nearly anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from orchestrator.sandbox.azure.errors import ArmError
from orchestrator.sandbox.azure.models import Field, Kind, ListOf, MapOf, ModelOf, Scalar, fields, variant

Tree: TypeAlias = "dict[str, Field | Tree]"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a body."""

    code: str
    message: str


def check(model: type, body: Mapping[str, Any]) -> None:
    """Refuse a body that has unknown, missing or wrongly typed members."""
    found = list(_model(model, body, ""))
    if found:
        message = "; ".join(fault.message for fault in found[:3])
        raise ArmError(400, found[0].code, f"The request content was invalid: {message}")


def writable(model: type, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body without what only the cloud may write: ARM ignores it in a request."""
    return _writable(_tree(variant(model, body)), body)


def _writable(tree: Tree, body: Mapping[str, Any]) -> dict[str, Any]:
    known = {key.lower(): key for key in tree}
    kept: dict[str, Any] = {}
    for key, value in body.items():
        name = known.get(key.lower())
        if name is None:
            continue
        place = tree[name]
        if not isinstance(place, Field):
            kept[name] = _writable(place, value or {})
        elif not place.read_only:
            kept[name] = _kept(place.kind, value)
    return kept


def _kept(kind: Kind, value: Any) -> Any:
    match kind:
        case ModelOf(model) if isinstance(value, Mapping):
            kept = writable(model, value)
            # The id of a referenced resource is read-only in some models, and still is the reference.
            return {"id": value["id"], **kept} if "id" in value else kept
        case ListOf(item) if isinstance(value, list):
            return [_kept(item, one) for one in value]
        case MapOf(item) if isinstance(value, Mapping):
            return {key: _kept(item, one) for key, one in value.items()}
        case _:
            return value


def _tree(model: type) -> Tree:
    root: Tree = {}
    for field in fields(model):
        branch = root
        for step in field.path[:-1]:
            inner = branch.setdefault(step, {})
            if isinstance(inner, Field):
                break
            branch = inner
        branch[field.path[-1]] = field
    return root


def _model(model: type, body: Any, at: str) -> Iterator[Fault]:
    if not isinstance(body, Mapping):
        yield Fault("InvalidRequestFormat", f"object expected at '{at or '/'}'")
        return
    model = variant(model, body)
    yield from _branch(model, _tree(model), body, at)


def _branch(model: type, tree: Tree, body: Mapping[str, Any], at: str) -> Iterator[Fault]:
    known = {key.lower(): key for key in tree}
    for key, value in body.items():
        name = known.get(key.lower())
        here = f"{at}.{key}".lstrip(".")
        if name is None:
            text = f"Could not find member '{key}' on object of type '{model.__name__}' at '{at or '/'}'"
            yield Fault("InvalidRequestContent", text)
            continue
        place = tree[name]
        if isinstance(place, Field):
            yield from _value(place.kind, value, here)
        else:
            yield from _branch(model, place, value or {}, here)
    if set(body) != {"id"}:  # a reference by id stands for the whole object
        yield from _missing(tree, {key.lower() for key in body}, at)


def _missing(tree: Tree, present: set[str], at: str) -> Iterator[Fault]:
    for key, place in tree.items():
        if key.lower() in present:
            continue
        if isinstance(place, Field):
            # A discriminator has a default: the base type itself.
            if place.required and not place.read_only and place.path[-1] != "odata.type":
                yield Fault(
                    "InvalidParameter", f"Required property '{key}' not found in JSON at '{at or '/'}'"
                )
        else:
            yield from _missing(place, set(), f"{at}.{key}".lstrip("."))


def _value(kind: Kind, value: Any, at: str) -> Iterator[Fault]:
    if value is None:
        return
    match kind:
        case ModelOf(model):
            yield from _model(model, value, at)
        case ListOf(item):
            if not isinstance(value, list):
                yield Fault("InvalidParameter", f"array expected at '{at}'")
                return
            for index, one in enumerate(value):
                yield from _value(item, one, f"{at}[{index}]")
        case MapOf(item):
            if not isinstance(value, Mapping):
                yield Fault("InvalidParameter", f"object expected at '{at}'")
                return
            for key, one in value.items():
                yield from _value(item, one, f"{at}.{key}")
        case Scalar():
            yield from _scalar(kind, value, at)


def _scalar(kind: Scalar, value: Any, at: str) -> Iterator[Fault]:
    # The list of machine sizes in the model is years behind the cloud's.
    closed = kind.words and not at.endswith("vmSize")
    if closed and str(value).lower() not in {word.lower() for word in kind.words}:
        yield Fault(
            "InvalidParameter", f"the value '{value}' of '{at}' is not one of {', '.join(kind.words[:8])}"
        )
    expected: dict[str, tuple[type, ...]] = {
        "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "any": (object,),
    }  # fmt: skip
    wrong = isinstance(value, bool) and kind.name in ("integer", "number")
    if wrong or not isinstance(value, expected[kind.name]):
        yield Fault("InvalidParameter", f"{kind.name} expected at '{at}'")
