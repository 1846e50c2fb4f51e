"""A type's own tests run as a user's stack would, and one that does not hold is told."""

import pytest

from orchestrator import composites, pipeline, policy, tools
from orchestrator.composites import types_at
from orchestrator.errors import OrchestratorError

TESTS = """\
  tests:
    - name: gold makes a large database
      env: {name: prod, labels: {stage: prod}}
      given: {version: v2, spec: {host: shop.example, tier: gold}}
      expect:
        - resources.db.spec.size == 'large'
        - size(resources) == 4
        - outputs.url == 'https://shop.example/'
        - spec.greeting == 'hello'
    - {name: v1 round-trips, given: {version: v1, spec: {host: a.b, big: true}}, roundTrip: [v2, v1]}
    - name: gold refused in dev
      env: {labels: {stage: dev}}
      given: {version: v2, spec: {host: a.b, tier: gold}}
      denied: gold only in prod
    - name: on Azure too
      given: {version: v1, provider: azure, spec: {host: a.b}}
      env: {labels: {stage: dev}}
      expect: ["resources.net.target.cloud == 'azure'"]
"""
RULE = """\
# METADATA
# title: Shops have a name of ours
# custom:
#   severity: high
#   scope: resource
#   point: spec
#   remediation: Choose a name under ours.example.
package rules.webshop.own_names

about := rego.metadata.chain()

deny contains {"message": message, "path": ["spec", "host"]} if {
	not endswith(input.resource.spec.host, ".example")
	message := sprintf("%s has the host %s", [input.resource.name, input.resource.spec.host])
}
"""


def judge(loaded):
    opa = policy.LocalOpa(tools.ensure("opa", lambda line: None))
    return [one.message for verdict in pipeline.judge_instances(loaded, opa) for one in verdict.violations]


def outcomes(files, text):
    (found,) = types_at((files.type(text),))
    return {one.name: one.detail for one in composites.test(found, judge)}


def test_good_tests_pass(files):
    found = outcomes(files, files.web_shop + TESTS)
    assert found == dict.fromkeys(
        ("gold makes a large database", "v1 round-trips", "gold refused in dev", "on Azure too"), ""
    )


@pytest.mark.parametrize(
    ("good", "bad", "detail"),
    [
        ("'large' : 'small'", "'medium' : 'small'", "not so: resources.db.spec.size == 'large'"),
        ("old.big ? 'gold' : 'bronze'", "old.big ? 'bronze' : 'gold'", '"big": false'),
        ("!= 'gold' ||", "!= 'silver' ||", "not denied by 'gold only in prod'"),
        ("resources.db.spec.size ==", "resources.nothing.size ==", "nothing"),
        ("spec: {host: shop.example, tier: gold}", "spec: {hots: x}", "unknown key 'hots'"),
    ],
)
def test_a_test_that_does_not_hold_says_why(files, good, bad, detail):
    assert good in files.web_shop + TESTS
    found = outcomes(files, (files.web_shop + TESTS).replace(good, bad))
    assert [text for text in found.values() if detail in text], found


def test_a_folder_s_types_and_what_is_none(files):
    files.type(files.web_shop)
    assert [one.name for one in types_at((files.folder,))] == ["WebShop"]
    (files.folder / "none").mkdir()
    with pytest.raises(OrchestratorError, match="there is no composite type here"):
        types_at((files.folder / "none",))


def own_policy(files):
    """The WebShop with a policy of its own."""
    file = files.type(files.web_shop + "  policy: {pack: policy}\n")
    folder = file.parent / "policy"
    folder.mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text('name: webshop\nversion: "1.0.0"\ntitle: What shops keep to\n')
    (folder / "own_names.rego").write_text(RULE)
    return file


def test_the_type_s_own_policy_judges_every_instance_at_its_place(files):
    own_policy(files)
    stack = """\
resources:
  good: {type: WebShop@v2, placement: {provider: aws}, spec: {host: a.example}}
  bad: {type: WebShop@v2, placement: {provider: aws}, spec: {host: a.org}}
"""
    loaded = files.load(stack)
    opa = policy.LocalOpa(tools.ensure("opa", lambda line: None))
    (verdict,) = pipeline.judge_instances(loaded, opa)
    (violation,) = verdict.violations
    assert violation.message == "bad has the host a.org"
    assert str(violation.where).endswith("stack.yaml:6:62")


def test_a_policy_of_the_type_counts_as_denied_in_its_tests_and_belongs_to_its_content(files):
    file = own_policy(files)
    (before,) = types_at((file,))
    body = file.read_text() + (
        "  tests:\n    - {name: foreign, env: {labels: {stage: dev}}, "
        "given: {version: v2, spec: {host: a.org}}, denied: has the host}\n"
    )
    assert outcomes(files, body) == {"foreign": ""}
    file.write_text(body.partition("  tests:")[0])
    rule = file.parent / "policy/own_names.rego"
    rule.write_text(RULE.replace("not endswith", "not startswith"))
    (after,) = types_at((file,))
    assert before.digest != after.digest
