"""The ejected program's text: escapes, names that meet, and the very JSON that we send."""

import json

import yaml

from orchestrator.clouds import Target
from orchestrator.editors.eject import eject, kinds, secrets
from orchestrator.editors.normal import dumped
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Graph,
    Group,
    Json,
    Lookup,
    Node,
    Options,
    Secret,
    StoredSecret,
    Value,
)

HERE = Target("aws", "eu-central-1")
BUCKET = Node("aws:s3/bucket:Bucket", "web", {"bucket": "web"})


def program(**properties: Value) -> dict[str, object]:
    """The properties of one node of a small program, beside a bucket that is called as its group."""
    node = Node("aws:s3/bucketPolicy:BucketPolicy", "policy", properties, Options(depends_on=("web",)))
    graph = Graph("shop", "dev", (Group("web", "ObjectBucket", HERE, (BUCKET, node)),), {"id": BUCKET["id"]})
    assert kinds(graph) == ["ObjectBucket"]
    made = eject(graph, lambda target: {"region": target.region})
    assert yaml.safe_load(dumped(made)) == made
    return made


def properties(**values: Value) -> object:
    resources = program(**values)["resources"]
    assert isinstance(resources, dict)
    return resources["policy"]["properties"]


def test_names_that_meet_get_keys_of_their_own() -> None:
    made = program()
    assert isinstance(made["resources"], dict)
    names = {key: one["name"] for key, one in made["resources"].items()}
    assert names == {
        "aws-eu-central-1": "aws-eu-central-1",
        "web-group": "web",
        "web": "web",
        "policy": "policy",
    }
    assert made["resources"]["policy"]["options"] == {
        "parent": "${web-group}",
        "provider": "${aws-eu-central-1}",
        "version": "7.51.1",
        "dependsOn": ["${web}"],
    }
    assert made["outputs"] == {"id": "${web.id}"}


def test_a_name_with_dots_gets_a_key_that_can_be_read() -> None:
    rule = Node("aws:ec2/vpc:Vpc", "open-0.0.0.0-0", {})
    user = Node("aws:ec2/subnet:Subnet", "user", {"vpcId": rule["id"]}, Options(depends_on=(rule.name,)))
    graph = Graph("shop", "dev", (Group("net", "Network", HERE, (rule, user)),))
    made = eject(graph, lambda target: {})["resources"]
    assert made["open-0-0-0-0-0"]["name"] == "open-0.0.0.0-0"
    assert made["user"]["properties"] == {"vpcId": "${open-0-0-0-0-0.id}"}
    assert made["user"]["options"]["dependsOn"] == ["${open-0-0-0-0-0}"]


def test_a_dollar_is_only_a_dollar() -> None:
    text = "#!/bin/sh\necho $HOME ${HOME} $$\n"
    assert properties(script=text) == {"script": "#!/bin/sh\necho $$HOME $${HOME} $$$$\n"}
    mixed = Concat(("${x}=", BUCKET["tags.a"], "!"))
    assert properties(script=mixed) == {"script": "$${x}=${web.tags.a}!"}


def test_json_is_the_text_that_the_engine_sends() -> None:
    value = Json({"b": [1, {"arn": Concat((BUCKET["arn"], "/*"))}], "a": "$"})
    sent = {"policy": json.dumps({"a": "$$", "b": [1, {"arn": "${web.arn}/*"}]}, sort_keys=True)}
    assert properties(policy=value) == sent


def test_what_is_computed_inside_text_gets_a_variable() -> None:
    made = program(script=Concat(("x", Base64(Secret(BUCKET["id"])))))
    assert made["variables"] == {"value-1": {"fn::toBase64": {"fn::secret": "${web.id}"}}}


def test_a_lookup_is_asked_once_of_its_own_provider() -> None:
    lookup = Lookup("aws:ec2/getAmi:getAmi", {"owners": ["amazon"]}, ("blocks", 0, "id"))
    made = program(a=lookup, b=lookup)
    assert isinstance(made["variables"], dict) and len(made["variables"]) == 1
    assert made["variables"]["found-1"]["fn::invoke"]["options"]["provider"] == "${aws-eu-central-1}"


def test_what_goes_with_another_says_so() -> None:
    node = Node("aws:s3/bucketPolicy:BucketPolicy", "policy", {}, Options(deleted_with="web"))
    graph = Graph("shop", "dev", (Group("web", "ObjectBucket", HERE, (BUCKET, node)),))
    resources = eject(graph, lambda target: {"region": target.region})["resources"]
    assert isinstance(resources, dict)
    assert resources["policy"]["options"]["deletedWith"] == "${web}"


def test_a_lookup_is_asked_where_it_says() -> None:
    there = Target("aws", "eu-north-1")
    lookup = Lookup("aws:ec2/getAmi:getAmi", {"owners": ["amazon"]}, ("id",), there)
    node = Node("aws:s3/bucketPolicy:BucketPolicy", "policy", {"policy": lookup})
    groups = (Group("web", "ObjectBucket", HERE, (BUCKET,)), Group("other", "Raw", there, (node,)))
    made = eject(Graph("s", "e", groups, {"id": lookup}), lambda target: {"region": target.region})
    assert isinstance(made["variables"], dict) and len(made["variables"]) == 1
    assert made["variables"]["found-1"]["fn::invoke"]["options"]["provider"] == "${aws-eu-north-1}"
    assert made["outputs"] == {"id": "${found-1.id}"}


def test_a_secret_from_the_environment_becomes_a_secret_setting() -> None:
    made = program(password=EnvironmentSecret("ORDERS_PASSWORD"))
    assert made["config"] == {"ORDERS_PASSWORD": {"type": "string", "secret": True}}
    node = Node("a:b:C", "n", {"x": EnvironmentSecret("A")})
    assert secrets(Graph("s", "e", (Group("g", "Raw", HERE, (node,)),))) == {"A": "A"}


def test_two_secrets_never_share_a_setting() -> None:
    made = program(a=StoredSecret("main/db/x"), b=StoredSecret("main/db-x"), c=StoredSecret("web/y"))
    setting = {"type": "string", "secret": True}
    assert made["config"] == dict.fromkeys(("main-db-x", "main-db-x-", "web-y"), setting)
    assert isinstance(made["resources"], dict)
    read = made["resources"]["policy"]["properties"]
    assert len({read["a"], read["b"], read["c"]}) == 3
