"""The agent's one error policy, and what it keeps: nothing grows without end."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.agent import agent
from orchestrator.agent.agent import DEFAULTS, Journal, journal_from


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal({**DEFAULTS, "record": str(tmp_path / "state" / "record.jsonl")})


def records(journal: Journal) -> list[dict[str, Any]]:
    file = Path(journal.settings["record"])
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    )


def test_a_missing_file_is_no_event(journal: Journal) -> None:
    journal.react("reading", FileNotFoundError("x"))
    assert records(journal) == []


@pytest.mark.parametrize("error", [PermissionError("no"), ConnectionResetError("cut")])
def test_what_is_denied_or_cut_is_told_once_and_the_agent_goes_on(journal: Journal, error: Exception) -> None:
    journal.react("reading", error)
    journal.react("reading", error)
    (entry,) = records(journal)
    assert (entry["kind"], entry["severity"]) == ("error", "CRITICAL")
    assert type(error).__name__ in entry["message"]


def test_anything_else_is_told_and_stops(journal: Journal) -> None:
    with pytest.raises(RuntimeError, match="reading"):
        journal.react("reading", ValueError("odd"))
    assert len(records(journal)) == 1


def test_a_fault_that_comes_back_is_told_again(journal: Journal, tmp_path: Path) -> None:
    journal.settings["errors"] = {**DEFAULTS["errors"], "missing": "alert"}
    file = tmp_path / "stat"
    assert journal.lines(file) == []
    file.write_text("cpu\n", encoding="utf-8")
    assert journal.lines(file) == ["cpu"]
    file.unlink()
    assert journal.lines(file) == []
    assert len(records(journal)) == 2


def test_the_record_does_not_grow_without_end(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent, "RECORD_BYTES", 1000)
    for number in range(50):
        journal.event("alert", "WARNING", f"number {number}")
    folder = Path(journal.settings["record"]).parent
    assert sorted(path.name for path in folder.iterdir()) == ["record.jsonl", "record.old"]
    assert sum(path.stat().st_size for path in folder.iterdir()) < 3000
    assert records(journal)[-1]["message"] == "number 49"


def test_the_queue_for_the_webhook_is_bounded(journal: Journal) -> None:
    journal.settings["webhook"] = "http://127.0.0.1:9/"
    for number in range(1005):
        journal.event("alert", "WARNING", str(number))
    assert (journal.queue.qsize(), journal.lost) == (1000, 5)


def test_a_record_that_cannot_be_written_does_not_silence_the_webhook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.joinpath("file").touch()
    record = str(tmp_path / "file" / "record.jsonl")
    journal = Journal({**DEFAULTS, "record": record, "webhook": "http://127.0.0.1:9/"})
    journal.event("alert", "WARNING", "hot")
    assert journal.queue.qsize() == 1
    assert "the record cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[1]", "7", "\x00"])
def test_settings_that_cannot_be_read_give_the_defaults(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DEFAULTS, "record", str(tmp_path / "record.jsonl"))
    file = tmp_path / "settings.json"
    file.write_text(text, encoding="utf-8")
    journal = journal_from(file)
    assert journal.settings == DEFAULTS
    assert "the defaults are used" in records(journal)[0]["message"]


def test_no_settings_are_the_defaults(tmp_path: Path) -> None:
    assert journal_from(tmp_path / "none.json").settings == DEFAULTS
