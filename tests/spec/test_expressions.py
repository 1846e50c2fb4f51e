"""Splitting text into literal parts and paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.spec.expressions import BadExpression, Expression, Formula, split


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("${{ params.size }}", ("params", "size")),
        ("${{params.size}}", ("params", "size")),
        ("${{ resources.web[0].outputs.id }}", ("resources", "web", 0, "outputs", "id")),
        ('${{ resources["my-db"].outputs.host }}', ("resources", "my-db", "outputs", "host")),
        ("${{ env.labels['cost-center'] }}", ("env", "labels", "cost-center")),
    ],
)
def test_paths(text, path):
    assert split(text) == [Expression(path, 0)]


@pytest.mark.parametrize(
    "inside",
    [
        ".",
        "a.",
        "a..b",
        "a[",
        "a[-1]",
        "a[01]",
        "a.b()",
        "a + b",
        "a ? b : c",
        '"text"',
        "1",
        "a['b",
        "a b",
    ],
)
def test_anything_else_is_a_formula(inside):
    assert split("${{ " + inside + " }}") == [Formula(inside, 0)]


@pytest.mark.parametrize("text", ["${{ }}", "${{ a.b", "${{ resources.my-db.outputs.host }}"])
def test_what_cannot_be_read_is_told(text):
    bad = split(text)[-1]
    assert isinstance(bad, BadExpression)


@pytest.mark.parametrize("inside", ["{'a': {'b': 1}}", "{'a': {'b': 1}}.a", "'}}' + a.b"])
def test_braces_and_strings_do_not_end_an_expression(inside):
    assert split("x${{" + inside + "}}y") == ["x", Formula(inside, 0), "y"]


def test_parts_keep_their_order_and_number():
    parts = split("a ${{ b.c }} ${HOME} $${{ d }} ${{ 1 }}")
    assert parts == [
        "a ",
        Expression(("b", "c"), 0),
        " ${HOME} ",
        "${{",
        " d }} ",
        Formula("1", 2),
    ]


@given(st.text(alphabet="${} ab.[]0\"'\n", max_size=60))
def test_no_text_breaks_it_and_text_without_expressions_stays(text):
    parts = split(text)
    if "${{" not in text:
        assert "".join(parts) == text


def test_a_path_without_end_is_read_in_one_go():
    """A step that looked at all that follows would take minutes here, and end by the time limit."""
    steps = 500_000
    (path,) = split("${{ a" + ".a" * steps + " }}")
    assert isinstance(path, Expression)
    assert len(path.path) == steps + 1
