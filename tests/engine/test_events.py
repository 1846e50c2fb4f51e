"""Engine events become changes and drift; declared properties only."""

from typing import Any

from pulumi.automation.events import EngineEvent

from orchestrator.engine.events import Recorder
from orchestrator.outcome import Action, Step

GROUP = "urn:pulumi:dev::shop::orchestrator:resource:Network::net"
URN = "urn:pulumi:dev::shop::orchestrator:resource:Network$aws:ec2/vpc:Vpc::net-vpc"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}


def state(**inputs: Any) -> dict[str, Any]:
    common = {"type": "aws:ec2/vpc:Vpc", "urn": URN, "id": "vpc-1", "parent": GROUP, "provider": "p"}
    return {**common, "inputs": inputs, "outputs": {**inputs, "tagsAll": inputs.get("tags", {})}}


def step(op: str, old: Any = None, new: Any = None, **more: Any) -> dict[str, Any]:
    return {"metadata": {"op": op, "urn": URN, "type": "aws:ec2/vpc:Vpc", "old": old, "new": new, **more}}


def heard(*events: dict[str, Any]) -> tuple[Recorder, list[Step]]:
    told: list[Step] = []
    recorder = Recorder(told.append)
    for event in events:
        recorder.hear(EngineEvent.from_json({"sequence": 0, "timestamp": 0, **event}))
    return recorder, told


def test_an_update_shows_declared_properties_before_and_after() -> None:
    recorder, _ = heard(
        {
            "resourcePreEvent": step(
                "update",
                state(tags={"a": "1"}),
                state(tags={"a": "2"}),
                detailedDiff={
                    "tags.a": {"diffKind": "update", "inputDiff": False},
                    "tagsAll.a": {"diffKind": "update", "inputDiff": False},
                },
            )
        }
    )
    (change,) = recorder.changes()
    assert (change.action, change.resource, change.name, change.id) == (
        Action.UPDATE,
        "net",
        "net-vpc",
        "vpc-1",
    )
    assert [(p.path, p.before, p.after) for p in change.properties] == [("tags.a", "1", "2")]


def test_the_steps_of_a_replacement_are_one_change_that_names_its_cause() -> None:
    old, new = state(cidrBlock="10.0.0.0/16"), state(cidrBlock="10.1.0.0/16")
    diff = {"cidrBlock": {"diffKind": "update-replace", "inputDiff": True}}
    recorder, _ = heard(
        {"resourcePreEvent": step("create-replacement", old, new, detailedDiff=diff)},
        {"resourcePreEvent": step("replace", old, new, detailedDiff=diff)},
        {"resourcePreEvent": step("delete-replaced", old)},
    )
    (change,) = recorder.changes()
    assert change.action is Action.REPLACE
    assert [(p.path, p.replaces) for p in change.properties] == [("cidrBlock", True)]


def test_what_an_interrupted_replacement_left_is_a_deletion() -> None:
    recorder, _ = heard({"resourcePreEvent": step("delete-replaced", state(cidrBlock="10.0.0.0/16"))})
    assert recorder.changes()[0].action is Action.DELETE


def test_secrets_and_unknowns_are_words() -> None:
    recorder, _ = heard(
        {
            "resourcePreEvent": step(
                "update",
                state(password=SECRET, vpcId="vpc-1"),
                state(password=SECRET, vpcId=UNKNOWN),
                detailedDiff={"password": {"diffKind": "update"}, "vpcId": {"diffKind": "update"}},
            )
        }
    )
    shown = {p.path: (p.before, p.after) for p in recorder.changes()[0].properties}
    assert shown == {"password": ("[secret]", "[secret]"), "vpcId": ("vpc-1", "[unknown]")}


def test_drift_is_what_the_cloud_reports_differently() -> None:
    recorder, _ = heard(
        {
            "resOutputsEvent": step(
                "refresh", state(tags={"a": "1"}, n=[1]), state(tags={"a": "1", "b": "x"}, n=[1])
            )
        }
    )
    (change,) = recorder.drift()
    assert change.action is Action.UPDATE
    assert [(p.path, p.kind, p.after) for p in change.properties] == [("tags.b", "add", "x")]


def test_what_is_gone_is_drift_and_what_is_the_same_is_none() -> None:
    gone, _ = heard({"resOutputsEvent": step("refresh", state(tags={}), None)})
    same, _ = heard({"resOutputsEvent": step("refresh", state(tags={}), state(tags={}))})
    assert [change.action for change in gone.drift()] == [Action.DELETE]
    assert same.drift() == ()


def test_progress_is_told_for_cloud_resources_only() -> None:
    component = {"metadata": {"op": "create", "urn": GROUP, "type": "orchestrator:resource:Network"}}
    _, told = heard(
        {"resourcePreEvent": component},
        {"resourcePreEvent": step("create", None, state())},
        {"resOutputsEvent": step("create", None, state())},
    )
    assert [(one.name, one.status) for one in told] == [("net-vpc", "started"), ("net-vpc", "done")]


def test_diagnostics_lose_their_colours() -> None:
    recorder, _ = heard(
        {
            "diagnosticEvent": {
                "message": "<{%fg 1%}>bad<{%reset%}>\n",
                "severity": "error",
                "color": "",
                "urn": URN,
            }
        }
    )
    assert [(d.message, d.urn) for d in recorder.diagnostics] == [("bad", URN)]
