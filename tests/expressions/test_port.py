"""The port to CEL: kinds before anything runs, and one error whatever goes wrong."""

import subprocess
import sys

import pytest

from orchestrator.expressions import BadExpression, Kind, compile


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a + 1", Kind.INT),
        ("b + 'x'", Kind.STRING),
        ("[a]", Kind.LIST),
        ("{b: a}", Kind.MAP),
        ("a > 1", Kind.BOOL),
    ],
)
def test_the_kind_is_known_before_the_values(text, kind):
    assert compile(text, {"a": Kind.INT, "b": Kind.STRING}).result is kind


def test_a_fault_names_its_column():
    with pytest.raises(BadExpression) as caught:
        compile("a + 'x'", {"a": Kind.INT})
    assert caught.value.column == 3


def test_too_much_work_ends():
    many = "[" + ",".join("1" * 300) + "]"
    text = f"{many}.map(a, {many}.map(b, {many}.map(c, {many}.map(d, a + b + c + d)))).size()"
    with pytest.raises(BadExpression):
        compile(text, {}).evaluate({})


def test_a_stack_of_plain_paths_does_not_load_it():
    code = "import sys, orchestrator.spec; sys.exit('cel_expr_python' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("text", ["1.0 / 0.0", "-1.0 / 0.0", "0.0 / 0.0"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(BadExpression, match="no finite number"):
        compile(text, {}).evaluate({})
