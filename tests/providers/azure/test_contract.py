"""The tables against the official typed package: names, required flags, enums, nested objects."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from orchestrator.providers.azure import generate
from orchestrator.providers.azure.overrides import LACKING
from orchestrator.providers.azure.provider import RESOURCES
from orchestrator.providers.azure.sources import SOURCES
from orchestrator.providers.azure.table import (
    Entries,
    Entry,
    Keys,
    Kind,
    Listed,
    Mapped,
    Plain,
    Shape,
    Table,
    load,
)
from orchestrator.providers.kit.document import schema_json

PACKAGE = "pulumi_azure_native"
TABLES = [resource.table for resource in RESOURCES]

# The network types take these as inputs for historical reasons; the cloud sets them.
TOLD_BY_THE_CLOUD = {"id", "name", "type"}
TOLD_WITHIN = {
    "actions", "defaultSecurityRules", "etag", "provisioningState", "resourceGuid", "resourceNavigationLinks",
    "serviceAssociationLinks", "type",
}  # fmt: skip
# Stricter than the official package on purpose: neither can be named automatically.
NAMED_BY_HAND = {("azure-native:dbformysql:Configuration", "configurationName")}
# Inside security rules of a list; ARM refuses a rule without.
STRICTER = {"priority"}


def file_of(table: Table) -> str:
    _, module, name = table.token.split(":")
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    return f"{module}/{snake}.py"


@cache
def classes(path: Path) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)}


@pytest.fixture(scope="module")
def official(contract: Any) -> Any:
    """The inputs of a class of the official package, by file and class; never empty."""

    def inputs(file: str, *names: str) -> dict[str, Any]:
        found = classes(contract.resource_file(PACKAGE, file))
        node = next((found[name] for name in names if name in found), None)
        assert node is not None, f"{file} has none of {names}"
        result: dict[str, Any] = contract._inputs(node)
        assert result, f"{node.name} of {file} is empty"
        return result

    return inputs


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.token)
def test_inputs_are_the_official_ones(table: Table, official: Any, contract: Any) -> None:
    file, name = file_of(table), table.token.rpartition(":")[2]
    assert contract.token_of(PACKAGE, file) == table.token
    theirs = official(file, f"{name}Args", f"{name}InitArgs")
    without = TOLD_BY_THE_CLOUD | set(LACKING.get(table.token, ()))
    compare(
        table, table.inputs, {key: one for key, one in theirs.items() if key not in without}, official, set()
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.token)
def test_outputs_are_official_names(table: Table, contract: Any) -> None:
    theirs = contract.outputs_of(PACKAGE, file_of(table), table.token.rpartition(":")[2])
    ours = {name for name, entry in table.properties.items() if entry.read_only}
    assert {"name", "type"} <= ours
    # A text that says nothing, and is nevertheless told of all others.
    odd = {"type"} if table.token == "azure-native:network:PrivateDnsZoneGroup" else set()
    newer = odd | {"defaultPublicNatGateway", "fullVersion", "upgradedToV2", "managedBy"}
    assert ours - theirs - newer == set()


def compare(table: Table, ours: Entries, theirs: dict[str, Any], official: Any, seen: set[str]) -> None:
    assert set(ours) == set(theirs)
    for name, entry in ours.items():
        said = theirs[name]
        if (table.token, name) not in NAMED_BY_HAND and name not in STRICTER:
            assert entry.required == said.required, f"{name}: required?"
        compare_kind(table, entry, said.type, official, seen)


def compare_kind(table: Table, entry: Entry, said: str, official: Any, seen: set[str]) -> None:
    kind, place = entry.kind, f"{table.token} {entry.name}: {said}"
    assert said.startswith("Sequence[") == isinstance(kind, Listed | Keys), place
    assert said.startswith("Mapping[") == isinstance(kind, Mapped), place
    inner: Kind = kind.item if isinstance(kind, Listed | Mapped) else kind
    nested = re.findall(r"(\w+Args)", said)
    assert bool(nested) == isinstance(inner, Shape), place
    if isinstance(inner, Plain):
        basic = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "Any": "any"}
        word = re.sub(r"^(?:Sequence|Mapping)\[(?:str, )?|\]$", "", said)
        expected = basic.get(word, "enum")
        assert inner.name == expected or {inner.name, expected} == {"integer", "number"}, place
    if isinstance(inner, Shape) and inner.name not in seen:
        seen.add(inner.name)
        compare_shape(table, inner.name, nested, official, seen)


def compare_shape(table: Table, shape: str, nested: list[str], official: Any, seen: set[str]) -> None:
    file = f"{table.token.split(':')[1]}/_inputs.py"
    variants = [official(file, name) for name in nested]
    theirs = {key: one for variant in variants for key, one in variant.items()}
    if shape == "Reference":
        assert "id" in theirs
        return
    ours = {name: entry for name, entry in table.shapes[shape].items() if not entry.read_only}
    told = TOLD_WITHIN - set(ours)
    theirs = {key: one for key, one in theirs.items() if key not in told}
    extra_type = {"type"} if "type" in ours and "type" not in theirs else set()
    assert set(ours) - extra_type == set(theirs), f"{table.token} {shape}"
    for name, entry in ours.items():
        if name in extra_type:
            continue
        if len(variants) == 1 and name not in STRICTER:
            assert entry.required == theirs[name].required, f"{table.token} {shape}.{name}: required?"
        merged = "|".join(v[name].type for v in variants if name in v)
        if len(variants) == 1:
            compare_kind(table, entry, merged, official, seen)


def test_every_source_has_its_table_and_handler() -> None:
    assert [source.token for source in SOURCES] == [table.token for table in TABLES]
    assert len({table.token for table in TABLES}) == len(TABLES) >= 21


def test_the_tables_are_what_the_generator_writes() -> None:
    for source in SOURCES:
        assert generate.table_path(source).read_text() == generate.text(generate.table(source)), source.token


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.token)
def test_every_rule_by_hand_hits_a_property(source: Any) -> None:
    """A rule with a typing error would protect nothing."""
    table = load(generate.table_path(source).stem)
    for flag in ("force_new", "write_only", "secret", "chosen"):
        for rule in getattr(source, flag):
            entries: Entries = table.properties
            steps = rule.split(".")
            for i, step in enumerate(steps):
                entry = entries[step]
                kind = entry.kind.item if isinstance(entry.kind, Listed) else entry.kind
                if i < len(steps) - 1:
                    assert isinstance(kind, Shape)
                    entries = table.shapes[kind.name]
            assert getattr(entry, flag), f"{rule} is not {flag}"


def test_the_schema_can_be_served() -> None:
    from orchestrator.providers.azure.provider import PROVIDER

    text = schema_json(PROVIDER)
    assert '"azure-native:network:Subnet"' in text
    assert len(text) < 1_000_000
