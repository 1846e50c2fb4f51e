"""Check and Diff over real gRPC."""

from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from orchestrator.providers.kit.wire import UNKNOWN

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


# ── Check ──


def test_check_reports_all_faults_with_their_paths(client: Any) -> None:
    response = client.check(
        {"sise": 1, "disk": {"size": "big"}, "rules": [{"port": 1, "ranges": [7]}], "engine": "z"}
    )
    assert {f.property: f.reason for f in response.failures} == {
        "size": "missing required property 'size'",
        "sise": "unknown property 'sise'; did you mean 'size'?",
        "disk.size": "'disk.size' must be an integer, not a string",
        "rules[0].ranges[0]": "'rules[0].ranges[0]' must be a string, not a number",
        "engine": "'engine' must be one of a, b",
    }


def test_check_fills_defaults_also_in_nested_objects(client: Any) -> None:
    inputs = checked(client, size=1, disk={"size": 2})
    assert inputs["engine"] == "a"
    assert inputs["disk"] == {"size": 2, "encrypted": False}
    assert inputs["forceDestroy"] is False


def test_check_takes_whole_floats_for_integers_and_refuses_others(client: Any) -> None:
    assert checked(client, size=3.0)["size"] == 3
    (fault,) = client.check({"size": 3.5}).failures
    assert (fault.property, fault.reason) == ("size", "'size' must be an integer, not a number")


def test_check_lets_unknowns_pass_and_skips_the_types_own_check(client: Any) -> None:
    response = client.check({"size": UNKNOWN, "disk": UNKNOWN})
    assert not response.failures
    assert client.props(response.inputs)["size"] is UNKNOWN


def test_check_asks_the_type_when_all_is_known(client: Any) -> None:
    (fault,) = client.check({"size": 101}).failures
    assert (fault.property, fault.reason) == ("size", "'size' must be at most 100")


def test_check_keeps_secrets_and_adds_declared_ones(client: Any) -> None:
    response = client.check(
        {"size": 1, "password": "hunter22", "tags": {"a": "x"}}, secrets=frozenset({("tags", "a")})
    )
    assert client.secrets(response.inputs) == {("password",), ("tags", "a")}


def test_names_come_from_the_seed_and_stay(client: Any) -> None:
    first = client.props(client.check({"size": 1}, randomSeed=b"seed").inputs)
    again = client.props(client.check({"size": 1}, randomSeed=b"seed").inputs)
    other = client.props(client.check({"size": 1}, randomSeed=b"other").inputs)
    kept = client.props(client.check({"size": 1}, olds=first, randomSeed=b"other").inputs)
    assert first["name"] == again["name"] == kept["name"] != other["name"]
    assert first["name"].startswith("one-")
    assert kept["__defaults"] == ["name"]


@pytest.mark.parametrize(("mode", "expected"), [(1, "Exactly-This"), (2, None)])
def test_names_follow_the_users_pattern(client: Any, mode: int, expected: str | None) -> None:
    options = provider_pb2.CheckRequest.AutonamingOptions(proposed_name="Exactly-This", mode=mode)
    assert client.props(client.check({"size": 1}, autonaming=options).inputs).get("name") == expected


def test_an_asset_is_refused_in_words(client: Any) -> None:
    asset = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "text": "x"}
    error = failure(lambda: client.check({"size": 1, "label": asset}))
    assert "label: assets, archives and resource references are not accepted here" in error.details()


# ── Diff ──


def test_no_change_is_no_diff(client: Any) -> None:
    inputs = checked(client, size=1, tags={"a": "b"}, rules=[{"port": 1}, {"port": 2}])
    response = client.diff(inputs, inputs)
    assert response.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert not detailed(response)


def test_diff_says_add_delete_update_by_path(client: Any) -> None:
    old = {"size": 1, "label": "x", "tags": {"a": "1", "b.c": "2"}}
    new = {"size": 2, "tags": {"a": "2", "d": "3"}}
    response = client.diff(old, new)
    assert detailed(response) == {
        "size": "update",
        "label": "delete",
        "tags.a": "update",
        'tags["b.c"]': "delete",
        "tags.d": "add",
    }
    assert list(response.replaces) == []


def test_a_fixed_property_replaces_also_inside_an_object(client: Any) -> None:
    response = client.diff(
        {"size": 1, "disk": {"size": 1}}, {"size": 1, "disk": {"size": 1, "encrypted": True}}
    )
    assert detailed(response) == {"disk.encrypted": "update-replace"}
    assert list(response.replaces) == ["disk"]


def test_an_unknown_new_value_is_a_change(client: Any) -> None:
    response = client.diff({"size": 1, "parentId": "p"}, {"size": UNKNOWN, "parentId": UNKNOWN})
    assert detailed(response) == {"size": "update", "parentId": "update-replace"}


def test_what_the_cloud_chose_is_no_diff_when_left_out(client: Any) -> None:
    assert not detailed(client.diff({"size": 1, "zone": "north-1"}, {"size": 1}))


def test_the_order_of_an_unordered_list_means_nothing(client: Any) -> None:
    old = {"size": 1, "rules": [{"port": 1, "ranges": ["a", "b"]}, {"port": 2}]}
    assert not detailed(
        client.diff(old, {"size": 1, "rules": [{"port": 2}, {"port": 1, "ranges": ["a", "b"]}]})
    )
    new = {"size": 1, "rules": [{"port": 3}, {"port": 2}, {"port": 1, "ranges": ["a", "b"]}]}
    assert detailed(client.diff(old, new)) == {"rules[0].port": "add"}
    fewer = {"size": 1, "rules": [{"port": 2}]}
    gone = {"rules[1].port": "delete", "rules[1].ranges[0]": "delete", "rules[1].ranges[1]": "delete"}
    assert detailed(client.diff(old, fewer)) == gone


def test_what_the_cloud_writes_differently_is_the_same(client: Any) -> None:
    assert not detailed(client.diff({"size": 1, "engine": "A"}, {"size": 1, "engine": "a"}))


@pytest.mark.parametrize("ignored", ["tags", "tags.a", 'tags["a"]', "tags[*]"])
def test_ignored_changes_are_ignored(client: Any, ignored: str) -> None:
    assert not detailed(
        client.diff({"size": 1, "tags": {"a": "1"}}, {"size": 1, "tags": {"a": "2"}}, ignore=[ignored])
    )


def test_ignoring_one_path_leaves_the_others(client: Any) -> None:
    response = client.diff(
        {"size": 1, "tags": {"a": "1"}}, {"size": 1, "tags": {"a": "2", "b": "2"}}, ignore=["tags.a"]
    )
    assert detailed(response) == {"tags.b": "add"}


def test_a_type_may_demand_a_new_object_this_time_only(client: Any) -> None:
    old = {"size": 1, "label": "x", "replaceOnLabel": True}
    assert detailed(client.diff(old, {**old, "label": "y"})) == {"label": "update-replace"}
    assert detailed(client.diff(old, {**old, "label": "y", "replaceOnLabel": False}))["label"] == "update"


def test_delete_comes_first_where_two_cannot_be(client: Any) -> None:
    assert client.diff({"value": "a"}, {"value": "b"}, urn=FIXED).deleteBeforeReplace
    named = {"size": 1, "name": "mine", "parentId": "a"}
    assert client.diff(named, {**named, "parentId": "b"}).deleteBeforeReplace
    auto = {**named, "__defaults": ["name"]}
    assert not client.diff(auto, {**auto, "parentId": "b"}).deleteBeforeReplace
