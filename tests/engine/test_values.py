"""Values are resolved with secretness and unknownness kept, and survive the wire."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.clouds import Target
from orchestrator.engine.values import (
    UNKNOWN,
    Hidden,
    Made,
    Resolver,
    dig,
    from_wire,
    has_secret,
    masked,
    to_wire,
)
from orchestrator.errors import EngineError
from orchestrator.expressions import Kind
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Evaluate,
    Json,
    Lookup,
    Output,
    Secret,
    Value,
)

MADE = {
    "db": Made(
        "urn:db", "id-1", {"host": "10.0.0.1", "port": 3306.0, "password": Hidden("pw"), "ready": True}
    ),
    "new": Made("urn:new", UNKNOWN, {"list": [{"a": Hidden("s")}, "b"]}),
}


def no_secret(name: str) -> str:
    raise EngineError(f"{name} is not set")


def answer(token: str, arguments: Mapping[str, Any], target: Target | None) -> dict[str, Any]:
    """A cloud that tells what it was asked."""
    return {"id": f"{token}/{arguments['name']}", "region": target.region if target else "the reader's"}


def resolve(value: Value) -> Any:
    return Resolver(MADE, no_secret, answer).resolve(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Output("db", ("host",)), "10.0.0.1"),
        (Output("db", ("id",)), "id-1"),
        (Output("new", ("id",)), UNKNOWN),
        (Output("db", ("password",)), Hidden("pw")),
        (Output("new", ("list", 0, "a")), Hidden("s")),
        (Output("new", ("list", 7)), UNKNOWN),
        (Output("db", ("missing",)), UNKNOWN),
        (Concat(("tcp://", Output("db", ("host",)), ":", Output("db", ("port",)))), "tcp://10.0.0.1:3306"),
        (Concat(("p=", Output("db", ("password",)))), Hidden("p=pw")),
        (Concat(("x", Output("new", ("id",)))), UNKNOWN),
        (Concat((Output("new", ("id",)), Output("db", ("password",)))), Hidden(UNKNOWN)),
        (Evaluate("v0_ + 1", {"v0_": Output("db", ("port",))}, {"v0_": Kind.INT}), 3307),
        (Evaluate("v0_ + 'x'", {"v0_": Output("db", ("password",))}, {"v0_": Kind.STRING}), Hidden("pwx")),
        (Evaluate("size(v0_)", {"v0_": Output("new", ("id",))}, {"v0_": Kind.STRING}), UNKNOWN),
        (Base64("abc"), "YWJj"),
        (Base64(Concat(("a", Output("db", ("password",))))), Hidden("YXB3")),
        (Json({"b": 1, "a": Output("db", ("ready",))}), '{"a": true, "b": 1}'),
        (Secret("x"), Hidden("x")),
        (Secret(Secret("x")), Hidden("x")),
        (Lookup("aws:ec2/getAmi:getAmi", {"name": "debian"}, ("id",)), "aws:ec2/getAmi:getAmi/debian"),
        (Lookup("a:b:c", {"name": "x"}, ("region",)), "the reader's"),
        (Lookup("a:b:c", {"name": "x"}, ("region",), Target("aws", "eu-north-1")), "eu-north-1"),
        (Lookup("a:b:c", {"name": Output("db", ("host",))}, ("id",)), "a:b:c/10.0.0.1"),
        # What is still to be made cannot be asked about, even where its name is known already.
        (Lookup("a:b:c", {"name": Output("new", ("list", 1))}, ("id",)), UNKNOWN),
        (Secret(Lookup("a:b:c", {"name": Output("new", ("id",))}, ("id",))), Hidden(UNKNOWN)),
        ({"a": None, "b": [1, Output("db", ("host",))]}, {"b": [1, "10.0.0.1"]}),
    ],
)
def test_resolves(value: Value, expected: Any) -> None:
    assert resolve(value) == expected


def test_a_missing_environment_secret_is_an_error() -> None:
    with pytest.raises(EngineError, match="DB_PASSWORD"):
        resolve({"password": EnvironmentSecret("DB_PASSWORD")})


def test_json_of_a_secret_is_secret_as_a_whole() -> None:
    hidden = resolve(Json({"password": Output("db", ("password",))}))
    assert isinstance(hidden, Hidden)
    assert json.loads(hidden.value) == {"password": "pw"}
    assert "pw" not in repr(hidden)


def test_masked_shows_neither_secrets_nor_unknowns() -> None:
    assert masked({"a": Hidden("s"), "b": [UNKNOWN, 2.0]}) == {"a": "[secret]", "b": ["[unknown]", 2]}


def test_a_secret_on_the_way_makes_what_lies_beneath_secret() -> None:
    assert dig({"a": Hidden({"b": "x"})}, ("a", "b")) == Hidden("x")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3)
        | inner.map(Hidden)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(PLAIN)
def test_the_wire_keeps_values_and_secretness(value: Any) -> None:
    back = from_wire(to_wire(value))
    assert has_secret(back) == has_secret(value)
    assert flat(back) == flat(value)


def flat(value: Any) -> Any:
    """Nested secrets fold into one on the wire."""
    if isinstance(value, Hidden):
        inner = value
        while isinstance(inner.value, Hidden):
            inner = inner.value
        return Hidden(flat(inner.value))
    if isinstance(value, dict):
        return {key: flat(item) for key, item in value.items()}
    return [flat(item) for item in value] if isinstance(value, list) else value


def test_an_unknown_survives_the_wire() -> None:
    assert from_wire(to_wire({"a": [UNKNOWN]})) == {"a": [UNKNOWN]}


def test_an_expression_that_fails_says_which() -> None:
    divided = Evaluate("1 / v0_", {"v0_": Output("db", ("zero",))}, {"v0_": Kind.INT})
    made = {"db": Made("urn:db", "id-1", {"zero": 0.0})}
    with pytest.raises(EngineError, match=r"'1 / v0_' cannot be evaluated: divide by zero"):
        Resolver(made, no_secret, lambda token, arguments: {}).resolve(divided)
