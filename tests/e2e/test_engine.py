"""The real Pulumi engine on the built-in `random` plugin: no cloud is needed to see what the engine keeps."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from orchestrator import tools
from orchestrator.clouds import Target
from orchestrator.engine import Engine, Selection, Settings
from orchestrator.errors import UsageError
from orchestrator.graph import Base64, Concat, Graph, Group, Json, Node, Options
from orchestrator.model.environment import AwsProvider, Environment, Providers
from orchestrator.outcome import Action, Change, Step

TARGET = Target("aws", "eu-central-1")
DEV = Environment(name="dev", providers=Providers(aws=AwsProvider(region="eu-central-1")))


def password(name: str, length: int = 20, protect: bool = False) -> Node:
    return Node(
        "random:index/randomPassword:RandomPassword", name, {"length": length}, Options(protect=protect)
    )


def graph(length: int = 20, protect: bool = False) -> Graph:
    """Two groups; the second one keeps values that are made of the first one's secret."""
    first = password("db-password", length, protect)
    mixed = Json({"url": Concat(("mysql://shop:", first["result"], "@db/"))})
    second = Node(
        "random:index/randomId:RandomId",
        "web-id",
        {"byteLength": 4, "keepers": {"data": Base64(mixed), "plain": "visible"}},
    )
    return Graph(
        "shop",
        "dev",
        (
            Group("db", "DatabaseInstance", TARGET, (first,), {"password": first["result"]}),
            Group("web", "VirtualMachine", TARGET, (second,), {"id": second["id"]}),
        ),
        {"password": first["result"], "plain": second["keepers.plain"], "length": first["length"]},
    )


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    pulumi = tools.ensure("pulumi", lambda line: None)
    return Settings(pulumi, tools.PULUMI.version, tmp_path / "state", tmp_path / "cache")


def actions(changes: Iterable[Change]) -> list[tuple[str, Action]]:
    return sorted((change.name, change.action) for change in changes)


def test_a_stack_lives_and_no_secret_is_in_plain_text(settings: Settings) -> None:
    steps: list[Step] = []
    engine = Engine("shop", DEV, settings, steps.append)
    planned = engine.preview(graph())
    assert actions(planned.changes) == [("db-password", Action.CREATE), ("web-id", Action.CREATE)]
    assert {change.resource for change in planned.changes} == {"db", "web"}

    applied = engine.apply(graph())
    assert applied.outputs == {"password": "[secret]", "plain": "visible", "length": 20}
    assert {(step.name, step.status) for step in steps} >= {("web-id", "started"), ("web-id", "done")}
    state = engine.snapshot()
    assert state.groups["db"] == {"password": "[secret]"}
    assert state.nodes["web-id"]["keepers"] == {"data": "[secret]", "plain": "visible"}
    assert engine.apply(graph()).plan.empty

    stored = "".join(file.read_text() for file in settings.state.rglob("*.json*"))
    exported = engine._session.export()
    assert "ciphertext" in stored and "ciphertext" in json.dumps(exported)

    replaced = engine.preview(graph(length=24)).changes
    assert ("db-password", Action.REPLACE) in actions(replaced)
    because = next(c for c in replaced if c.name == "db-password").properties
    assert [(p.path, p.before, p.after, p.replaces) for p in because] == [("length", 20, 24, True)]

    assert {action for _, action in actions(engine.plan_destroy().changes)} == {Action.DELETE}
    engine.destroy()
    assert engine.snapshot().nodes == {}


def test_a_selection_includes_what_it_needs_and_leaves_out_what_depends(settings: Settings) -> None:
    engine = Engine("shop", DEV, settings)
    assert len(engine.preview(graph(), Selection(targets=("web",))).changes) == 2
    assert actions(engine.preview(graph(), Selection(targets=("db",))).changes) == [
        ("db-password", Action.CREATE)
    ]
    assert engine.preview(graph(), Selection(exclude=("db",))).changes == ()
    with pytest.raises(UsageError, match="'nope'"):
        engine.preview(graph(), Selection(targets=("nope",)))


def test_a_part_is_deleted_without_what_it_needs_and_with_what_needs_it(settings: Settings) -> None:
    engine = Engine("shop", DEV, settings)
    engine.apply(graph())
    assert actions(engine.plan_destroy(graph(), Selection(targets=("web",))).changes) == [
        ("db-password", Action.SAME),
        ("web-id", Action.DELETE),
    ]
    engine.destroy(graph(), Selection(targets=("web",)))
    assert set(engine.snapshot().nodes) == {"db-password"}
    engine.apply(graph())
    engine.destroy(graph(), Selection(exclude=("db",)))
    assert set(engine.snapshot().nodes) == {"db-password"}
    engine.apply(graph())
    engine.destroy(graph(), Selection(targets=("db",)))
    assert engine.snapshot().nodes == {}


def test_what_is_protected_is_not_deleted(settings: Settings) -> None:
    from orchestrator.errors import OrchestratorError

    engine = Engine("shop", DEV, settings)
    engine.apply(graph(protect=True))
    with pytest.raises(OrchestratorError, match="protected"):
        engine.destroy()
    assert "db-password" in engine.snapshot().nodes
    engine.apply(graph(protect=False))
    engine.destroy()
    assert engine.snapshot().nodes == {}


def test_a_stack_that_never_was_has_no_drift(settings: Settings) -> None:
    drift, seen = Engine("shop", DEV, settings).observe()
    assert not drift.found and not seen.nodes
