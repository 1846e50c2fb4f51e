"""A server of somebody else, by opa-python-client: the same verdict, or an error."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestrator import policy
from orchestrator.errors import PolicyError, UsageError
from orchestrator.policy.bundle import driver, read

Make = Callable[..., Path]
Document = Callable[..., dict[str, Any]]
Serve = Callable[..., str]


def ask(opa: policy.Opa, document: dict[str, Any], *packs: Path) -> Any:
    return policy.check(policy.Question("spec", document, packs), opa)


def modules(*packs: Path) -> list[Path]:
    return [module.path for module in read(packs).modules]


def test_gives_the_same_verdict_as_one_process(
    opa: policy.LocalOpa, server: Serve, pack: Make, document: Document
) -> None:
    folder = pack()
    remote = policy.RemoteOpa(server(*modules(folder)))
    for bad in (True, False):
        here, there = (
            ask(opa, document(web={"bad": bad}), folder),
            ask(remote, document(web={"bad": bad}), folder),
        )
        assert (here.violations, here.rules, here.policy_digest) == (
            there.violations,
            there.rules,
            there.policy_digest,
        )


def test_a_token_lets_us_in(server: Serve, pack: Make, document: Document) -> None:
    folder = pack()
    url = server(*modules(folder), token="right")
    assert ask(policy.RemoteOpa(url, "right"), document(web={"bad": True}), folder).denied
    for token in ("wrong", ""):
        with pytest.raises(PolicyError, match="does not let us in"):
            ask(policy.RemoteOpa(url, token), document(), folder)


def test_the_token_is_not_shown() -> None:
    assert "hidden" not in repr(policy.RemoteOpa("http://127.0.0.1:1", "hidden"))


def test_nobody_there(pack: Make, document: Document) -> None:
    with pytest.raises(PolicyError, match="cannot be reached"):
        ask(policy.RemoteOpa("http://127.0.0.1:1"), document(), pack())


def test_a_server_without_policies(server: Serve, pack: Make, document: Document) -> None:
    with pytest.raises(PolicyError, match="lacks 4 of our policies"):
        ask(policy.RemoteOpa(server()), document(), pack())


def test_a_server_with_an_older_rule(server: Serve, pack: Make, document: Document) -> None:
    folder = pack()
    url = server(*modules(folder))
    rule = folder / "good.rego"
    rule.write_text(rule.read_text().replace("== true", "== false"))
    with pytest.raises(PolicyError, match=r"lacks 1 of our policies: rules\.mine\.good"):
        ask(policy.RemoteOpa(url), document(), folder)


def test_a_server_whose_other_policies_meddle(
    server: Serve, pack: Make, document: Document, tmp_path: Path
) -> None:
    folder = pack()
    weaker = tmp_path / "weaker.rego"
    weaker.write_text("package lib.mine\n\nallow_all := true\n")
    with pytest.raises(PolicyError, match="policies of its own in our packages"):
        ask(policy.RemoteOpa(server(*modules(folder), weaker)), document(), folder)


def test_policies_of_others_do_not_matter(
    server: Serve, pack: Make, document: Document, tmp_path: Path
) -> None:
    folder = pack()
    theirs = tmp_path / "theirs.rego"
    theirs.write_text('package kubernetes.admission\n\ndeny contains "no"\n')
    assert not ask(policy.RemoteOpa(server(*modules(folder), theirs)), document(), folder).denied


def test_uploads_when_asked_and_takes_away_what_is_gone(
    server: Serve, pack: Make, document: Document
) -> None:
    folder = pack(
        rules={"good": 'deny contains "bad" if input.resource.spec.bad', "old": 'deny contains "old"'}
    )
    remote = policy.RemoteOpa(server(), upload=True)
    assert [v.message for v in ask(remote, document(web={"bad": True}), folder).violations] == ["bad", "old"]
    (folder / "old.rego").unlink()
    assert [v.message for v in ask(remote, document(web={"bad": True}), folder).violations] == ["bad"]


def test_upload_of_a_rule_that_does_not_compile(server: Serve, pack: Make, document: Document) -> None:
    folder = pack(rules={"broken": 'deny contains "x" if y'})
    with pytest.raises(PolicyError, match="rego_unsafe_var_error") as caught:
        ask(policy.RemoteOpa(server(), upload=True), document(), folder)
    assert "orchestrator/mine/broken.rego:13" in str(caught.value.where)


def test_a_function_that_fails(server: Serve, pack: Make, document: Document) -> None:
    folder = pack(rules={"odd": 'deny contains "x" if to_number(input.resource.name) > 1'})
    with pytest.raises(PolicyError, match="eval_builtin_error"):
        ask(policy.RemoteOpa(server(*modules(folder))), document(web={}), folder)


def test_time_out(server: Serve, pack: Make, document: Document) -> None:
    loops = "some i in numbers.range(1, 9999); some j in numbers.range(1, 9999)"
    slow = f'deny contains "x" if {{ {loops}; i * j < 0 }}'
    folder = pack(rules={"slow": slow}, scope="stack")
    with pytest.raises(PolicyError, match="did not answer within 1 s"):
        ask(policy.RemoteOpa(server(*modules(folder)), timeout=1.0), document(), folder)


@pytest.fixture
def other_service() -> Iterator[str]:
    """Something that speaks HTTP and JSON, but is no OPA."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'["hello"]')

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing."""

    service = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{service.server_port}"
    service.shutdown()
    thread.join()
    service.server_close()


def test_something_else_answers(other_service: str, pack: Make, document: Document) -> None:
    with pytest.raises(PolicyError, match="is not an OPA"):
        ask(policy.RemoteOpa(other_service), document(), pack())


@pytest.mark.parametrize("url", ["ftp://a", "opa.example.org", "http://a:8181/v1/data", "https://a?x=1"])
def test_what_is_no_url_of_an_opa(url: str, pack: Make, document: Document) -> None:
    with pytest.raises(UsageError, match="is not the URL"):
        ask(policy.RemoteOpa(url), document(), pack())


def test_a_token_never_travels_in_plain(pack: Make, document: Document) -> None:
    with pytest.raises(UsageError, match="plain text"):
        ask(policy.RemoteOpa("http://opa.example.org", "secret"), document(), pack())


def test_the_slow_client_is_imported_for_servers_only() -> None:
    code = (
        "import sys, orchestrator.policy; sys.exit('opa_client' in sys.modules or 'requests' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_driver_is_part_of_what_must_be_there() -> None:
    assert {module.package for module in driver().modules} >= {"orchestrator.driver"}
