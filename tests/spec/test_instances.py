"""`when`, `count` and `forEach`: how many instances there are, and how they are named and read."""

import pytest

from orchestrator.model.values import OutputRef, Template

BUCKET = "type: ObjectBucket@v1, placement: {provider: aws}"


def names(loaded):
    return [resource.name for resource in loaded.stack.resources]


def test_for_each_of_a_list(files):
    loaded = files.load(
        "resources:\n  files: {" + BUCKET + ", forEach: [blue, green], labels: {colour: '${{ self.key }}'}}\n"
        "outputs: {blue: '${{ resources.files[\"blue\"].outputs.url }}'}\n"
    )
    assert names(loaded) == ["files-blue", "files-green"]
    assert [resource.labels["colour"] for resource in loaded.stack.resources] == ["blue", "green"]
    assert loaded.stack.outputs["blue"] == Template((OutputRef("files-blue", "url"),))


def test_for_each_of_a_mapping_gives_values(files):
    loaded = files.load("""\
resources:
  files:
    type: ObjectBucket@v1
    placement: {provider: aws}
    forEach: {hot: {days: 1, tags: [a, b]}, cold: {days: 90, tags: [c]}}
    labels: {tag: "${{ self.value.tags[0] }}"}
    spec: {expireAfterDays: "${{ self.value.days * 2 }}"}
""")
    found = {r.name: (r.spec.expire_after_days, r.labels["tag"]) for r in loaded.stack.resources}
    assert found == {"files-hot": (2, "a"), "files-cold": (180, "c")}


def test_for_each_is_computed(files):
    loaded = files.load(
        "params: {teams: {type: string, default: 'a,b'}}\n"
        "resources:\n  files: {" + BUCKET + ", forEach: \"${{ ['x', 'y'].filter(n, params.teams != n) }}\"}\n"
    )
    assert names(loaded) == ["files-x", "files-y"]


def test_keys_are_stable(files):
    """A name that leaves the set takes only its own instance with it."""
    all_three = names(files.load("resources:\n  files: {" + BUCKET + ", forEach: [a, b, c]}\n"))
    without_b = names(files.load("resources:\n  files: {" + BUCKET + ", forEach: [a, c]}\n"))
    assert set(all_three) - set(without_b) == {"files-b"}


@pytest.mark.parametrize(("size", "expected"), [("large", ["extra", "files"]), ("small", ["files"])])
def test_when(files, size, expected):
    loaded = files.load(
        f"params: {{size: {{type: string, default: {size}}}}}\n"
        "resources:\n  files: {" + BUCKET + "}\n"
        "  extra: {" + BUCKET + ", when: \"${{ params.size == 'large' }}\", dependsOn: [files]}\n"
    )
    assert sorted(names(loaded)) == expected


@pytest.mark.parametrize(
    ("entry", "output", "said"),
    [
        ("when: §maybe", "", "'when' must be true or false, not 'maybe'"),
        ("when: false", "§${{ resources.files.outputs.url }}", "'files' is left out here"),
        ("count: 2, forEach: §[a]", "", "'count' and 'forEach' cannot stand together"),
        ("forEach: §[a, a]", "", "'forEach' names 'a' twice"),
        ("forEach: §5", "", "'forEach' must be a list of names"),
        ("forEach: §[1, 2]", "", "'forEach' must be a list of names"),
        ("forEach: [a, b]", "§${{ resources.files.outputs.url }}", "'files' has forEach: say which instance"),
        ("forEach: [a, b]", '§${{ resources.files["c"].outputs.url }}', "'files' has no instance [\"c\"]"),
        ("forEach: [a, b]", "§${{ resources.files[0].outputs.url }}", "'files' has no instance [0]"),
        ("forEach: [a], labels: {x: '§${{ self.value.y }}'}", "", "`self.value` has no 'y' here"),
        ("labels: {x: '§${{ self.value }}'}", "", "there is no property of `self` here 'value'"),
    ],
)
def test_faults(files, entry, output, said):
    text = "resources:\n  files: {" + BUCKET + ", " + entry + "}\n"
    (fault,) = files.faults(text + (f"outputs:\n  x: {output}\n" if output else ""))
    assert said in fault.summary


def test_a_bad_name_of_an_instance_is_told(files):
    (fault,) = files.faults("resources:\n  §files: {" + BUCKET + ", forEach: [Blue]}\n")
    assert "the name 'files-Blue' must be" in fault.summary


def test_nothing_depends_on_what_is_left_out(files):
    loaded = files.load(
        "resources:\n  off: {" + BUCKET + ", when: false}\n  on: {" + BUCKET + ", dependsOn: [off]}\n"
    )
    assert names(loaded) == ["on"]
    assert loaded.stack.resources[0].depends_on == ()
