"""A resource of a template that was renamed stays what it was: same properties, and the old name as alias."""

import pytest

from orchestrator import pipeline
from orchestrator.composites import Composer
from orchestrator.graph import plain

STACK = """\
resources:
  shop:
    type: WebShop@v2
    placement: {provider: PROVIDER}
    spec: {host: shop.example}
  other:
    type: ObjectBucket@v1
    placement: {provider: PROVIDER}
    dependsOn: [shop]
outputs:
  db: at ${{ resources.shop.outputs.dbHost }}
  computed: ${{ resources.shop.outputs.dbHost + ':3306' }}
"""
NAMES = {"shop-db": "shop-data", "shop-web": "shop-front", "shop-net": "shop-lan"}


def renamed(text, moved="movedFrom: [OLD]\n        "):
    """The type with three resources renamed."""
    for full, new in NAMES.items():
        old, short = full.removeprefix("shop-"), new.removeprefix("shop-")
        first = moved.replace("OLD", old)
        text = text.replace(f"      {old}:\n        type", f"      {short}:\n        {first}type")
        text = text.replace(f"network: {old}\n", f"network: {short}\n").replace(
            f"On: [{old}]", f"On: [{short}]"
        )
        text = text.replace(f"resources.{old}.", f"resources.{short}.")
    return text.replace("1.0.0", "2.0.0")


def graph(files, stack, environment):
    return pipeline.translate(files.write(stack, environment), "dev", Composer(pinned=False)).graph


def new_name(name):
    for old, new in NAMES.items():
        if name == old or name.startswith(f"{old}-"):
            return new + name.removeprefix(old)
    return name


def renamed_text(value):
    """Plain data of a graph with outputs of renamed nodes under their new names."""
    if isinstance(value, dict):
        if "$output" in value:
            node, _, path = value["$output"].partition(".")
            return {"$output": f"{new_name(node)}.{path}"}
        return {key: renamed_text(item) for key, item in value.items()}
    return [renamed_text(item) for item in value] if isinstance(value, list) else value


ENVIRONMENT = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers:
  aws: {region: eu-central-1}
  azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}
  openstack: {region: RegionOne, cloud: private}
"""


@pytest.mark.parametrize("provider", ["aws", "azure", "openstack"])
def test_a_renamed_resource_keeps_all_its_properties(files, provider):
    stack = STACK.replace("PROVIDER", provider)
    files.type(files.web_shop)
    before = graph(files, stack, ENVIRONMENT)
    files.type(renamed(files.web_shop))
    after = graph(files, stack, ENVIRONMENT)
    assert [new_name(node.name) for node in before.nodes()] == [node.name for node in after.nodes()]
    for old, new in zip(before.nodes(), after.nodes(), strict=True):
        assert renamed_text(plain(old.properties)) == plain(new.properties)
        assert new.options.aliases == ((old.name,) if old.name != new.name else ())
        assert [new_name(name) for name in old.options.depends_on] == list(new.options.depends_on)
        assert {new_name(name) for name in old.needs()} == set(new.needs())
    assert {group.resource: group.aliases for group in after.groups if group.aliases} == {
        new: (old,) for old, new in NAMES.items()
    }
    assert renamed_text(plain(before.outputs)) == plain(after.outputs)


def test_without_moved_from_the_names_change(files):
    files.type(files.web_shop)
    stack = STACK.replace("PROVIDER", "aws")
    before = {node.name for node in graph(files, stack, ENVIRONMENT).nodes()}
    files.type(renamed(files.web_shop, moved=""))
    after = {node.name for node in graph(files, stack, ENVIRONMENT).nodes()}
    assert not any(name.startswith("shop-db") for name in after)
    assert any(name.startswith("shop-db") for name in before)


def test_a_renamed_instance_hands_its_old_names_down(files):
    files.type(renamed(files.web_shop))
    stack = STACK.replace("PROVIDER", "aws").replace("  shop:\n", "  store:\n    movedFrom: [shop]\n")
    stack = stack.replace("dependsOn: [shop]", "dependsOn: [store]")
    loaded = files.load(stack.replace("resources.shop.", "resources.store."), ENVIRONMENT)
    moved = {resource.name: resource.moved_from for resource in loaded.stack.resources}
    assert moved["store-data"] == ("shop-db", "shop-data", "store-db")
    assert moved["store-files"] == ("shop-files",)
    assert moved["other"] == ()


def test_a_name_that_is_still_borne_or_claimed_twice_is_a_fault(files):
    files.type(files.web_shop)
    assert files.faults(
        """\
resources:
  a: {type: ObjectBucket@v1, placement: {provider: aws}, movedFrom: [b]}
  b: {type: ObjectBucket@v1, placement: {provider: aws}}
  c: {type: ObjectBucket@v1, placement: {provider: aws}, movedFrom: [d]}
  e: {type: ObjectBucket@v1, placement: {provider: aws}, movedFrom: [d]}
"""
    ) == [
        "stack.yaml:5:70: 'a' was moved from 'b', which is there "
        "(a resource that was renamed leaves its name)",
        "stack.yaml:8:70: 'e' and 'c' were moved from 'd'",
    ]


def test_instances_of_a_count_move_one_by_one(files):
    found = files.load(
        "resources:\n  new: {type: ObjectBucket@v1, placement: {provider: aws}, count: 2, movedFrom: [old]}\n"
    )
    assert [one.moved_from for one in found.stack.resources] == [("old-0",), ("old-1",)]
