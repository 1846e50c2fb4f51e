"""The random provider: what it makes, what the official package calls it, and its life under the engine."""

import string
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError

from orchestrator.providers.random import PROVIDER
from orchestrator.providers.random.random_id import RandomId
from orchestrator.providers.random.random_password import SPECIAL, RandomPassword

PASSWORD = "random:index/randomPassword:RandomPassword"
ID = "random:index/randomId:RandomId"


def made(**properties: Any) -> str:
    return str(RandomPassword(**properties).create(None).once["result"])


def test_a_password_has_its_length_and_at_least_what_was_asked() -> None:
    text = made(length=20, min_lower=4, min_upper=4, min_numeric=4, min_special=8)
    assert len(text) == 20
    for characters, least in (
        (string.ascii_lowercase, 4),
        (string.ascii_uppercase, 4),
        (string.digits, 4),
        (SPECIAL, 8),
    ):
        assert sum(c in characters for c in text) == least


def test_a_password_has_only_the_chosen_characters() -> None:
    assert set(made(length=400, special=False, upper=False)) == set(string.ascii_lowercase + string.digits)
    assert set(made(length=200, lower=False, upper=False, numeric=False, override_special="_-")) == set("_-")


def test_two_passwords_differ() -> None:
    assert made(length=16) != made(length=16)


@pytest.mark.parametrize(
    "properties",
    [
        {"length": 0},
        {"length": 3, "min_lower": 4},
        {"length": 3, "lower": False, "upper": False, "numeric": False, "special": False},
    ],
)
def test_what_cannot_be_made_is_a_fault(properties: dict[str, Any]) -> None:
    (fault,) = RandomPassword(**properties).check()
    assert fault.property == "length"


def test_an_id_is_the_same_bytes_in_all_spellings() -> None:
    born = RandomId(byte_length=4, prefix="p-").create(None)
    value = bytes.fromhex(born.once["hex"].removeprefix("p-"))
    assert len(value) == 4
    assert born.once["dec"] == f"p-{int.from_bytes(value, 'big')}"
    assert born.once["b64Url"] == f"p-{born.id}"


@pytest.mark.parametrize(
    ("file", "name"), [("random_password.py", "RandomPassword"), ("random_id.py", "RandomId")]
)
def test_names_are_the_official_ones(contract: Any, file: str, name: str) -> None:
    token = contract.token_of("pulumi_random", file)
    schema = {handler.schema.token: handler.schema for handler in PROVIDER.resources}[token]
    official = contract.inputs_of("pulumi_random", file, f"{name}Args")
    assert set(official) - set(schema.inputs) <= {"number"}  # deprecated, the same as numeric
    assert set(schema.inputs) <= set(official)
    assert {n for n, p in schema.inputs.items() if p.required} == {
        n for n, i in official.items() if i.required
    }
    assert all(prop.immutable for prop in schema.inputs.values())
    assert set(schema.outputs) <= contract.outputs_of("pulumi_random", file, name)


def test_it_lives_under_the_engine(new_engine: Callable[..., Any], declare: Any, get: Any) -> None:
    engine = new_engine()
    engine.plugin("random", "4.21.4", "-m", "orchestrator.providers.random")
    seen: list[str] = []

    def program(keeper: str = "a", length: int = 24) -> Callable[[], None]:
        def declared() -> None:
            props = {"length": length, "special": False, "keepers": {"k": keeper}}
            password = declare(PASSWORD, "pw", props, "result", version="4.21.4")
            declare(ID, "id", {"byteLength": 8}, "hex", version="4.21.4")
            get(password, "result").apply(seen.append)
            pulumi.export("secret", get(password, "result"))

        return declared

    assert engine.up(program()) == {"create": 3}
    first = seen[-1]
    assert len(first) == 24
    assert first not in engine.state_text()
    assert engine.up(program()) == {"same": 3}
    assert engine.refresh(program()) == {"same": 3}
    assert seen[-1] == first
    assert engine.preview(program("b"))["pw"]["diff"] == {"keepers.k": "update-replace"}
    engine.up(program("b"))
    assert seen[-1] != first
    with pytest.raises(CommandError, match="'length' must be at least 1"):
        engine.up(program("b", 0))
    assert engine.destroy(program("b")) == {"delete": 3}
