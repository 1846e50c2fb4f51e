"""The document of a type is closed, and every fault in it is told at its place."""

import pytest

FAULTS = {
    "revision: 1.0.0": ("revision: v1", "'spec.revision' is wrong: write three numbers such as 2.1.0"),
    "name: WebShop,": ("name: web-shop,", "'metadata.name' is wrong: write a name such as WebShop"),
    "    - name: v2\n": ("    - name: v1\n", "the version 'v1' is given twice"),
    "      hub: true\n": ("", "exactly one version must be the hub"),
    "required: [host]\n        properties:\n          host: {type: string, format: hostname}\n": (
        "required: [hosts]\n        properties:\n          host: {type: string, format: hostname}\n",
        "the schema of 'v1' requires 'hosts', which is no property",
    ),
    "minimum: 1}": (
        "minimum: 1, default: 0}",
        "the schema of 'v2.days' has a default that must be at least 1",
    ),
    "{type: string, default: hello}": (
        '{type: string, pattern: "("}',
        "the schema of 'v2.greeting' has a pattern that is not a regular expression",
    ),
    "{from: v1, to: v2,": ("{from: v3, to: v2,", "there is no version 'v3' to convert"),
    "      url: https://${{ spec.host }}/\n": ("", "the declared output 'url' has no value"),
    "dbHost: {type: string}}": ("}", "the output 'dbHost' is not declared"),
    "removeAfter: ": ("removeafter: ", "unknown key 'removeafter'"),
    '"2027-03-01"': ('"2026-03-01"', "'removeAfter' is before 'since'"),
    "  template:\n": ("  python: a.b:C\n  template:\n", "unknown key 'python'"),
    "  conversions:\n": ("  nothing:\n", "unknown key 'nothing'"),
    "name: WebShop, annotations": ("name: Network, annotations", "'Network' is a built-in type"),
    "kind: CompositeType": ("kind: Stack", "a document of kind 'Stack' cannot stand here"),
}


@pytest.mark.parametrize("good", FAULTS)
def test_a_fault_of_the_document_is_told_in_its_file(files, good):
    bad, message = FAULTS[good]
    whole = f"apiVersion: orchestrator.dev/v1\nkind: CompositeType\n{files.web_shop}"
    assert good in whole
    files.type(whole.replace(good, bad, 1))
    found = files.faults("resources: {}\n")
    assert any(message in fault for fault in found), found
    assert all(fault.startswith("types/webshop.yaml:") for fault in found)


def test_faults_of_several_types_are_told_together(files):
    files.type(files.web_shop.replace("revision: 1.0.0", "revision: 1"))
    files.type("spec: [", "other")
    files.type("", "empty")
    found = "\n".join(files.faults("resources: {}\n"))
    for file in ("webshop", "other", "empty"):
        assert f"types/{file}.yaml" in found


def test_two_types_of_one_name_and_revision_are_a_fault(files):
    files.type(files.web_shop)
    files.type(files.web_shop + "# another one\n", "again")
    assert any("is given twice, with different content" in fault for fault in files.faults("resources: {}\n"))


def test_of_several_revisions_the_newest_is_read(files):
    files.type(files.web_shop)
    files.type(files.web_shop.replace("1.0.0", "1.10.0"), "newer")
    files.type(files.web_shop.replace("1.0.0", "1.9.0"), "between")
    stack = "resources:\n  shop: {type: WebShop@v2, placement: {provider: aws}, spec: {host: a.b}}\n"
    assert files.load(stack).stack.composites[0].revision == "1.10.0"
