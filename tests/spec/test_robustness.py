"""Whatever a file holds, loading it works or gives OrchestratorErrors with a place; nothing else."""

# ruff: noqa: E501 - one table of fragments

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.errors import OrchestratorError
from orchestrator.spec import environments, load

STACKS = Path(__file__).parents[2] / "stacks"
STACK = (STACKS / "retail/stack.yaml").read_text()
ENVIRONMENT = (STACKS / "retail/environments/prod.yaml").read_text()
BASE = (STACKS / "retail/environments/base.yaml").read_text()
TOKENS = sorted({
    "${{", "}}", "${{ params.replicas }}", "${{ resources.web.outputs.id }}", "${{ self.index }}", "- ", ": ", "{", "}",
    "[", "]", "&a ", "*a", "<<: ", "!!int ", "'", '"', "|", ">", "#", "\t", "\n", "\n    ", "null", "~", "yes", "-1", "1e9",
    "0o7", ".inf", "9" * 30, "é", "\u2028", "\x00", "\ufeff", "---\n", "...", "?", "@", "`", "%", "count: 2\n", "spans: []",
    *(word for word in STACK.split() if len(word) < 20),
})  # fmt: skip
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(stack: bytes, environment: bytes) -> None:
    """Load, and let nothing but well-made errors through."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "environments").mkdir()
        (folder / "stack.yaml").write_bytes(stack)
        (folder / "environments/prod.yaml").write_bytes(environment)
        (folder / "environments/base.yaml").write_text(BASE)
        try:
            environments(folder)
            loaded = load(folder, "prod")
            loaded.stack.document()
        except OrchestratorError as error:
            for single in error.each():
                assert single.summary
                assert single.where
                assert "\n" not in str(single)


def mutated(text: str, seed: int) -> str:
    """The text with some parts cut, doubled, swapped or replaced."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
        middle = chance.choice(
            [chance.choice(TOKENS), "", text[start:end] * 2, "".join(chance.choices(TOKENS, k=3))]
        )
        text = text[:start] + middle + text[end:]
    return text


def mutated_lines(text: str, seed: int) -> str:
    """The text with lines removed, doubled, moved, or indented otherwise."""
    chance = random.Random(seed)
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        line = lines.pop(at)
        for _ in range(chance.randrange(3)):
            changed = chance.choice(
                [line, "  " + line, line.removeprefix("  "), line.replace(": ", ":\n", 1)]
            )
            lines.insert(chance.randrange(len(lines) + 1), changed)
    return "".join(lines)


@SETTINGS
@given(st.binary(max_size=200))
def test_random_bytes(content):
    survives(content, ENVIRONMENT.encode())
    survives(STACK.encode(), content)


@SETTINGS
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_random_yaml(text):
    head = "apiVersion: orchestrator.dev/v1\nkind: Stack\nmetadata: {name: a}\nresources:\n  a: "
    survives((head + text).encode(), ENVIRONMENT.encode())


@SETTINGS
@given(st.integers())
def test_mutated_stacks(seed):
    survives(mutated(STACK, seed).encode(errors="replace"), ENVIRONMENT.encode())
    survives(mutated_lines(STACK, seed).encode(), ENVIRONMENT.encode())


@SETTINGS
@given(st.integers())
def test_mutated_environments(seed):
    survives(STACK.encode(), mutated(ENVIRONMENT, seed).encode(errors="replace"))
    survives(STACK.encode(), mutated_lines(ENVIRONMENT, seed).encode())
