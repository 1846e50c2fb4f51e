"""The kit under the real Pulumi engine: a resource's whole life, with the plugin as the engine starts it."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError

THING = "mem:things/thing:Thing"
PROVIDER = Path(__file__).parent / "memory_provider.py"


@pytest.fixture
def engine(new_engine: Callable[..., Any], cloud: Any) -> Any:
    """A stack whose plugin is the in-memory provider as a program."""
    engine = new_engine(MEMORY_CLOUD=str(cloud.file))
    engine.plugin("mem", "1.0.0", str(PROVIDER))
    engine.config = {"mem:region": "north"}
    return engine


@pytest.fixture
def pair(declare: Any, get: Any) -> Callable[..., Callable[[], None]]:
    """A parent and its child; the child's label is the parent's arn."""

    def make(
        *, import_: str | None = None, ignore: list[str] | None = None, **props: Any
    ) -> Callable[[], None]:
        def program() -> None:
            given = {"size": 1, "tags": {"a": "hush-hush"}, **props}
            given["tags"] = {**given["tags"], "s": pulumi.Output.secret("very-secret-tag")}
            given["password"] = pulumi.Output.secret("very-secret-password")
            parent = declare(
                THING,
                "parent",
                given,
                "arn",
                "tagsAll",
                version="1.0.0",
                import_=import_,
                ignore_changes=ignore,
            )
            child = declare(
                THING,
                "child",
                {"size": 2, "parentId": parent.id, "label": get(parent, "arn")},
                "arn",
                version="1.0.0",
            )
            pulumi.export("all", get(parent, "tagsAll"))
            pulumi.export("arn", get(child, "arn"))

        return program

    return make


def objects(cloud: Any) -> dict[str, Any]:
    return dict(json.loads(cloud.file.read_text())) if cloud.file.exists() else {}


def test_a_whole_life(engine: Any, pair: Any, cloud: Any) -> None:
    plan = engine.preview(pair())
    assert {name: plan[name]["op"] for name in ("parent", "child")} == {"parent": "create", "child": "create"}
    assert "arn" not in json.dumps(plan["child"]["outputs"].get("label", ""))  # not known yet
    assert objects(cloud) == {}

    assert engine.up(pair()) == {"create": 3}
    made = objects(cloud)
    assert {o["parent"] for o in made.values()} == {None, "thing-1"}
    assert made["thing-2"]["label"] == "arn:mem:north:thing-1"
    for secret in ("very-secret-tag", "very-secret-password", "token-of-thing"):
        assert secret not in engine.state_text()
    assert "hush-hush" in engine.state_text()

    assert engine.up(pair()) == {"same": 3}

    plan = engine.preview(pair(size=5, tags={"a": "new", "b": "x"}))
    assert plan["parent"]["op"] == "update"
    assert plan["parent"]["diff"] == {"size": "update", "tags.a": "update", "tags.b": "add"}
    assert plan["child"]["op"] == "same"
    assert engine.up(pair(size=5, tags={"a": "new", "b": "x"})) == {"same": 2, "update": 1}
    assert objects(cloud)["thing-1"]["size"] == 5
    assert "very-secret-tag" not in engine.state_text()

    plan = engine.preview(pair(size=5, zone="z"))
    assert (plan["parent"]["op"], plan["parent"]["diff"]["zone"]) == ("replace", "add-replace")
    assert plan["child"]["diff"]["parentId"] == "update-replace"
    engine.up(pair(size=5, zone="z"))
    assert {(id, o["parent"]) for id, o in objects(cloud).items()} == {
        ("thing-3", None),
        ("thing-4", "thing-3"),
    }

    assert engine.destroy(pair()) == {"delete": 3}
    assert objects(cloud) == {}


def test_drift_is_shown_and_repaired(engine: Any, pair: Any, cloud: Any) -> None:
    engine.up(pair())
    assert engine.refresh(pair()) == {"same": 3}  # no false drift
    cloud.change("thing-1", size=9, tags={"a": "hush-hush", "s": "very-secret-tag", "stray": "x"})
    cloud.drop("thing-2")
    plan = engine.preview(pair(), refresh=True)
    assert (plan["parent"]["op"], plan["child"]["op"]) == ("update", "create")
    assert plan["parent"]["diff"] == {"size": "update", "tags.stray": "delete"}
    engine.refresh(pair())
    assert "very-secret-tag" not in engine.state_text()
    assert engine.up(pair()) == {"create": 1, "same": 1, "update": 1}
    assert objects(cloud)["thing-1"]["size"] == 1


def test_a_failed_settle_is_kept_and_resumed(engine: Any, pair: Any, cloud: Any) -> None:
    with pytest.raises(CommandError) as caught:
        engine.up(pair(label="broken"))
    assert "thing-1 does not become ready with" in str(caught.value)
    assert "very-secret-password" not in str(caught.value)
    assert engine.state(pair())["parent"]["id"] == "thing-1"
    assert "very-secret" not in engine.state_text()
    cloud.file.with_name("cloud.json.mended").touch()
    assert engine.up(pair(label="broken")) == {"create": 1, "same": 1, "update": 1}
    assert list(objects(cloud)) == ["thing-1", "thing-2"]
    assert objects(cloud)["thing-1"]["ready"]
    assert engine.up(pair(label="broken")) == {"same": 3}


def test_an_import_is_taken_over(engine: Any, pair: Any, cloud: Any, memory: Any) -> None:
    thing = memory.Thing(name="mine", size=1, tags={"a": "hush-hush", "s": "very-secret-tag"})
    id = thing.create(cloud)
    engine.up(pair(import_=id, name="mine"))
    assert engine.state(pair())["parent"]["id"] == id
    assert len(objects(cloud)) == 2
    assert engine.up(pair(name="mine")).get("same", 0) >= 2


def test_ignored_changes_stay(engine: Any, pair: Any) -> None:
    engine.up(pair())
    assert engine.up(pair(tags={"a": "other"}, ignore=["tags.a"])) == {"same": 3}


def test_two_regions_in_one_stack_do_not_mix(engine: Any, declare: Any, cloud: Any) -> None:
    class Regional(pulumi.ProviderResource):
        pass

    def program() -> None:
        for region in ("south", "east"):
            options = pulumi.ResourceOptions(version="1.0.0")
            provider = Regional(
                "mem",
                region,
                {"region": region, "defaultTags": pulumi.Output.json_dumps({"r": region})},
                options,
            )
            declare(THING, f"in-{region}", {"size": 1}, provider=provider)

    engine.up(program)
    found = {(o["name"].rsplit("-", 1)[0], o["region"], o["tags"]["r"]) for o in objects(cloud).values()}
    assert found == {("in-south", "south", "south"), ("in-east", "east", "east")}
    engine.destroy(program)
    assert objects(cloud) == {}


def test_faults_come_before_anything_is_made(engine: Any, declare: Any, cloud: Any) -> None:
    def program() -> None:
        declare(THING, "bad", {"sise": 1, "tags": {"a": 1}}, version="1.0.0")

    with pytest.raises(CommandError) as caught:
        engine.up(program)
    for text in (
        "missing required property 'size'",
        "did you mean 'size'?",
        "'tags.a' must be a string, not a number",
    ):
        assert text in str(caught.value)
    assert objects(cloud) == {}


def test_the_schema_is_one_that_pulumi_reads(engine: Any, pulumi_program: Path, tmp_path: Path) -> None:
    stub = engine.home / "plugins" / "resource-mem-v1.0.0" / "pulumi-resource-mem"
    command = [str(pulumi_program), "package", "get-schema", str(stub)]
    environment = {**engine.environment, "PULUMI_HOME": str(engine.home), "PATH": str(pulumi_program.parent)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    file = tmp_path / "schema.json"
    file.write_text(run.stdout)
    run = subprocess.run(
        [str(pulumi_program), "schema", "check", str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def _ends(stream: Any) -> bool:
    """Whether a stream comes to its end within ten seconds, without a word more."""
    ready, _, _ = select.select([stream], [], [], 10)
    return bool(ready) and stream.read() == ""


def test_the_program_ends_with_its_parent_and_on_sigterm(tmp_path: Path) -> None:
    parent = "import os,subprocess,sys\nsubprocess.Popen(sys.argv[1:], stdout=1)\nsys.stdin.read()"
    command = [sys.executable, "-c", parent, sys.executable, str(PROVIDER)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdin
    assert int(process.stdout.readline()) > 0
    process.kill()
    assert _ends(process.stdout)  # end of file: the child, which holds it too, has ended
    process.wait()

    process = subprocess.Popen([sys.executable, str(PROVIDER)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    began = time.monotonic()
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - began < 15
