"""The command line: instant and complete help, exit codes, output for people and for programs."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from syrupy.assertion import SnapshotAssertion

from orchestrator.cli import COMMANDS
from orchestrator.cli.main import main, orchestrator
from orchestrator.errors import Faults, PolicyDenied, SpecError, UsageError, Where

ROOT = Path(__file__).parents[2]


def commands() -> list[list[str]]:
    """Every command and subcommand."""
    found: list[list[str]] = []
    context = click.Context(orchestrator)
    for name in COMMANDS:
        command = orchestrator.get_command(context, name)
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, sub] for sub in command.list_commands(context)]
    return found


@pytest.mark.parametrize("words", [[], *commands()], ids=" ".join)
def test_help(words: list[str], snapshot: SnapshotAssertion, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    assert capsys.readouterr().out == snapshot


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_is_documented(words: list[str]) -> None:
    documents = "".join(file.read_text() for file in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    assert f"orchestrator {' '.join(words)}" in documents


def test_help_imports_nothing_heavy() -> None:
    told = "print('modules:', *sys.modules)"
    code = f"import sys; from orchestrator.cli.main import main; main(['--help']); {told}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split("modules:")[1].split())
    assert not loaded & {
        "pulumi",
        "pydantic",
        "rich",
        "boto3",
        "openstack",
        "yaml",
        "grpc",
        "importlib.metadata",
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SpecError("x"), 1),
        (UsageError("x"), 2),
        (PolicyDenied("x"), 3),
        (Faults([SpecError("x"), PolicyDenied("y")]), 3),
    ],
)
def test_errors_have_exit_codes(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(click.Group, "invoke", fail)
    assert main(["version"]) == code
    assert "error: x" in capsys.readouterr().err


def test_a_fault_of_our_own_has_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(click.Group, "invoke", fail)
    monkeypatch.delenv("ORCHESTRATOR_TRACEBACK", raising=False)
    assert main(["version"]) == 1
    err = capsys.readouterr().err
    assert "fault of orchestrator itself" in err and "Traceback" not in err


def test_json_errors_are_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path / "none"), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "errors"
    assert document["errors"][0]["error"] == "SpecError"


@pytest.mark.parametrize(
    "words", [["plan", "--nonsense"], ["nosuch"], ["policy", "explain"], ["plan", "a", "b"]]
)
def test_wrong_usage_is_one_document_too(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--json"]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["errors"][0]["error"] == "UsageError" and not shown.err


def test_a_denial_is_one_document_with_verdicts_and_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(ROOT / "stacks" / "noncompliant"), "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "denied" and document["errors"][0]["error"] == "PolicyDenied"
    assert sum(len(verdict["violations"]) for verdict in document["verdicts"]) >= 8


def test_ctrl_c_has_its_words_and_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Group, "invoke", fail)
    assert main(["version"]) == 130
    assert "stopped on request" in capsys.readouterr().err


def test_an_unknown_command_is_met_with_a_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plna"]) == 2
    assert "Did you mean 'plan'?" in capsys.readouterr().err


def test_init_writes_a_stack_that_is_valid_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "new")]) == 0
    assert main(["validate", str(tmp_path / "new")]) == 0
    assert main(["init", str(tmp_path / "new")]) == 2
    assert "exist already" in capsys.readouterr().err


def test_a_place_is_shown_as_editors_take_it() -> None:
    assert str(Where("stack.yaml", 3, 7)) == "stack.yaml:3:7"
