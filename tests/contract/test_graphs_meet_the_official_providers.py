"""Every node of every golden graph is what the official providers accept, with all that is inside it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from goldens import GOLDENS

from orchestrator.adapters import translate
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Graph,
    Json,
    Lookup,
    Node,
    Output,
    Secret,
    Value,
    walk,
)
from orchestrator.inject import agent_file, inject
from orchestrator.spec import load

# Values that the cloud offers and the list in the official package, which is open, does not have yet.
NEWER = {"db.m7g.large", "db.m7g.2xlarge"}
SCALARS: dict[str, tuple[type, ...]] = {
    "_builtins.str": (str,),
    "_builtins.bool": (bool,),
    "_builtins.int": (int,),
    "_builtins.float": (int, float),
}


def graphs() -> list[Any]:
    """Each golden spec on each cloud, as translated and as injected."""
    found = []
    for spec, cloud in GOLDENS:
        stack = load(spec, cloud).stack
        graph = translate(stack)
        found.append(pytest.param(graph, id=f"{spec.parent.name}-{cloud}"))
        watched = inject(graph, stack, agent_file())
        found.append(pytest.param(watched, id=f"{spec.parent.name}-{cloud}-injected"))
    return found


def outside(argument: str, path: str) -> Lookup:
    return Lookup("openstack:networking/getNetwork:getNetwork", {argument: "public"}, (path,))


@pytest.mark.parametrize("graph", graphs())
def test_every_node_is_accepted(graph: Graph, official: Any) -> None:
    nodes = list(graph.nodes())
    assert nodes
    assert [fault for node in nodes for fault in node_faults(node, graph, official)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"cidr_block": "10.0.0.0/16"}, "cidr_block is no input"),
        ({"enableDnsSupport": "yes"}, "enableDnsSupport: 'yes' is no _builtins.bool"),
        ({"tags": {"a": 1}}, "tags.a: 1 is no _builtins.str"),
        (
            {"cidrBlock": Output("vpc", ("nothing",))},
            "cidrBlock: vpc.nothing: aws:ec2/vpc:Vpc has no nothing",
        ),
    ],
)
def test_a_wrong_input_is_found(change: dict[str, Value], fault: str, official: Any) -> None:
    node = Node("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16", **change})
    assert faults_in_one(node, official) == [f"vpc.{fault}"]


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        (Node("aws:ec2/subnet:Subnet", "s", {}), "s.vpcId is missing"),
        (
            Node(
                "aws:ec2/securityGroup:SecurityGroup", "s", {"ingress": [{"protocol": "tcp", "fromPort": 1}]}
            ),
            "s.ingress.0.toPort is missing",
        ),
        (
            Node(
                "azure-native:network:PublicIPAddress",
                "s",
                {"resourceGroupName": "g", "publicIPAllocationMethod": "Sometimes"},
            ),
            "s.publicIPAllocationMethod: 'Sometimes' is none of Dynamic, Static",
        ),
        (
            Node("openstack:networking/router:Router", "s", {"externalNetworkId": outside("nam", "id")}),
            "s.externalNetworkId.nam is no input",
        ),
        (
            Node("openstack:networking/router:Router", "s", {"externalNetworkId": outside("name", "uuid")}),
            "s.externalNetworkId: openstack:networking/getNetwork:getNetwork has no uuid",
        ),
    ],
)
def test_a_wrong_node_is_found(node: Node, fault: str, official: Any) -> None:
    assert faults_in_one(node, official) == [fault]


@pytest.mark.parametrize(
    "token", ["aws:ec2/vpc:Vpn", "aws:ec2/nothing:Nothing", "gcp:compute/instance:Instance"]
)
def test_an_unknown_token_is_no_pass(token: str, official: Any) -> None:
    with pytest.raises(Exception, match=r"no contract|has no|no official package"):
        official.resource(token)


def test_an_empty_contract_is_no_pass(official: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose layout changed must not look like one that accepts everything."""
    empty = tmp_path / "thing.py"
    empty.write_text(
        "class ThingArgs:\n    def __init__(__self__, *, resource_name=None): ...\n"
        "class Thing:\n    def __init__(__self__): ...\n"
    )
    monkeypatch.setattr(type(official), "_path", lambda self, token: empty)
    with pytest.raises(Exception, match="contract of aws:x/thing:Thing is empty"):
        official.resource("aws:x/thing:Thing")


def faults_in_one(node: Node, official: Any) -> list[str]:
    return list(node_faults(node, Graph("s", "e", ()), official, {node.name: node}))


def node_faults(
    node: Node, graph: Graph, official: Any, nodes: Mapping[str, Node] | None = None
) -> Iterator[str]:
    contract = official.resource(node.type)
    by_name = nodes or {n.name: n for n in graph.nodes()}
    yield from object_faults(node.properties, contract.inputs, contract.home, official, node.name)
    for path, value in leaves(node.properties, node.name):
        for output in (v for v in walk(value) if isinstance(v, Output)):
            source = by_name[output.node]
            if fault := path_fault(official.resource(source.type), output.path):
                yield f"{path}: {output}: {source.type} {fault}"


def leaves(value: Value, path: str) -> Iterator[tuple[str, Value]]:
    match value:
        case Mapping():
            for key, item in value.items():
                yield from leaves(item, f"{path}.{key}")
        case list() | tuple():
            for index, item in enumerate(value):
                yield from leaves(item, f"{path}.{index}")
        case _:
            yield path, value


def object_faults(
    values: Mapping[str, Value], members: Mapping[str, Any], home: Any, official: Any, path: str
) -> Iterator[str]:
    for name in values:
        if name not in members:
            yield f"{path}.{name} is no input"
    for name, member in members.items():
        if name in values:
            yield from value_faults(values[name], member.type, home, official, f"{path}.{name}")
        elif member.required:
            yield f"{path}.{name} is missing"


def value_faults(value: Value, kind: ast.expr, home: Any, official: Any, path: str) -> Iterator[str]:
    match value:
        case Output() | EnvironmentSecret() | None:
            return
        case Secret(inner):
            yield from value_faults(inner, kind, home, official, path)
        case Lookup(token, arguments, steps):
            function = official.function(token)
            yield from object_faults(arguments, function.inputs, function.home, official, path)
            if fault := path_fault(function, steps):
                yield f"{path}: {token} {fault}"
        case Concat() | Base64() | Json():
            yield from kind_faults("text", kind, home, official, path, known=False)
        case _:
            yield from kind_faults(value, kind, home, official, path, known=True)


def kind_faults(
    value: Any, kind: ast.expr, home: Any, official: Any, path: str, known: bool
) -> Iterator[str]:
    match kind:
        case ast.Subscript(value=outer, slice=inner):
            match ast.unparse(outer):
                case "pulumi.Input" | "Optional":
                    yield from kind_faults(value, inner, home, official, path, known)
                case "Union":
                    assert isinstance(inner, ast.Tuple)
                    yield from union_faults(value, inner.elts, home, official, path, known)
                case "Sequence":
                    if not isinstance(value, list | tuple):
                        yield f"{path}: {value!r} is no list"
                        return
                    for index, item in enumerate(value):
                        yield from value_faults(item, inner, home, official, f"{path}.{index}")
                case "Mapping":
                    assert isinstance(inner, ast.Tuple)
                    if not isinstance(value, Mapping):
                        yield f"{path}: {value!r} is no map"
                        return
                    for key, item in value.items():
                        yield from value_faults(item, inner.elts[1], home, official, f"{path}.{key}")
                case other:
                    raise AssertionError(f"{path}: unknown type {other}")
        case ast.Constant(value=str(name)):
            yield from named_faults(value, name, home, official, path, known)
        case _:
            accepted = SCALARS[ast.unparse(kind)]
            if not isinstance(value, accepted) or (isinstance(value, bool) and bool not in accepted):
                yield f"{path}: {value!r} is no {ast.unparse(kind)}"


def union_faults(
    value: Any, kinds: list[ast.expr], home: Any, official: Any, path: str, known: bool
) -> Iterator[str]:
    """`str | SomeEnum` is open for the provider; for us only what it lists is right."""
    named = [k for k in kinds if isinstance(k, ast.Constant) and not str(k.value).endswith("ArgsDict")]
    objects = [k for k in named if str(k.value).endswith("Args")]
    enums = [k for k in named if k not in objects and not str(k.value).startswith("outputs.")]
    if isinstance(value, Mapping) and objects:
        # Of several kinds of object, the one that it comes closest to.
        each = (list(kind_faults(value, kind, home, official, path, known)) for kind in objects)
        yield from min(each, key=len)
    elif known and enums and value not in NEWER:
        yield from kind_faults(value, enums[0], home, official, path, known)
    else:
        yield from kind_faults(value, next(k for k in kinds if k not in named), home, official, path, known)


def named_faults(value: Any, name: str, home: Any, official: Any, path: str, known: bool) -> Iterator[str]:
    if name.endswith("Args"):
        if not isinstance(value, Mapping):
            yield f"{path}: {value!r} is no {name}"
            return
        yield from object_faults(value, home.members(name), home, official, path)
    elif known:
        values = home.enum(name)
        if value not in values:
            yield f"{path}: {value!r} is none of {', '.join(sorted(map(str, values)))}"


def path_fault(contract: Any, path: tuple[str | int, ...]) -> str:
    """What is wrong with a path into the outputs; empty when nothing is."""
    first, *rest = path
    if first == "id" and not rest:
        return ""
    members, home = contract.outputs, contract.home
    steps = list(path)
    while steps:
        step = steps.pop(0)
        if step not in members:
            return f"has no {step}"
        kind = members[step].type
        if not steps:
            return ""
        text = ast.unparse(kind)
        if "Sequence[" in text:
            if not isinstance(steps[0], int):
                return f"has a list at {step}"
            steps.pop(0)
            if not steps:
                return ""
        if "outputs." not in text:
            return f"has nothing inside {step}"
        members = home.outputs(text.split("outputs.", 1)[1].split("'", 1)[0])
    return ""
