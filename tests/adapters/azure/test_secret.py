"""Secrets on Azure: each in a vault of its own, whose name nobody can have had before."""

from collections.abc import Callable

from orchestrator.adapters import translate
from orchestrator.graph import Concat, EnvironmentSecret, Graph, Group, Lookup, render
from orchestrator.graph import Secret as Hidden
from orchestrator.model.resources import AnyResource, Secret
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def of(graph: Graph, resource: str) -> Group:
    return next(group for group in graph.groups if group.resource == resource)


def test_rights_come_by_roles_and_nothing_is_lost_by_a_mistake(make: Make, stacked: Stacked) -> None:
    group = of(translate(stacked(make(Secret, "azure", "key"))), "key")
    settings = group.node("key-vault").properties["properties"]
    assert isinstance(settings, dict)
    assert settings["enableRbacAuthorization"] is True
    assert settings["enablePurgeProtection"] is True
    assert isinstance(settings["tenantId"], Lookup)
    assert group.node("key").options.deleted_with == "key-vault"


def test_a_vault_is_called_anew_each_time_and_within_24_characters(make: Make, stacked: Stacked) -> None:
    name = "a-very-long-name-of-a-secret-indeed"
    group = of(translate(stacked(make(Secret, "azure", name))), name)
    called = group.node(f"{name}-vault").properties["vaultName"]
    assert isinstance(called, Concat)
    word, dash, suffix = called.parts
    assert (word, dash) == ("averylongnameof", "-")
    assert str(suffix) == f"{name}-suffix.hex"
    assert group.node(f"{name}-suffix").properties == {
        "byteLength": 4,
        "keepers": {"region": "westeurope"},
    }


def test_a_value_from_outside_is_read_by_the_engine_and_never_shown(make: Make, stacked: Stacked) -> None:
    spec = {"value": {"environmentVariable": "TOKEN"}, "description": "of the shop"}
    graph = translate(stacked(make(Secret, "azure", "token", **spec)))
    group = of(graph, "token")
    assert group.node("token").properties["properties"] == {
        "value": EnvironmentSecret("TOKEN"),
        "contentType": "of the shop",
    }
    assert group.outputs["value"] == Hidden(EnvironmentSecret("TOKEN"))
    assert [node.name for node in group.nodes] == ["token-suffix", "token-vault", "token"]
    assert "value: ***" in render(graph)
