"""`stacks`: outputs of other stacks are typed where they are read."""

import pytest

from orchestrator.expressions import Kind
from orchestrator.model.values import StackRef, Template

STACKS = """\
stacks:
  core: {outputs: {host: string, port: integer}}
  old-core: {environment: prod, outputs: {ids: strings}}
"""
BUCKET = "resources:\n  files: {type: ObjectBucket@v1, placement: {provider: aws}}\n"


def test_they_are_read(files):
    stack = files.load(
        STACKS + BUCKET + "outputs:\n  host: ${{ stacks.core.outputs.host }}\n"
        "  more: \"${{ stacks.core.outputs.port + size(stacks['old-core'].outputs.ids) }}\"\n"
    ).stack
    assert stack.outputs["host"] == Template((StackRef("core", "dev", "host", Kind.STRING),))
    (computed,) = stack.outputs["more"].parts
    assert [ref.environment for _, ref in computed.inputs] == ["dev", "prod"]
    assert str(computed) == '${{ stacks.core.outputs.port + size(stacks["old-core"].outputs.ids) }}'


def test_outputs_are_shared(files):
    shared = "{value: '${{ resources.files.outputs.id }}', share: [x, y]}"
    stack = files.load(BUCKET + f"outputs:\n  a: {shared}\n  b: c\n").stack
    assert stack.shares == {"a": ("x", "y")}
    assert set(stack.outputs) == {"a", "b"}


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("x: §${{ stacks.cor.outputs.host }}", "there is no stack under `stacks` 'cor'"),
        ("x: §${{ stacks.core.outputs.hosts }}", "there is no output of 'core' under `stacks` 'hosts'"),
        ("x: §${{ stacks.core.outputs.port + 'x' }}", "no matching overload"),
        ("x: §${{ stacks.core.host }}", "'stacks' cannot be read like this"),
        ("x: {value: a, share: [b], §shared: [b]}", "unknown key"),
        ("x: {value: a, share: §[]}", "share"),
        ("x: §{share: [a]}", "value"),
        ("x: {value: §[a], share: [b]}", "the output 'x' must be text"),
    ],
)
def test_faults(files, output, said):
    (fault,) = files.faults(STACKS + BUCKET + f"outputs:\n  {output}\n")
    assert said in fault.summary


def test_the_value_must_not_be_needed_early(files):
    count = "count: '§${{ stacks.core.outputs.port }}'"
    text = f"resources:\n  files: {{type: ObjectBucket@v1, placement: {{provider: aws}}, {count}}}\n"
    (fault,) = files.faults(STACKS + text)
    assert "cannot stand here" in fault.summary
