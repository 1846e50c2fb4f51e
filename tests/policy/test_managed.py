"""A server of our own: starts when needed, lets nobody else in, fails closed, and leaves nothing behind."""

import os
import signal
import socket
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from orchestrator import policy
from orchestrator.errors import PolicyError, Where

Make = Callable[..., Path]
Document = Callable[..., dict[str, Any]]
SLOW = (
    'deny contains "x" if { some i in numbers.range(1, 9999); some j in numbers.range(1, 9999); i * j < 0 }'
)


def ask(opa: policy.Opa, document: dict[str, Any], *packs: Path) -> Any:
    return policy.check(policy.Question("spec", document, packs), opa)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_gives_the_same_verdicts_as_one_process(
    opa: policy.LocalOpa, opa_binary: Path, pack: Make, document: Document
) -> None:
    folder = pack()
    with policy.ManagedOpa(opa_binary) as managed:
        for bad in (True, False, True):
            ours, single = (
                ask(managed, document(web={"bad": bad}), folder),
                ask(opa, document(web={"bad": bad}), folder),
            )
            assert ours.violations == single.violations
            assert (ours.rules, ours.policy_digest) == (single.rules, single.policy_digest)


def test_one_server_for_many_questions_and_none_after(
    opa_binary: Path, pack: Make, document: Document
) -> None:
    folder = pack()
    with policy.ManagedOpa(opa_binary) as managed:
        assert managed.pid is None
        ask(managed, document(), folder)
        first = managed.pid
        ask(managed, document(), folder)
        assert managed.pid == first
    assert first
    assert not alive(first)


def test_changed_packs_get_a_new_server(opa_binary: Path, pack: Make, document: Document) -> None:
    folder = pack()
    with policy.ManagedOpa(opa_binary) as managed:
        assert not ask(managed, document(web={}), folder).denied
        first = managed.pid
        rule = folder / "good.rego"
        rule.write_text(
            rule.read_text().replace("input.resource.spec.bad == true", 'input.resource.name == "web"')
        )
        assert ask(managed, document(web={}), folder).denied
        assert first and not alive(first)


def test_a_killed_server_is_an_error_and_the_next_question_has_a_new_one(
    opa_binary: Path, pack: Make, document: Document
) -> None:
    folder = pack()
    with policy.ManagedOpa(opa_binary) as managed:
        ask(managed, document(), folder)
        assert managed.pid
        os.kill(managed.pid, signal.SIGKILL)
        with pytest.raises(PolicyError, match="went away"):
            ask(managed, document(), folder)
        assert not ask(managed, document(), folder).denied


def test_time_out(opa_binary: Path, pack: Make, document: Document) -> None:
    with (
        policy.ManagedOpa(opa_binary, 2.0) as managed,
        pytest.raises(PolicyError, match="did not answer within 2 s"),
    ):
        ask(managed, document(), pack(rules={"slow": SLOW}, scope="stack"))


def test_a_rule_that_does_not_compile(opa_binary: Path, pack: Make, document: Document) -> None:
    with policy.ManagedOpa(opa_binary) as managed:
        with pytest.raises(PolicyError, match="does not start") as caught:
            ask(managed, document(), pack(rules={"broken": "deny contains if {"}))
        assert "broken.rego:13" in caught.value.summary
        assert managed.pid is None


def test_a_function_that_fails(opa_binary: Path, pack: Make, document: Document) -> None:
    with policy.ManagedOpa(opa_binary) as managed, pytest.raises(PolicyError) as caught:
        ask(
            managed,
            document(web={}),
            pack(rules={"odd": 'deny contains "x" if to_number(input.resource.name) > 1'}),
        )
    assert "eval_builtin_error" in caught.value.summary
    assert isinstance(caught.value.where, Where)


def test_nobody_else_gets_an_answer(
    opa_binary: Path, pack: Make, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with policy.ManagedOpa(opa_binary) as managed:
        ask(managed, document(), pack())
        [path] = tmp_path.glob("opa-*/opa.sock")
        assert path.parent.stat().st_mode & 0o077 == 0
        connection = HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(str(path))
        connection.request("GET", "/v1/policies")
        assert connection.getresponse().status == 401
        connection.close()
    assert not list(tmp_path.glob("opa-*"))
