"""What a stack became can be written down and loaded again: the document is a fixed point."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.model.values import Template
from orchestrator.spec import load

STACKS = Path(__file__).parents[2] / "stacks"
HEAD = {"apiVersion": "orchestrator.dev/v1", "kind": "Stack"}
ENVIRONMENT = {
    "apiVersion": "orchestrator.dev/v1",
    "kind": "Environment",
    "metadata": {"name": "dev"},
    "providers": {
        "aws": {"region": "eu-central-1"},
        "azure": {"region": "westeurope", "subscriptionId": "00000000-0000-0000-0000-000000000000"},
        "openstack": {"region": "RegionOne", "cloud": "private"},
    },
}
MADE_BY_LOADING = ("name", "logicalName", "target")


def loaded(stack: dict[str, Any], environment: dict[str, Any]) -> Any:
    """The stack that these become; JSON is YAML."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "stack.yaml"
        file.write_text(json.dumps(stack) + "\n---\n" + json.dumps(environment))
        return load(file).stack


def written(document: dict[str, Any]) -> dict[str, Any]:
    """A stack file that says what a loaded stack is."""
    resources = {}
    for resource in document["resources"]:
        rest = {key: value for key, value in resource.items() if key not in MADE_BY_LOADING}
        target = resource["target"]
        rest["placement"] = {"provider": target["cloud"], "region": target["region"]}
        resources[resource["name"]] = rest
    return {**HEAD, "metadata": document["stack"], "resources": resources}


def same(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the key of the file, which is now the name."""
    return [{key: value for key, value in item.items() if key != "logicalName"} for item in resources]


@pytest.mark.parametrize("stack", ["minimal", "noncompliant", "retail"])
def test_examples(stack):
    before = load(STACKS / stack).stack
    after = loaded(written(before.document()), ENVIRONMENT)
    assert same(after.document()["resources"]) == same(before.document()["resources"])
    for old, new in zip(before.resources, after.resources, strict=True):
        if old.type == "VirtualMachine@v1" and new.type == "VirtualMachine@v1":
            assert isinstance(new.spec.user_data, Template)
            assert new.spec.user_data == old.spec.user_data


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z0-9]", fullmatch=True)
CHARACTERS = st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc"])
TEXT = st.text(CHARACTERS, max_size=30).filter(lambda text: "${{" not in text)
BUCKETS = st.fixed_dictionaries(
    {},
    optional={
        "versioning": st.booleans(),
        "publicRead": st.booleans(),
        "encryption": st.sampled_from(["provider-managed", "none"]),
        "minimumTls": st.sampled_from(["1.0", "1.1", "1.2"]),
        "expireAfterDays": st.none() | st.integers(1, 3650),
    },
)
MACHINES = st.fixed_dictionaries(
    {
        "size": st.sampled_from(["small", "medium", "large", "xlarge"])
        | st.fixed_dictionaries({"cpu": st.integers(1, 64), "memoryGiB": st.integers(1, 256)}),
        "image": st.fixed_dictionaries({"os": st.sampled_from(["debian", "ubuntu"]), "version": TEXT}),
        "network": st.just("net"),
    },
    optional={
        "publicAddress": st.booleans(),
        "diskGiB": st.integers(8, 1024),
        "userData": TEXT,
        "expose": st.lists(
            st.fixed_dictionaries(
                {
                    "port": st.integers(1, 65535),
                    "from": st.sampled_from(["internet", "network", "10.0.0.0/8"]),
                },
                optional={"protocol": st.sampled_from(["tcp", "udp"])},
            ),
            max_size=3,
        ),
    },
)


def contains(whole: Any, part: Any) -> bool:
    """Whether all that was written is there, beside the defaults."""
    if isinstance(part, dict):
        return all(contains(whole[key], value) for key, value in part.items())
    if isinstance(part, list):
        return len(whole) == len(part) and all(map(contains, whole, part))
    return bool(whole == part)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, BUCKETS | MACHINES, max_size=5), st.dictionaries(TEXT, TEXT, max_size=3))
def test_any_good_stack(specs, labels):
    specs.pop("net", None)
    at = {"provider": "openstack"}
    resources = {
        name: {
            "type": "VirtualMachine@v1" if "size" in spec else "ObjectBucket@v1",
            "placement": at,
            "spec": spec,
        }
        for name, spec in specs.items()
    }
    resources["net"] = {"type": "Network@v1", "placement": at, "spec": {"cidr": "10.0.0.0/16"}}
    first = loaded(
        {**HEAD, "metadata": {"name": "any", "labels": labels}, "resources": resources}, ENVIRONMENT
    )
    for name, spec in specs.items():
        assert contains(first.resource(name).document()["spec"], spec)
    second = loaded(written(first.document()), ENVIRONMENT)
    assert second.document() == first.document()
