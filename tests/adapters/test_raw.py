"""Raw: the user's own words reach the provider, whole and with outputs put in, on every cloud."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.clouds import Cloud
from orchestrator.errors import Faults, OrchestratorError, Unsupported
from orchestrator.graph import Concat, Output
from orchestrator.graph import Secret as Hidden
from orchestrator.inject import AgentFile, agent_file, inject
from orchestrator.model.resources import AnyResource, ObjectBucket, Raw, Secret
from orchestrator.model.stack import Stack
from orchestrator.model.values import OutputRef, Template

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
RANDOM = "random:index/randomPassword:RandomPassword"


@pytest.fixture(scope="module")
def agent() -> AgentFile:
    return agent_file()


def properties(stack: Stack, name: str = "thing") -> Any:
    return next(node for node in translate(stack).nodes() if node.name == name).properties


def test_properties_reach_the_provider_as_they_are(make: Make, stacked: Stacked) -> None:
    given = {"a": 0, "b": [True, 0.5, {"c": ""}], "d": {"e": "f"}, "h": False, "i": ""}
    thing = make(Raw, "aws", "thing", pulumiType="aws:ec2/eip:Eip", properties={**given, "g": None})
    assert properties(stacked(thing)) == given


def test_outputs_stand_in_them_at_any_depth_and_secrets_stay_hidden(make: Make, stacked: Stacked) -> None:
    name = Template((OutputRef("files", "name"),))
    path = Template(("s3://", OutputRef("files", "name"), "/x"))
    value = Template((OutputRef("hidden", "value"),))
    given = {"list": ({"name": name},), "path": path, "password": value}
    made = properties(
        stacked(
            make(ObjectBucket, "aws", "files"),
            make(Secret, "aws", "hidden"),
            make(Raw, "aws", "thing", pulumiType="aws:ec2/eip:Eip", properties=given),
        )
    )
    bucket = Output("files", ("bucket",))
    assert made["list"] == [{"name": bucket}]
    assert made["path"] == Concat(("s3://", bucket, "/x"))
    assert isinstance(made["password"], Hidden)


def test_any_of_its_properties_can_be_read(make: Make, stacked: Stacked) -> None:
    thing = make(Raw, "aws", "thing", pulumiType="aws:ec2/eip:Eip")
    graph = translate(stacked(thing, address=Template((OutputRef("thing", "publicIp"),))))
    assert graph.outputs["address"] == Output("thing", ("publicIp",))


@pytest.mark.parametrize(
    ("cloud", "token"),
    [
        ("aws", "azure-native:compute:SshPublicKey"),
        ("azure", "openstack:compute/keypair:Keypair"),
        ("openstack", "aws:ec2/keyPair:KeyPair"),
    ],
)
def test_a_type_of_another_cloud_is_refused(cloud: Cloud, token: str, make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="not of the provider of the cloud") as caught:
        translate(stacked(make(Raw, cloud, "thing", pulumiType=token)))
    assert "azure-native: on azure" in caught.value.hint


def test_on_azure_it_is_in_the_group_of_the_stack_unless_it_says_otherwise(
    make: Make, stacked: Stacked
) -> None:
    def group(token: str, **given: Any) -> Any:
        return properties(stacked(make(Raw, "azure", "thing", pulumiType=token, properties=given))).get(
            "resourceGroupName"
        )

    key = "azure-native:compute:SshPublicKey"
    assert isinstance(group(key), Output)
    assert group(key, resourceGroupName="mine") == "mine"
    assert group("azure-native:resources:ResourceGroup", resourceGroupName=None) is None
    assert group(RANDOM) is None


@pytest.mark.parametrize(
    ("token", "tagged"), [("aws:ec2/keyPair:KeyPair", True), ("aws:glue/job:Job", False), (RANDOM, False)]
)
def test_what_is_known_to_carry_tags_gets_them(
    token: str, tagged: bool, make: Make, stacked: Stacked, agent: AgentFile
) -> None:
    stack = stacked(make(Raw, "aws", "thing", pulumiType=token))
    graph = inject(translate(stack), stack, agent)
    assert ("tags" in graph.group_of("thing").node("thing").properties) is tagged
    assert graph.group_of("thing").monitors


def test_a_patch_and_a_protection_reach_it(make: Make, stacked: Stacked) -> None:
    token = "aws:ec2/eip:Eip"
    patch = {"match": {"pulumiType": token}, "set": {"domain": "vpc"}, "reason": "as we do it"}
    beside = {"lifecycle": {"protect": True}, "raw": [patch]}
    node = (
        translate(stacked(make(Raw, "aws", "thing", beside, pulumiType=token)))
        .group_of("thing")
        .node("thing")
    )
    assert node.properties == {"domain": "vpc"}
    assert node.options.protect


def test_what_it_refers_to_must_be_there(make: Make, stacked: Stacked) -> None:
    given = {"a": Template((OutputRef("nobody", "id"),))}
    with pytest.raises((OrchestratorError, Faults), match="'nobody' has no output 'id'"):
        translate(stacked(make(Raw, "aws", "thing", pulumiType="aws:ec2/eip:Eip", properties=given)))
