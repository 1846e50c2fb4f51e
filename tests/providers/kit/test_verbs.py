"""Create, Update, Delete, Read, configuration, functions and adoption, over real gRPC."""

import json
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from orchestrator.providers.kit.wire import UNKNOWN, encode

FIXED = "urn:pulumi:dev::proj::mem:things/fixed:Fixed::one"
KINDS = {0: "add", 1: "add-replace", 2: "delete", 3: "delete-replace", 4: "update", 5: "update-replace"}


def checked(client: Any, **news: Any) -> dict[str, Any]:
    """The inputs as Check gives them; they must be right."""
    response = client.check(news)
    assert not response.failures
    return client.props(response.inputs)


def detailed(response: Any) -> dict[str, str]:
    return {path: KINDS[diff.kind] for path, diff in response.detailedDiff.items()}


def failure(call: Any) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return caught.value


# ── Create, Update, Delete ──


def test_preview_of_a_create_knows_what_can_be_known(client: Any, cloud: Any) -> None:
    response = client.create({"size": 1, "tags": {"a": "1"}, "parentId": UNKNOWN}, preview=True)
    state = client.props(response.properties)
    assert response.id == ""
    assert state["arn"] is UNKNOWN
    assert state["zone"] is UNKNOWN
    assert state["parentId"] is UNKNOWN
    assert state["tagsAll"] == {"a": "1"}
    assert ("tokenValue",) in client.secrets(response.properties)
    assert not cloud.file.exists()


def test_preview_of_an_update_keeps_what_stays(client: Any) -> None:
    made = client.create({"size": 1, "name": "x"})
    response = client.update(
        made.id,
        {"size": 1, "name": "x"},
        {"size": 2, "name": "x"},
        preview=True,
        state=client.props(made.properties),
    )
    state = client.props(response.properties)
    assert state["arn"] == f"arn:mem:north:{made.id}"
    assert state["generation"] is UNKNOWN
    assert (state["size"], state["zone"]) == (2, "north-1")


def test_secrets_reach_the_outputs_and_what_is_made_of_them(client: Any) -> None:
    props = {
        "size": 1,
        "tags": {"a": "hush", "b": "open"},
        "label": "the word hush-hush is in here",
        "password": "pw",
    }
    secrets = frozenset({("tags", "a"), ("password",), ("disk",)})
    response = client.create({**props, "disk": {"size": 7}}, secrets=secrets)
    found = client.secrets(response.properties)
    assert {("tags", "a"), ("tagsAll", "a"), ("password",), ("tokenValue",), ("disk",)} <= found
    assert ("tags", "b") not in found
    assert "hush" not in str(client.props(response.properties)["arn"])


def test_a_long_secret_is_found_inside_other_texts(client: Any) -> None:
    response = client.create(
        {"size": 1, "tags": {"a": "long-secret"}, "label": "x-long-secret-y"},
        secrets=frozenset({("tags", "a")}),
    )
    assert ("label",) in client.secrets(response.properties)


def test_a_secret_map_makes_the_derived_map_secret_as_a_whole(client: Any) -> None:
    response = client.create({"size": 1, "tags": {"a": "v"}}, secrets=frozenset({("tags",)}))
    assert {("tags",), ("tagsAll",)} <= client.secrets(response.properties)


def test_a_secret_in_a_reordered_list_hides_the_list(client: Any) -> None:
    props = {"size": 1, "rules": [{"port": 9, "ranges": ["b", "a"]}, {"port": 2}]}
    made = client.create(props, secrets=frozenset({("rules", 0, "port")}))
    assert any(path[0] == "rules" for path in client.secrets(made.properties))


def init_failed(error: Any) -> Any:
    (text,) = (m.value for m in error.trailing_metadata() if m.key == "grpc-status-details-bin")
    status = status_pb2.Status.FromString(text)
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    return detail


def test_a_failed_settle_keeps_the_id_and_hides_secrets(client: Any, cloud: Any) -> None:
    props = {"size": 1, "label": "broken", "password": "hunter22", "name": "x"}
    error: Any = failure(lambda: client.create(props, secrets=frozenset({("password",)})))
    detail = init_failed(error)
    assert detail.id == "thing-1"
    assert cloud.get("thing-1")["name"] == "x"
    assert error.details() == "thing-1 does not become ready with *** (mend it)"
    assert list(detail.reasons) == [error.details()]
    assert ("password",) in client.secrets(detail.properties)
    assert ("password",) in client.secrets(detail.inputs)
    assert client.props(detail.properties)["arn"] == "arn:mem:north:thing-1"


def test_an_update_settles_again(client: Any, cloud: Any) -> None:
    made = client.create({"size": 1})
    error: Any = failure(lambda: client.update(made.id, {"size": 1}, {"size": 2, "label": "broken"}))
    assert init_failed(error).id == made.id
    cloud.file.with_name("cloud.json.mended").touch()
    client.update(made.id, {"size": 2, "label": "broken"}, {"size": 2, "label": "broken"})
    assert cloud.get(made.id)["ready"]


def test_a_failed_create_is_one_line(client: Any) -> None:
    client.create({"size": 1, "name": "x"})
    error: Any = failure(lambda: client.create({"size": 1, "name": "x"}))
    assert error.details() == "NameTaken: an object of this name exists"
    assert not [m for m in error.trailing_metadata() if m.key == "grpc-status-details-bin"]


def test_deleting_what_is_gone_is_success(client: Any, cloud: Any) -> None:
    made = client.create({"size": 1})
    client.delete(made.id)
    client.delete(made.id)
    assert json.loads(cloud.file.read_text()) == {}


# ── Read ──


def test_read_of_what_is_gone_has_no_id(client: Any) -> None:
    assert client.read("thing-9", {"size": 1}, {"size": 1}).id == ""


def test_refresh_of_what_has_not_changed_changes_nothing(client: Any) -> None:
    inputs = checked(
        client,
        size=1,
        password="hunter22",
        disk={"size": 2},
        rules=[{"port": 2, "ranges": ["b", "a"]}, {"port": 1}],
        tags={"a": "b"},
    )
    secrets = frozenset({("password",)})
    made = client.create(inputs, secrets=secrets)
    state = client.props(made.properties)
    found = client.read(made.id, inputs, state, secrets=secrets)
    assert client.props(found.inputs) == inputs
    assert client.props(found.properties) == state
    assert client.secrets(found.inputs) == {("password",)}
    assert client.secrets(found.properties) == client.secrets(made.properties)


def test_drift_is_seen_also_in_what_was_never_given(client: Any, cloud: Any) -> None:
    inputs = checked(client, size=1)
    made = client.create(inputs)
    cloud.change(made.id, size=5, tags={"stray": "x"}, label="new", zone="elsewhere")
    told = client.props(client.read(made.id, inputs, client.props(made.properties)).inputs)
    assert (told["size"], told["tags"], told["label"]) == (5, {"stray": "x"}, "new")
    assert "zone" not in told  # left to the cloud
    assert detailed(client.diff(told, inputs)) == {
        "size": "update",
        "tags.stray": "delete",
        "label": "delete",
    }


def test_import_gives_the_inputs_that_a_program_would(client: Any, cloud: Any) -> None:
    made = client.create(checked(client, size=4, tags={"a": "b"}, disk={"size": 1}))
    inputs = client.props(client.read(made.id).inputs)
    assert inputs["size"] == 4
    assert inputs["forceDestroy"] is False
    assert "password" not in inputs
    program = checked(client, size=4, tags={"a": "b"}, disk={"size": 1}, name=inputs["name"])
    assert not detailed(client.diff(inputs, program))


# ── configuration ──


def test_each_connection_has_its_own_configuration(client: Any, other_client: Any) -> None:
    other_client.configure(region="south", defaultTags=json.dumps({"team": "x"}))
    south = other_client.props(other_client.create({"size": 1, "name": "s"}).properties)
    north = client.props(client.create({"size": 1, "name": "n"}).properties)
    assert (south["arn"].split(":")[2], north["arn"].split(":")[2]) == ("south", "north")
    assert (south["tagsAll"], north["tagsAll"]) == ({"team": "x"}, {})
    assert south["tags"] == {}


def test_a_connection_without_configuration_is_refused(other_client: Any) -> None:
    error: Any = failure(lambda: other_client.create({"size": 1}))
    assert "this connection was never configured" in error.details()


def test_configuration_is_checked_and_a_region_replaces(client: Any) -> None:
    news = encode({"region": "south", "defaultTags": '{"a": 1}', "version": "1.0.0"})
    (fault,) = client.stub.CheckConfig(provider_pb2.CheckRequest(news=news)).failures
    assert (fault.property, fault.reason) == (
        "defaultTags.a",
        "'defaultTags.a' must be a string, not a number",
    )
    olds = encode({"region": "north", "defaultTags": "{}"})
    response = client.stub.DiffConfig(
        provider_pb2.DiffRequest(
            old_inputs=olds, olds=olds, news=encode({"region": "south", "defaultTags": '{"a":"b"}'})
        )
    )
    assert detailed(response) == {"region": "update-replace", "defaultTags.a": "add"}
    error: Any = failure(lambda: client.configure(regoin="x"))
    assert "unknown property 'regoin'; did you mean 'region'?" in error.details()


# ── functions, adoption, cancelling, schema ──


def test_a_function_is_checked_and_called(client: Any) -> None:
    client.create({"size": 1, "name": "x"})
    result = client.props(getattr(client.invoke("mem:things/getThing:getThing", {"name": "x"}), "return"))
    assert result == {"name": "x", "id": "thing-1", "region": "north"}
    (fault,) = client.invoke("mem:things/getThing:getThing", {}).failures
    assert fault.property == "name"
    error: Any = failure(lambda: client.invoke("mem:things/getThing:getThing", {"name": "y"}))
    assert error.details() == "NoSuchThing: no thing is called y"


TAGS = {"orchestrator-stack": "shop/dev", "orchestrator-node": "one"}


def adopt(monkeypatch: pytest.MonkeyPatch, *known: str, urn: str | None = None) -> None:
    urn = urn or "urn:pulumi:dev::proj::mem:things/thing:Thing::one"
    monkeypatch.setenv("ORCHESTRATOR_ADOPT", json.dumps({urn: list(known)}))


def test_what_an_interrupted_run_left_is_adopted(
    client: Any, cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = client.create({"size": 1, "tags": TAGS}).id
    adopt(monkeypatch)
    made = client.create({"size": 2, "tags": TAGS})
    assert made.id == left
    assert cloud.get(left)["size"] == 2  # brought to this run's inputs
    assert len(json.loads(cloud.file.read_text())) == 1


def test_an_adopted_object_keeps_its_automatic_name(
    client: Any, cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = client.create({"size": 1, "tags": TAGS, "name": "one-0000000", "__defaults": ["name"]}).id
    adopt(monkeypatch)
    made = client.create({"size": 1, "tags": TAGS, "name": "one-1111111", "__defaults": ["name"]})
    assert made.id == left
    assert client.props(made.properties)["name"] == "one-0000000" == cloud.get(left)["name"]


@pytest.mark.parametrize("case", ["not asked", "known already", "another node", "no tags"])
def test_nothing_else_is_adopted(client: Any, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    left = client.create({"size": 1, "tags": TAGS}).id
    tags = dict(TAGS)
    match case:
        case "not asked":
            adopt(monkeypatch, urn="urn:pulumi:dev::proj::mem:things/thing:Thing::two")
        case "known already":
            adopt(monkeypatch, left)
        case "another node":
            adopt(monkeypatch)
            tags["orchestrator-node"] = "two"
        case "no tags":
            adopt(monkeypatch)
            tags = {}
    assert client.create({"size": 1, "tags": tags}).id != left


def test_a_left_object_that_cannot_be_brought_to_the_inputs_is_named(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = client.create({"size": 1, "tags": TAGS, "parentId": "a"}).id
    adopt(monkeypatch)
    error: Any = failure(lambda: client.create({"size": 1, "tags": TAGS, "parentId": "b"}))
    assert f"{left}, whose parentId differs and cannot be changed (delete {left}" in error.details()


def test_nothing_begins_after_a_cancel(client: Any, cloud: Any) -> None:
    client.stub.Cancel(empty_pb2.Empty())
    error: Any = failure(lambda: client.create({"size": 1}))
    assert "the run was cancelled" in error.details()
    assert not cloud.file.exists()


def test_an_unknown_type_is_named(client: Any) -> None:
    error: Any = failure(lambda: client.check({}, urn="urn:pulumi:dev::proj::mem:things/other:Other::one"))
    assert error.details().startswith(
        "mem:things/other:Other is not among the built-in resource types of mem"
    )


def test_the_schema_has_types_required_and_nested_objects(client: Any) -> None:
    schema = json.loads(client.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    thing = schema["resources"]["mem:things/thing:Thing"]
    assert thing["requiredInputs"] == ["size"]
    assert thing["inputProperties"]["size"] == {"type": "integer"}
    assert thing["inputProperties"]["disk"] == {"$ref": "#/types/mem:things/ThingDisk:ThingDisk"}
    assert schema["types"]["mem:things/ThingDisk:ThingDisk"]["required"] == ["size"]
    assert thing["inputProperties"]["rules"]["items"] == {"$ref": "#/types/mem:things/ThingRule:ThingRule"}
    assert thing["properties"]["tokenValue"] == {"type": "string", "secret": True}
    assert "arn" in thing["required"] and "arn" not in thing["inputProperties"]
    assert schema["functions"]["mem:things/getThing:getThing"]["inputs"]["required"] == ["name"]


def test_tracebacks_only_on_demand(
    client: Any, cloud: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    made = client.create({"size": 1})
    cloud.change(made.id, tags=None)  # the type's read does not expect that
    error: Any = failure(lambda: client.read(made.id, {"size": 1}))
    assert error.details().startswith("unexpected AttributeError")
    assert "Traceback" not in error.details() + capfd.readouterr().err
    monkeypatch.setenv("ORCHESTRATOR_PROVIDER_TRACE", "1")
    failure(lambda: client.read(made.id, {"size": 1}))
    assert "Traceback" in capfd.readouterr().err
