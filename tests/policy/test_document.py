"""The documents: made from a stack and its graph, in the shape that rules rely on."""

from orchestrator import policy
from orchestrator.clouds import Target
from orchestrator.graph import AgentMonitor, Check, Graph, Group, Node, Output, Secret, TcpCheck
from orchestrator.model.environment import Environment, Providers
from orchestrator.model.resources import ObjectBucket
from orchestrator.model.stack import Stack
from orchestrator.policy.document import must_have_shape

TARGET = Target("aws", "eu-west-1")
STACK = Stack(
    "shop",
    {"owner": "payments"},
    Environment(name="dev", labels={"stage": "dev"}, providers=Providers()),
    (ObjectBucket(name="assets", logical_name="assets", target=TARGET, type="ObjectBucket@v1"),),
)
GRAPH = Graph(
    "shop",
    "dev",
    (
        Group(
            "assets",
            "ObjectBucket@v1",
            TARGET,
            (Node("aws:s3/bucket:Bucket", "assets", {"a": Output("b", ("id",)), "c": Secret("hidden")}),),
            checks=(Check(TcpCheck("host", 1)),),
            monitors=(AgentMonitor("host", 1),),
        ),
    ),
)


def test_the_spec_has_the_shape() -> None:
    document = policy.spec_document(STACK)
    must_have_shape("spec", document)
    [resource] = document["resources"]
    assert resource["spec"]["publicRead"] is False
    assert resource["target"] == {"cloud": "aws", "region": "eu-west-1"}


def test_the_graph_has_the_shape_and_the_heads_of_the_spec() -> None:
    document = policy.graph_document(STACK, GRAPH)
    must_have_shape("graph", document)
    assert document["stack"] == {"name": "shop", "labels": {"owner": "payments"}}
    assert document["environment"]["labels"] == {"stage": "dev"}


def test_secrets_do_not_get_out() -> None:
    [node] = policy.graph_document(STACK, GRAPH)["nodes"]
    assert node["properties"] == {"a": {"$output": "b.id"}, "c": {"$secret": True}}
