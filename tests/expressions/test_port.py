"""The port to CEL: kinds before anything runs, and one error whatever goes wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.expressions import BadExpression, Kind, compile

STACK = Path(__file__).parents[2] / "stacks" / "minimal"


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


@pytest.mark.parametrize(
    ("expression", "loads"), [("${{ env.name }}", False), ("${{ env.name + 'x' }}", True)]
)
def test_only_more_than_a_path_loads_the_library(tmp_path: Path, expression: str, loads: bool) -> None:
    folder = tmp_path / "minimal"
    shutil.copytree(STACK, folder)
    with (folder / "stack.yaml").open("a", encoding="utf-8") as file:
        file.write(f'  extra: "{expression}"\n')
    code = (
        "import sys; from pathlib import Path; from orchestrator import spec; "
        "spec.load(Path(sys.argv[1]), None); print('cel_expr_python' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == str(loads)


@pytest.mark.parametrize("text", ["1.0 / 0.0", "-1.0 / 0.0", "0.0 / 0.0"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(BadExpression, match="no finite number"):
        compile(text, {}).evaluate({})
