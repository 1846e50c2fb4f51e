"""The platform team's example: its type is sound, and editors know it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from orchestrator import composites, policy, tools
from orchestrator.cli.main import main

PLATFORM = Path(__file__).parents[2] / "stacks" / "platform"
CHECKER = Path(sys.executable).parent / "check-jsonschema"


def test_its_tests_pass(capsys):
    assert main(["type", "test", str(PLATFORM), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["types"]
    assert found["type"] == "WebShop"
    assert len(found["tests"]) >= 6


def test_its_own_policy_has_tests_that_reach_all_of_it():
    opa = tools.ensure("opa", lambda line: None)
    done = policy.test((PLATFORM / "types/webshop-policy",), opa)
    assert done.passed
    assert done.coverage == 100


def test_its_lock_is_what_there_is():
    assert composites.lock(PLATFORM) == ()


def test_its_first_revision_s_database_is_kept():
    moved = {one.name: one.moved_from for one in composites.load(PLATFORM, "prod").stack.resources}
    assert moved["shop-orders"] == ("shop-db",)


def test_patches_reach_the_instance_and_its_resources():
    found = {one.name: one.lifecycle for one in composites.load(PLATFORM, "prod").stack.resources}
    assert all(found[name].protect for name in found if name.startswith("shop-"))
    assert found["shop-pictures"].on_delete == "retain"
    assert found["shop-orders"].on_delete == "delete"


def check(folder):
    """What check-jsonschema says of the stack by the schema that the command writes for it."""
    assert main(["schema", str(folder), "--write"]) == 0
    schema = folder / ".orchestrator/schema/stack.json"
    ran = subprocess.run(
        [CHECKER, "--schemafile", schema, "-o", "json", folder / "stack.yaml"], capture_output=True, text=True
    )
    return json.loads(ran.stdout)["errors"]


def test_editors_know_its_types(tmp_path):
    folder = Path(shutil.copytree(PLATFORM, tmp_path / "platform"))
    assert check(folder) == []
    file = folder / "stack.yaml"
    good = file.read_text()
    for right, wrong in (
        ("tier: ${{ params.tier }}", "tier: silver"),
        ("      host: www\n", ""),
        ("zone: names", "zones: names"),
        ("WebShop@v2", "WebShop@v3"),
    ):
        file.write_text(good.replace(right, wrong))
        assert check(folder), wrong
