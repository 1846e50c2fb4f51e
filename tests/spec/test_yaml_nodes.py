"""Text to nodes: what JSON says YAML says too, and every node knows its place."""

# ruff: noqa: E501 - one table of scalars

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import OrchestratorError
from orchestrator.spec.evaluate import Scope, plain
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import Source, walk
from orchestrator.spec.yaml_nodes import parse

# Line breaks other than \n are folded inside quotes, by YAML's own rules.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff￾￿"), max_size=20
)
KEYS = TEXT.filter(lambda key: key != "<<")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT.filter(lambda text: "${{" not in text)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)


def read(text: str) -> Any:
    """The plain data of a text's one document."""
    findings = Findings()
    documents = parse(Source("f", text), findings)
    findings.raise_if_any()
    return plain(documents[0], Scope(findings)) if documents else None


def tuples(value: Any) -> Any:
    """Lists as tuples, as plain data has them."""
    if isinstance(value, dict):
        return {key: tuples(item) for key, item in value.items()}
    return tuple(tuples(item) for item in value) if isinstance(value, list) else value


@given(VALUES)
def test_json_is_yaml(value):
    printable = json.dumps(value, ensure_ascii=False)
    assert read(printable) == tuples(value)


@given(VALUES)
def test_block_style_with_tags_is_read(value):
    # All quoted, because PyYAML leaves some text plain that is a number in YAML 1.2 (0o7, 1e3).
    text = yaml.safe_dump(
        value, allow_unicode=True, default_style='"', default_flow_style=False, width=10_000
    )
    assert read(text) == tuples(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None), ("null", None), ("", None), ("Null", None), ("nUll", "nUll"),
        ("true", True), ("FALSE", False), ("tRue", "tRue"), ("yes", "yes"), ("on", "on"), ("y", "y"),
        ("0", 0), ("-0", 0), ("+12", 12), ("010", 10), ("0o17", 15), ("0x1f", 31), ("1_000", "1_000"),
        ("0b1", "0b1"), ("-0x1f", "-0x1f"), ("1e3", 1000.0), ("1.", 1.0), (".5", 0.5), ("-1.5E-2", -0.015),
        (".", "."), ("1.2.3", "1.2.3"), ("12:30", "12:30"), ("190:20:30", "190:20:30"), ("2001-12-14", "2001-12-14"),
        ("=", "="), ("'1'", "1"), ('"true"', "true"), ("!!str 1", "1"), ("!!float 1", 1.0), ("!!int '3'", 3),
        ("! 1", "1"), ("|\n  1\n", "1\n"), (">-\n  a\n  b\n", "a b"),
    ],
)  # fmt: skip
def test_core_schema(text, value):
    found = read(f"k: {text}")["k"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", [".inf", "-.INF", ".NaN", "1e999", "9223372036854775808", "0x" + "f" * 5000, "1" * 5000]
)
def test_numbers_that_are_none(text):
    with pytest.raises(OrchestratorError, match="the number is"):
        read(f"k: {text}")


def test_a_float_near_the_limit_is_kept():
    assert math.isclose(read("k: 1.7e308")["k"], 1.7e308)


def test_columns_count_characters_not_bytes():
    (root,) = parse(Source("f", "a: {ä: é, ö: [ü, x]}"), Findings())
    places = {path: (where.line, where.column) for path, where in walk(root)}
    assert places == {
        ("a",): (1, 1),
        ("a", "ä"): (1, 5),
        ("a", "ö"): (1, 11),
        ("a", "ö", 0): (1, 15),
        ("a", "ö", 1): (1, 18),
    }
