"""Expressions that are more than a path, in whole stacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import OrchestratorError, Where
from orchestrator.expressions import Kind
from orchestrator.model.values import OutputRef
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
        ("[params.size, 'b']", ("small", "b")),
        ("{'a': [1]}", {"a": (1,)}),
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


HEAD = """\
params: {path: {type: string, default: 'a"b'}}
resources:
  files: {type: ObjectBucket@v1, placement: {provider: aws}}
"""
DB = """\
  net: {type: Network@v1, placement: {provider: aws}, spec: {cidr: 10.0.0.0/16}}
  db:
    type: DatabaseInstance@v1
    placement: {provider: aws}
    spec: {engine: mysql, version: "8.0", network: net}
"""


def test_what_outputs_are_used_for_is_computed_later(files):
    stack = files.load(
        HEAD + DB + "outputs:\n"
        "  url: ${{ resources.files.outputs.url + '/' + params.path }}\n"
        "  next: 'port ${{ resources.db.outputs.port + 1 }}!'\n"
    ).stack
    (computed,) = stack.outputs["url"].parts
    assert computed.text == 'v0_ + \'/\' + "a\\"b"'
    assert computed.inputs == (("v0_", OutputRef("files", "url")),)
    assert str(stack.outputs["url"]) == '${{ resources.files.outputs.url + \'/\' + "a\\"b" }}'
    first, then, last = stack.outputs["next"].parts
    assert (first, then.text, last) == ("port ", "v0_ + 1", "!")
    assert then.inputs[0][1].kind is Kind.INT


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("resources.db.outputs.port + 'x'", "no matching overload for '_+_' applied to '(int, string)'"),
        ("[resources.db.outputs.host]", "cannot give a list here"),
        ("resources.db.outputs.hosts + 'x'", "has no output 'hosts'"),
        ("size(resources.nobody.outputs.host)", "there is no resource 'nobody'"),
    ],
)
def test_outputs_are_typed_before_any_cloud_call(files, inside, said):
    (fault,) = files.faults(HEAD + DB + "outputs:\n  x: §${{ " + inside + " }}\n")
    assert said in fault.summary


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
