"""A composite type goes from one revision to the next: renamed is kept, and what would not be is told."""

import shutil
from pathlib import Path

import pytest

STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: platform, labels: {owner: alice, application: shop, costCentre: "1"}}
resources:
  shop:
    type: Shop@v1
    placement: {provider: aws}
    spec: {days: 3}
outputs:
  host: ${{ resources.shop.outputs.host }}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers: {aws: {region: eu-central-1}}
"""
TYPE = """\
apiVersion: orchestrator.dev/v1
kind: CompositeType
metadata: {name: Shop}
spec:
  revision: 1.0.0
  versions:
    - name: v1
      schema: {properties: {days: {type: integer}}}
      outputs: {host: {type: string}}
  template:
    resources:
      net: {type: Network@v1, spec: {cidr: 10.0.0.0/20}}
      mysql:
        type: DatabaseInstance@v1
        spec: {engine: mysql, version: "8.0", network: net}
      web:
        type: VirtualMachine@v1
        spec:
          size: small
          image: {os: debian, version: "12"}
          network: net
          userData: "#!/bin/sh\necho ${{ resources.mysql.outputs.host }}"
      files: {type: ObjectBucket@v1, spec: {expireAfterDays: "${{ spec.days }}"}}
    outputs: {host: "${{ resources.mysql.outputs.host }}"}
  readyWhen: resources.mysql.health == 'passing' && resources.mysql.outputs.port == PORT
"""


def second(moved: bool) -> str:
    """The next revision, in which three of the resources have other names."""
    text = TYPE.replace("PORT", "3306").replace("1.0.0", "2.0.0").replace("resources.mysql.", "resources.db.")
    for old, new in (("mysql", "db"), ("web", "front")):
        key = f"movedFrom: [{old}]\n        " if moved else ""
        text = text.replace(f"      {old}:\n        type", f"      {new}:\n        {key}type")
    return text


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A stack and the first revision of its type."""
    folder = tmp_path / "platform"
    (folder / "types").mkdir(parents=True)
    (folder / "stack.yaml").write_text(STACK)
    (folder / "types/shop.yaml").write_text(TYPE.replace("PORT", "3306"))
    return folder


def actions(plan):
    """What a plan would do, counted; what stays the same is left out."""
    found = {}
    for change in plan["plan"]["changes"]:
        if change["action"] not in ("same", "read"):
            found[change["action"]] = found.get(change["action"], 0) + 1
    return found


def test_an_instance_that_is_not_ready_is_told_and_kept(orchestrator, stack):
    file = stack / "types/shop.yaml"
    file.write_text(TYPE.replace("PORT", "1"))
    orchestrator("type", "lock", str(stack)).ok()
    ran = orchestrator("apply", str(stack), "-y")
    assert ran.code == 1
    assert "'shop' did not become healthy: readyWhen" in ran.err
    assert "stack.yaml:5:3" in ran.err
    assert orchestrator("status", str(stack)).code == 1
    orchestrator("destroy", str(stack), "-y").ok()


def impact(orchestrator, candidate, stack, *words):
    """The exit code, and what the next revision would do to the one environment."""
    ran = orchestrator("type", "impact", str(candidate), str(stack), "--json", *words)
    (found,) = ran.json()["impacts"]
    return ran.code, {change["action"] for change in found["changes"]}, dict(found["renamed"])


def test_the_next_revision_replaces_nothing_and_impact_says_so_before(orchestrator, stack, tmp_path):
    orchestrator("type", "lock", str(stack)).ok()
    orchestrator("apply", str(stack), "-y").ok()
    before = orchestrator("outputs", str(stack), "--json").ok().json()

    # A variant that forgets the old names would lose a database: it is caught without and with the engine.
    careless, careful = tmp_path / "careless.yaml", tmp_path / "careful.yaml"
    careless.write_text(second(moved=False))
    careful.write_text(second(moved=True))
    code, done, renamed = impact(orchestrator, careless, stack)
    assert (code, renamed) == (1, {})
    assert {"create", "delete"} <= done
    code, done, _ = impact(orchestrator, careless, stack, "--plan")
    assert code == 1
    assert {"create", "delete"} <= done

    # The good one keeps all of it.
    code, done, renamed = impact(orchestrator, careful, stack)
    assert (code, done) == (0, set())
    assert renamed["shop-mysql"] == "shop-db"
    assert impact(orchestrator, careful, stack, "--plan") == (0, set(), {})

    (stack / "types/shop.yaml").write_text(second(moved=True))
    refused = orchestrator("plan", str(stack), "--json")
    assert refused.code == 1
    assert "the lock pins Shop 1.0.0, which is not there: found 2.0.0" in refused.out
    orchestrator("type", "lock", str(stack), "--upgrade", "Shop").ok()
    assert actions(orchestrator("plan", str(stack), "--json").ok().json()) == {}
    orchestrator("apply", str(stack), "-y").ok()
    assert orchestrator("outputs", str(stack), "--json").ok().json() == before
    status = orchestrator("status", str(stack), "--json")
    assert status.code == 0, status.out + status.err
    assert '"shop-db"' in status.out
    assert '"shop-mysql"' not in status.out
    assert actions(orchestrator("plan", str(stack), "--json").ok().json()) == {}
    orchestrator("destroy", str(stack), "-y").ok()


def test_the_platform_s_shop_is_made_and_goes(orchestrator, tmp_path):
    shop = Path(shutil.copytree(Path(__file__).parents[2] / "stacks" / "platform", tmp_path / "shop"))
    orchestrator("apply", str(shop), "--env", "dev", "-y").ok()
    outputs = orchestrator("outputs", str(shop), "--env", "dev", "--json").ok().json()["outputs"]
    assert outputs["url"] == "http://www.shop.example.com/"
    assert actions(orchestrator("plan", str(shop), "--env", "dev", "--json").ok().json()) == {}
    orchestrator("destroy", str(shop), "--env", "dev", "-y").ok()
