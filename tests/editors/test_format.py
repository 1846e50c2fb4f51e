"""Formatting: values and comments stay, once is enough, and quotes come where YAML needs them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.cli.main import main
from orchestrator.editors.format import format_text
from orchestrator.errors import SpecError
from orchestrator.spec import load

ROOT = Path(__file__).parents[2]
HEAD = "apiVersion: orchestrator.dev/v1\nkind: Stack\nmetadata: {name: shop}\n"
MESSY = (
    HEAD
    + """\


resources:
    # what customers send us
    files:
        type:   ObjectBucket@v1
        placement: {provider: aws,
            region: "eu-west-1"}   \n
        dependsOn:
        -   net      # first
        # the last one
        - web
        labels: {stage: ${{ env.name }}, cost: 4711}
        spec: {minimumTls: 1.2}
    # end of files
    web:
        type: VirtualMachine@v1
        count: ${{ env.name == 'a' ? 1 : 2 }}
        spec:
            image: {os: debian, version: 12}
            userData: |
              #!/bin/sh
              # no comment of ours: ${{ not: quoted }}
                deeper   \n
              end
"""
)
NEAT = (
    HEAD
    + """\

resources:
  # what customers send us
  files:
    type:   ObjectBucket@v1
    placement: {provider: aws,
        region: "eu-west-1"}

    dependsOn:
      - net      # first
      # the last one
      - web
    labels: {stage: "${{ env.name }}", cost: "4711"}
    spec: {minimumTls: "1.2"}
  # end of files
  web:
    type: VirtualMachine@v1
    count: "${{ env.name == 'a' ? 1 : 2 }}"
    spec:
      image: {os: debian, version: "12"}
      userData: |
        #!/bin/sh
        # no comment of ours: ${{ not: quoted }}
          deeper   \n
        end
"""
)


def test_a_messy_file() -> None:
    assert format_text(MESSY, "stack.yaml") == NEAT
    assert format_text(NEAT, "stack.yaml") == NEAT


@pytest.mark.parametrize("file", [*ROOT.glob("stacks/*/**/*.yaml"), *ROOT.glob("tests/golden/*/spec.yaml")])
def test_our_own_files_are_formatted(file: Path) -> None:
    text = file.read_text()
    if "orchestrator.dev/v1" in text:
        assert format_text(text, str(file)) == text


@pytest.mark.parametrize(
    ("bare", "quoted"),
    [
        ("a: {b: ${{ x }}}", 'a: {b: "${{ x }}"}'),
        ("a: [${{ x }}, b ${{ y }} c]", 'a: ["${{ x }}", "b ${{ y }} c"]'),
        ("a: ${{ x ? 'b' : 'c' }} # why", "a: \"${{ x ? 'b' : 'c' }}\" # why"),
        (
            '- a: {b: ${{ resources["my-db"].outputs.id }}}',
            "- a: {b: '${{ resources[\"my-db\"].outputs.id }}'}",
        ),
        ("a: [${{ x['y'] + \"z\" }}]", 'a: ["${{ x[\'y\'] + \\"z\\" }}"]'),
        ("a: ${{ x }}", "a: ${{ x }}"),
        ("a: {b: \"${{ x }}\", c: '${{ y }}'}", "a: {b: \"${{ x }}\", c: '${{ y }}'}"),
        ("a: b # {c: ${{ x }}}", "a: b # {c: ${{ x }}}"),
        ("a: |\n  {b: ${{ x }}}\nc: {d: ${{ x }}}", 'a: |\n  {b: ${{ x }}}\nc: {d: "${{ x }}"}'),
        ("a: 'it''s {'\nb: {c: ${{ x }}}", "a: 'it''s {'\nb: {c: \"${{ x }}\"}"),
    ],
)
def test_quotes_around_expressions(bare: str, quoted: str) -> None:
    assert format_text(bare + "\n", "file") == quoted + "\n"


def test_what_was_unreadable_loads(tmp_path: Path) -> None:
    bad = HEAD + (
        "params: {days: {type: integer, default: 7}}\nresources:\n  files: {type: ObjectBucket@v1, "
        "placement: {provider: aws}, spec: {expireAfterDays: ${{ params.days }}}}\n---\n"
        "apiVersion: orchestrator.dev/v1\nkind: Environment\nmetadata: {name: dev}\n"
        "providers: {aws: {region: eu-central-1, accountId: 123456789012}}\n"
    )
    file = tmp_path / "stack.yaml"
    file.write_text(bad)
    with pytest.raises(SpecError):
        load(file)
    assert main(["fmt", str(file), "--check"]) == 1
    assert file.read_text() == bad
    assert main(["fmt", str(file)]) == 0
    assert load(file).stack.environment.providers.aws
    assert main(["fmt", str(file), "--check"]) == 0


def test_a_file_that_is_no_yaml_is_told_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(HEAD + "resources: {\n")
    assert main(["fmt", str(file)]) == 1
    assert "stack.yaml:4:12" in capsys.readouterr().err
    assert file.read_text() == HEAD + "resources: {\n"


WORDS = st.text(st.sampled_from("abc:#-'\"{}[] é$%0.1"), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | WORDS
    | WORDS.map(lambda word: f"{word}\n  {word}\n\nx"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("klmnop"), inner, max_size=4),
    max_leaves=12,
)


def commented(text: str, numbers: list[int]) -> tuple[str, list[str]]:
    """Comments above some of the lines on which a key or a dash begins."""
    lines: list[str] = []
    said: list[str] = []
    # Only before lines that begin something: elsewhere it could be in the middle of a value.
    for number, line in enumerate(text.splitlines()):
        if (
            number in numbers
            and re.match(r" *(- )*[klmnop]: ?", line)
            and "'" not in text
            and '"' not in text
        ):
            said.append(f"# {number}")
            lines.append(" " * (len(line) - len(line.lstrip())) + said[-1])
        lines.append(line)
    return "\n".join(lines) + "\n", said


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(st.sampled_from("klmnop"), VALUES, min_size=1, max_size=4),
    st.integers(2, 7),
    st.integers(20, 90),
    st.sampled_from([None, True, False]),
    st.lists(st.integers(0, 12), max_size=3),
)
def test_any_file_keeps_its_values_and_comments(
    data: dict[str, Any], indent: int, width: int, flow: bool | None, numbers: list[int]
) -> None:
    dumped = yaml.safe_dump(data, indent=indent, width=width, default_flow_style=flow, allow_unicode=True)
    text, said = commented(dumped, numbers)
    if yaml.safe_load(text) != data:
        return  # the comment fell into a block of text
    once = format_text(text, "file")
    assert yaml.safe_load(once) == data
    assert re.findall(r"^ *(# \d+)$", once, re.MULTILINE) == said
    assert format_text(once, "file") == once
    if flow is False and not any(sign in text for sign in "'\"|>[{?"):
        assert {len(line) - len(line.lstrip()) for line in once.splitlines() if line.strip()} <= set(
            range(0, 40, 2)
        )


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("a.['x']+ ?:#=,{}"), max_size=20),
    st.sampled_from(["a: {b: @}", "a: [@]", "a: @"]),
)
def test_any_bare_expression_becomes_one_value(inside: str, around: str) -> None:
    if "}}" in inside or inside.endswith("}"):
        return
    expression = f"${{{{ {inside}x }}}}"
    text = around.replace("@", expression) + "\n"
    once = format_text(text, "file")
    value = yaml.safe_load(once)["a"]
    found = value["b"] if isinstance(value, dict) else value[0] if isinstance(value, list) else value
    assert found == expression
