"""`refactors`: read, checked, and put where the rest of the product looks for them."""

import pytest

BUCKET = "{type: ObjectBucket@v1, placement: {provider: aws}}"


def test_they_are_read(files):
    stack = files.load(
        f"resources:\n  new: {BUCKET}\n  found: {BUCKET}\n"
        "refactors:\n  - moved: {from: old, to: new}\n"
        "  - import: {to: found, id: my-bucket}\n  - forget: {resource: gone}\n"
    ).stack
    assert stack.resource("new").moved_from == ("old",)
    assert stack.resource("found").import_id == "my-bucket"
    assert stack.forgotten == ("gone",)


@pytest.mark.parametrize(
    ("refactor", "said"),
    [
        ("moved: {from: old, to: §fils}", "there is no resource 'fils'"),
        ("import: {to: §fils, id: x}", "there is no resource 'fils'"),
        ("forget: {resource: §files}", "'files' is still in the stack"),
        ("moved: {from: §files, to: files}", "'files' was moved from 'files', which is there"),
        ("moved: {from: a, to: files, §why: b}", "unknown key"),
    ],
)
def test_faults(files, refactor, said):
    (fault,) = files.faults(f"resources:\n  files: {BUCKET}\nrefactors:\n  - {refactor}\n")
    assert said in fault.summary


def test_one_at_a_time(files):
    both = "§{forget: {resource: a}, moved: {from: b, to: files}}"
    (fault,) = files.faults(f"resources:\n  files: {BUCKET}\nrefactors:\n  - {both}\n")
    assert "give exactly one of 'moved', 'import' and 'forget'" in fault.summary
