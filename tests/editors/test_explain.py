"""What is said of types and fields."""

import pytest
from click.shell_completion import BashComplete
from spec.test_docs import nested_keys

from orchestrator.cli.main import main, orchestrator
from orchestrator.editors import explain, names
from orchestrator.errors import UsageError
from orchestrator.model.resources import RESOURCE_TYPES


def test_a_field_is_explained() -> None:
    found = explain("VirtualMachine.spec.diskGiB")
    assert (found.type, found.default, found.required) == ("integer", "20", False)
    assert found.limits == ("at least 8", "at most 1024")
    assert found.expression
    size = explain("VirtualMachine@v1.spec.size")
    assert size.required and '"small"' in size.type
    assert [one.path for one in size.fields] == ["cpu", "memoryGiB"]


def test_a_type_tells_its_fields_and_outputs() -> None:
    found = explain("DatabaseInstance")
    assert found.outputs == tuple(RESOURCE_TYPES["DatabaseInstance@v1"].OUTPUTS)
    assert {"spec", "placement", "count"} <= {one.path for one in found.fields}
    assert next(one for one in found.fields if one.path == "spec").required


def test_lists_and_mappings_are_entered() -> None:
    assert explain("Network.spec.spans.cidr").type == "string"
    assert '"integer"' in explain("Stack.params.type").type
    assert not explain("Environment.providers.aws.region").expression


@pytest.mark.parametrize("kind", RESOURCE_TYPES)
def test_every_field_of_every_type_can_be_asked_for(kind: str) -> None:
    def walk(path: str, depth: int) -> list[str]:
        inside = [one.path for one in explain(path).fields]
        below = [key for one in inside for key in walk(f"{path}.{one}", depth - 1)] if depth else []
        return [*inside, *below]

    wanted = set(nested_keys(RESOURCE_TYPES[kind].model_fields["spec"].annotation))
    assert wanted <= set(walk(f"{kind}.spec", 3))


@pytest.mark.parametrize(
    ("path", "hint"), [("VirtualMachin", "'VirtualMachine'"), ("Network.spec.cdr", "'cidr'")]
)
def test_a_wrong_name_is_met_with_a_guess(path: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(path)
    assert f"did you mean {hint}" in caught.value.hint


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in names())
    assert main(["explain", "ObjectBucket.spec.minimumTls"]) == 0
    said = capsys.readouterr().out
    assert '"1.0" or "1.1" or "1.2"' in said and 'default: "1.2"' in said


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("expl", ["explain"]),
        ("explain Virtual", ["VirtualMachine", "VirtualMachineGroup"]),
        ("explain Network.spec.s", ["Network.spec.spans"]),
    ],
)
def test_a_shell_completes(typed: str, offered: list[str]) -> None:
    *before, last = typed.split(" ")
    completion = BashComplete(orchestrator, {}, "orchestrator", "_ORCHESTRATOR_COMPLETE")
    assert [item.value for item in completion.get_completions(before, last)] == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_for_shells(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "_ORCHESTRATOR_COMPLETE" in capsys.readouterr().out
