"""Expressions that are more than a path, in whole stacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import OrchestratorError, Where
from orchestrator.spec.evaluate import Scope, Unknown, scalar
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import Mark, Scalar, Source

PARAMS = {"size": "small", "replicas": 3, "ratio": 1.5, "on": True, "none": None}


def read(inside):
    """The value of one expression, and the faults noted."""
    findings = Findings()
    scope = Scope(findings, dict(PARAMS), "dev", {"stage": "dev"}, {"name": "web", "index": 2})
    text = "${{ " + inside + " }}"
    value = scalar(Scalar(Mark(Source("f.yaml", text), 0, 0, 0), text, text, len(text)), scope)
    try:
        findings.raise_if_any()
    except OrchestratorError as error:
        return value, list(error.each())
    return value, []


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        ("1 + 1", 2),
        ("params.replicas * 2 + self.index", 8),
        ("params.size + '-' + env.name", "small-dev"),
        ("params.on ? 'a' : 'b'", "a"),
        ("env.labels['stage'].size()", 3),
        ("[1, 2, params.replicas].exists(x, x == params.replicas)", True),
        ("'params.nope' + string(params.replicas)", "params.nope3"),
        ("params.none == null", True),
        ("{'small': {'n': 1}}[params.size]['n']", 1),
    ],
)
def test_values(inside, value):
    assert read(inside) == (value, [])


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("params.replicas + 'x'", "found no matching overload for '_+_' applied to '(int, string)'"),
        ("params.replica + 1", "there is no parameter 'replica'"),
        ("nope + 1", "'nope' cannot be read like this"),
        ("1 / 0", "divide by zero"),
        ("1 +", "Syntax error"),
        ("+".join(["1"] * 500), "wrong: Exceeded max recursion depth"),
        ("[1]", "an expression cannot give a list here"),
        ("b'x'", "a value of type bytes cannot be used"),
        ("duration('1s')", "cannot be used"),
        ("(" * 40 + "1" + ")" * 40, "nested deeper than 32 levels"),
        ("'" + "x" * 5000 + "'", "longer than 4,096 characters"),
    ],
)
def test_faults(inside, said):
    value, (fault,) = read(inside)
    assert value is Unknown.VALUE
    assert said in fault.summary
    assert fault.where == Where("f.yaml", 1, 1)


def test_an_output_stands_alone(files):
    (fault,) = files.faults(
        "resources:\n  files: {type: ObjectBucket@v1, placement: {provider: aws}}\n"
        "outputs:\n  url: §${{ resources.files.outputs.url + '/' }}\n"
    )
    assert "an output can only stand alone in an expression for now" in fault.summary
    assert "put it on its own" in fault.hint


OPERATORS = ["(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "%", "?", ":", ",", ".", " ", "&&", "==", "!"]
WORDS = [
    "params.size",
    "params.replicas",
    "params",
    "env.name",
    "self.x",
    "x",
    "in",
    "null",
    "size(",
    "type(",
]
ODD = [
    ".map(x, ",
    "'",
    '"',
    "\\",
    "\n",
    "\x00",
    "é",
    "9999999999999999999",
    "1",
    "1.5",
    "1u",
    "b'",
    "r'",
    "'a'",
]
PIECES = st.sampled_from([*OPERATORS, *WORDS, *ODD])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_but_our_errors_comes_out(inside):
    value, faults = read(inside)
    assert (value is Unknown.VALUE) == bool(faults)
