"""What a type breaks for those who use it is told before it is released."""

import re
from datetime import date

import pytest

from orchestrator.composites import lint, types_at
from orchestrator.errors import Where

TODAY = date(2026, 11, 24)
DESCRIBED = re.compile(r"has no description")


def remarks(files, old, new, today=TODAY):
    """The remarks on a text beside an earlier one, without those on descriptions."""
    (before,) = types_at((files.type(old, "old"),))
    (after,) = types_at((files.type(new, "new"),))
    found = lint(after, (before,), today)
    return {(one.severity, one.summary) for one in found if not DESCRIBED.search(one.summary)}


BREAKING = {
    "days: {type: integer, minimum: 1}": [
        ("days: {type: integer, minimum: 2}", "'spec.days' has a tighter minimum: 2"),
        ("days: {type: integer, minimum: 1, maximum: 9}", "'spec.days' has a tighter maximum: 9"),
        ("days: {type: string}", "'spec.days' was of type integer, and is of type string"),
        ("day: {type: integer, minimum: 1}", "'spec.days' is gone"),
    ],
    "enum: [bronze, gold]": [("enum: [bronze, silver]", "'spec.tier' does not take 'gold' any more")],
    "default: hello}": [("default: bye}", "the default of 'spec.greeting' was 'hello', and is 'bye'")],
    "greeting: {type: string,": [
        ('greeting: {type: string, pattern: "^h",', "'spec.greeting' has another pattern")
    ],
    "required: [host]\n        properties:\n          host: {type: string, format: hostname, desc": [
        (
            "required: [host, tier]\n        properties:\n"
            "          host: {type: string, format: hostname, desc",
            "'spec.tier' is required now",
        )
    ],
    "        rules:\n": [
        (
            "        rules:\n          - {rule: \"spec.host != ''\", message: x}\n",
            "is new: a spec that was good may",
        )
    ],
}


@pytest.mark.parametrize(
    ("good", "bad", "said"), [(g, *pair) for g, pairs in BREAKING.items() for pair in pairs]
)
def test_an_edit_that_refuses_what_was_good_is_an_error(files, good, bad, said):
    assert good in files.web_shop
    new = files.web_shop.replace(good, bad, 1).replace("1.0.0", "1.1.0")
    found = remarks(files, files.web_shop, new)
    assert any(severity == "error" and said in text for severity, text in found), found


@pytest.mark.parametrize(
    ("good", "wider"),
    [
        ("enum: [bronze, gold]", "enum: [bronze, silver, gold]"),
        ("days: {type: integer, minimum: 1}", "days: {type: number}"),
        (
            "days: {type: integer, minimum: 1}",
            "days: {type: integer, minimum: 1}\n          more: {type: string}",
        ),
        ("{host: shop.example}", "{host: shop.example}"),
    ],
)
def test_an_edit_that_only_adds_is_none(files, good, wider):
    new = files.web_shop.replace(good, wider, 1).replace("1.0.0", "1.1.0")
    assert {one for one in remarks(files, files.web_shop, new) if one[0] == "error"} == set()


def test_a_version_may_go_when_its_time_is_over(files):
    text = files.web_shop
    first = text[text.index("    - name: v1\n") : text.index("    - name: v2\n")]
    conversions = text[text.index("  conversions:\n") : text.index("  template:\n")]
    new = text.replace(first, "").replace(conversions, "").replace("1.0.0", "2.0.0")
    gone = ("error", "the version 'v1' is gone, which was not announced")
    assert gone in remarks(files, text, new)
    assert gone not in remarks(files, text, new, date(2027, 3, 2))


def test_a_change_needs_a_higher_revision_and_lost_resources_are_told(files):
    new = files.web_shop.replace("      files:\n", "      archive:\n")
    found = remarks(files, files.web_shop, new)
    assert ("warning", "the resource 'files' of 1.0.0 would be deleted") in found
    assert any(severity == "error" and "a change needs a higher one" in text for severity, text in found)
    kept = new.replace("      archive:\n", "      archive:\n        movedFrom: [files]\n")
    assert not any("would be deleted" in text for _, text in remarks(files, files.web_shop, kept))
    both = new.replace("      archive:\n", "      archive:\n        movedFrom: [net]\n")
    assert ("error", "'archive' was moved from 'net', which is still there") in remarks(
        files, files.web_shop, both
    )
    other = new.replace("ObjectBucket@v1", "MessageQueue@v1").replace("archive", "files")
    assert any("it would be made anew" in text for _, text in remarks(files, files.web_shop, other))


def test_expressions_are_compiled_at_their_places(files):
    text = files.web_shop.replace("spec.tier != 'gold' ||", "spec.tier !=") + "  readyWhen: \"'yes'\"\n"
    (found,) = types_at((files.type(text),))
    errors = [one for one in lint(found, (), TODAY) if one.severity == "error"]
    assert any("gives a string, not true or false: 'yes'" in one.summary for one in errors)
    assert len(errors) == 2
    assert all(isinstance(one.where, Where) and one.where.line > 20 for one in errors)


def test_what_is_good_has_warnings_at_most(files):
    (found,) = types_at((files.type(files.web_shop),))
    assert {one.severity for one in lint(found, (), TODAY)} == {"warning"}
