"""User-data: the user's part as it was, the agent beside it, within each cloud's limit."""

import json
from base64 import b64decode
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from gzip import decompress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.agent.agent import DEFAULTS, METRICS, journal_from
from orchestrator.errors import InjectionError
from orchestrator.graph import AgentMonitor, Base64, CloudInit, Concat, Graph, Output, Secret, Value
from orchestrator.inject import AgentFile, inject
from orchestrator.model.stack import Stack

Parts = list[Message]
fixed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


def produced(
    graph: Graph,
    stack: Stack,
    agent: AgentFile,
    user_data: Value,
    encoding: str = "plain",
    limit: int = 65535,
) -> Value:
    """The user-data that the machine of the stack gets."""
    web = graph.group_of("web")
    (slot,) = web.slots
    assert isinstance(slot, CloudInit)
    changed = replace(slot, user_data=user_data, encoding=encoding, limit=limit)  # type: ignore[arg-type]  # one of the two literals
    one = replace(graph, groups=(graph.group_of("home"), replace(web, slots=(changed,))))
    return inject(one, stack, agent).group_of("web").node("web").properties["userData"]


def parts(data: bytes) -> Parts:
    """The leaves of a MIME document, as cloud-init walks them."""
    return [part for part in message_from_bytes(data).walk() if not part.is_multipart()]


def body(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def config_in(part: Message) -> dict[str, Any]:
    text = body(part).decode()
    assert text.startswith("#cloud-config\n")
    loaded: dict[str, Any] = json.loads(text.split("\n", 1)[1])
    return loaded


def test_the_script_of_the_user_is_untouched_and_named_to_run_after_the_agent(
    graph: Graph, stack: Stack, agent: AgentFile
) -> None:
    script = '#!/bin/bash\necho "${HOME}" \t \n\n--boundary\nFrom here\n.\n'
    text = produced(graph, stack, agent, script)
    assert isinstance(text, str)
    user, ours = parts(text.encode())
    assert body(user) == script.encode()
    assert user.get_content_type() == "text/x-shellscript"
    name = user.get_filename()
    assert name
    assert name > "runcmd"
    assert ours.get_content_type() == "text/cloud-config"


def test_ours_brings_agent_settings_and_service(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    text = produced(graph, stack, agent, None)
    assert isinstance(text, str)
    (ours,) = parts(text.encode())
    config = config_in(ours)
    program, given, unit = config["write_files"]
    assert decompress(b64decode(program["content"])).decode() == agent.text
    assert program["encoding"] == "gz+b64"
    assert "NoNewPrivileges=yes" in unit["content"]
    assert f"{program['path']} {given['path']}" in unit["content"]
    assert config["runcmd"][-1] == ["systemctl", "enable", "--now", Path(unit["path"]).name]


def test_the_settings_are_what_the_agent_understands(
    graph: Graph, stack: Stack, agent: AgentFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = produced(graph, stack, agent, None)
    assert isinstance(text, str)
    given = config_in(parts(text.encode())[0])["write_files"][1]["content"]
    file = tmp_path / "settings.json"
    file.write_text(given, encoding="utf-8")
    understood = journal_from(file).settings
    assert capsys.readouterr().err == ""
    assert {**DEFAULTS, **json.loads(given)} == understood
    assert [rule["metric"] in METRICS for rule in understood["rules"]] == [True] * 4
    assert understood["rules"][0] == {
        "metric": "cpu_usage_ratio",
        "above": 0.7,
        "for": 10,
        "severity": "WARNING",
    }
    assert understood["allowFrom"] == ["10.40.128.0/18"]
    assert understood["interval"] == 15
    assert understood["labels"]["orchestrator_resource"] == "web"
    (probe,) = understood["probes"]
    assert (probe["url"], probe["interval"]) == ("http://127.0.0.1:80/healthz", 5)


@fixed
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_script_comes_through_byte_for_byte(
    graph: Graph, stack: Stack, agent: AgentFile, text: str
) -> None:
    script = "#!/bin/sh\n" + text
    made = produced(graph, stack, agent, script)
    assert isinstance(made, str)
    assert body(parts(made.encode())[0]) == script.encode()


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("#!/usr/bin/env python3", "text/x-shellscript"),
        ("#cloud-config", "text/cloud-config"),
        ("## template: jinja", "text/jinja2"),
        ("#cloud-boothook", "text/cloud-boothook"),
        ("#include", "text/x-include-url"),
        ("#include-once", "text/x-include-once-url"),
        ("#cloud-config-archive", "text/cloud-config-archive"),
    ],
)
def test_the_kind_is_read_from_the_first_line(
    graph: Graph, stack: Stack, agent: AgentFile, first: str, kind: str
) -> None:
    text = produced(graph, stack, agent, f"{first}\nx\n")
    assert isinstance(text, str)
    assert parts(text.encode())[0].get_content_type() == kind


def test_a_document_of_several_parts_is_taken_in_whole(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    own = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/x-shellscript\n\n#!/bin/sh\necho 1\n"
        "--b\nContent-Type: text/cloud-config\n\n#cloud-config\nruncmd: [ls]\n--b--\n"
    )
    text = produced(graph, stack, agent, own)
    assert isinstance(text, str)
    assert own in text
    found = [(part.get_content_type(), body(part).strip()[:13]) for part in parts(text.encode())]
    assert found[0] == ("text/x-shellscript", b"#!/bin/sh\nech")
    assert [kind for kind, _ in found] == ["text/x-shellscript", "text/cloud-config", "text/cloud-config"]


def test_values_known_later_stay_in_their_place(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    host = Output("db", ("host",))
    made = produced(graph, stack, agent, Concat(("#!/bin/sh\nexport DB=", host, "\n")))
    assert isinstance(made, Concat)
    before, output, after = made.parts
    assert output == host
    assert isinstance(before, str)
    assert isinstance(after, str)
    user, ours = parts(f"{before}10.0.0.9{after}".encode())
    assert body(user) == b"#!/bin/sh\nexport DB=10.0.0.9\n"
    assert config_in(ours)["runcmd"]


def test_other_letters_around_unknown_values_are_encoded_once_they_are_known(
    graph: Graph, stack: Stack, agent: AgentFile
) -> None:
    user = Concat(("#!/bin/sh\necho grüß ", Output("db", ("host",))))
    made = produced(graph, stack, agent, user)
    assert isinstance(made, Concat)
    assert made.parts[1] == Base64(user)


def test_a_secret_stays_secret(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    assert isinstance(produced(graph, stack, agent, Secret("#!/bin/sh\nkey=1\n")), Secret)
    inside = produced(graph, stack, agent, Concat(("#!/bin/sh\nkey=", Secret(Output("p", ("result",))))))
    assert isinstance(inside, Concat)
    assert inside.parts[1] == Secret(Output("p", ("result",)))


def test_base64_where_the_cloud_wants_it(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    made = produced(graph, stack, agent, "#!/bin/sh\n", encoding="base64")
    assert made == Base64(produced(graph, stack, agent, "#!/bin/sh\n"))


def test_the_agent_alone_leaves_a_kilobyte_within_the_smallest_limit(
    graph: Graph, stack: Stack, agent: AgentFile
) -> None:
    script = "#!/bin/sh\n" + "x" * 1000
    made = produced(graph, stack, agent, script, limit=16384)
    assert isinstance(made, str)
    assert script in made


def test_what_is_too_long_is_packed(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    script = "#!/bin/sh\n" + "echo hello\n" * 3000
    whole = produced(graph, stack, agent, script, encoding="base64", limit=16384)
    assert isinstance(whole, str)
    packed = b64decode(whole)
    assert len(packed) <= 16384
    assert body(parts(decompress(packed))[0]) == script.encode()
    plain = produced(graph, stack, agent, script, limit=16384)
    assert isinstance(plain, str)
    assert len(plain) <= 16384
    part = parts(plain.encode())[0]
    assert part.get_content_type() == "application/gzip"
    assert decompress(body(part)) == script.encode()


@pytest.mark.parametrize("encoding", ["plain", "base64"])
def test_what_cannot_be_packed_enough_is_refused_with_the_numbers(
    graph: Graph, stack: Stack, agent: AgentFile, encoding: str
) -> None:
    noise = "#!/bin/sh\n" + Random(1).randbytes(20000).hex()
    with pytest.raises(InjectionError) as caught:
        produced(graph, stack, agent, noise, encoding=encoding, limit=16384)
    assert "this cloud takes 16384" in caught.value.summary
    assert "the user's part has 40010 bytes" in caught.value.hint
    late = Concat((noise, Output("db", ("host",))))
    with pytest.raises(InjectionError, match="cannot be packed"):
        produced(graph, stack, agent, late, encoding=encoding, limit=16384)


@pytest.mark.parametrize("text", ["echo no shebang\n", "\n#!/bin/sh\n", {"a": 1}, 7])
def test_what_cloud_init_would_not_understand_is_refused(
    graph: Graph, stack: Stack, agent: AgentFile, text: Value
) -> None:
    with pytest.raises(InjectionError) as caught:
        produced(graph, stack, agent, text)
    assert caught.value.where == "resource web, user-data of 'web'"


def test_the_machine_is_scraped_where_the_slot_says(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    monitors = inject(graph, stack, agent).group_of("web").monitors
    assert AgentMonitor(Output("web-port", ("allFixedIps", 0)), 9180) in monitors


def test_a_property_inside_others_is_set_there(graph: Graph, stack: Stack, agent: AgentFile) -> None:
    web = graph.group_of("web")
    (slot,) = web.slots
    assert isinstance(slot, CloudInit)
    node = web.node("web").with_properties(osProfile={"computerName": "web"})
    inner = replace(web.with_node(node), slots=(replace(slot, property=("osProfile", "customData")),))
    after = inject(replace(graph, groups=(graph.group_of("home"), inner)), stack, agent)
    profile = after.group_of("web").node("web").properties["osProfile"]
    assert isinstance(profile, dict)
    assert profile.keys() == {"computerName", "customData"}
