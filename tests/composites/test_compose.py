"""An instance of a composite type becomes resources, which know where they were written."""

from orchestrator.model.resources import DatabaseInstance, Network, ObjectBucket, VirtualMachine
from orchestrator.model.values import OutputRef, Template

STACK = """\
resources:
  shop:
    type: WebShop@v2
    placement: {provider: aws}
    labels: {team: alpha, tier: mine}
    spec: {host: shop.example}
"""


def by_name(loaded):
    return {resource.name: resource for resource in loaded.stack.resources}


def test_an_instance_becomes_the_template_s_resources(shop):
    found = by_name(shop.load(STACK))
    assert {name: type(one) for name, one in found.items()} == {
        "shop-net": Network,
        "shop-db": DatabaseInstance,
        "shop-web": VirtualMachine,
        "shop-files": ObjectBucket,
    }
    assert found["shop-db"].spec.size == "small"
    assert found["shop-db"].spec.network == "shop-net"
    assert found["shop-web"].depends_on == ()
    assert found["shop-files"].depends_on == ("shop-web",)
    # An unset value leaves its key out.
    assert found["shop-files"].spec.expire_after_days is None


def test_what_is_said_of_the_instance_is_said_of_its_resources_below_the_template(shop):
    found = by_name(shop.load(STACK))
    assert str(found["shop-db"].target) == "aws/eu-central-1"
    assert found["shop-db"].labels == {"owner": "alice", "team": "alpha", "tier": "mine"}
    assert found["shop-web"].labels == {"owner": "alice", "team": "alpha", "tier": "web"}


def test_text_takes_values_names_and_outputs_and_leaves_the_shell_alone(shop):
    script = by_name(shop.load(STACK))["shop-web"].spec.user_data
    assert isinstance(script, Template)
    assert script.parts[0] == '#!/bin/sh\necho "hello of shop" > ${HOME}/hello\necho "'
    assert script.parts[1] == OutputRef("shop-db", "host")


def test_the_stack_reads_outputs_and_waits_for_instances(shop):
    loaded = shop.load(
        STACK
        + """\
  logs: {type: ObjectBucket@v1, placement: {provider: aws}, dependsOn: [shop]}
outputs:
  url: ${{ resources.shop.outputs.url }}
  both: see ${{ resources.shop.outputs.url }} and ${{ resources.shop.outputs.dbHost }}
"""
    )
    assert set(by_name(loaded)["logs"].depends_on) == {"shop-net", "shop-db", "shop-web", "shop-files"}
    assert loaded.stack.outputs == {
        "url": "https://shop.example/",
        "both": Template(("see https://shop.example/ and ", OutputRef("shop-db", "host"))),
    }


def test_parameters_and_outputs_of_the_stack_go_into_the_spec(shop):
    loaded = shop.load(
        """\
params: {days: {type: integer, default: 9}}
resources:
  logs: {type: ObjectBucket@v1, placement: {provider: aws}}
  shop:
    type: WebShop@v2
    placement: {provider: aws}
    spec:
      host: shop.example
      days: ${{ params.days }}
      greeting: logs are in ${{ resources.logs.outputs.name }}
"""
    )
    found = by_name(loaded)
    assert found["shop-files"].spec.expire_after_days == 9
    assert OutputRef("logs", "name") in found["shop-web"].spec.user_data.parts


def test_an_old_version_is_converted_and_told_as_deprecated(shop):
    stack = STACK.replace("@v2", "@v1").replace("shop.example}", "shop.example, big: true}")
    environment = shop_environment("prod")
    loaded = shop.load(stack, environment)
    assert by_name(loaded)["shop-db"].spec.size == "large"
    assert [str(notice).partition(" ")[2] for notice in loaded.notices] == [
        "WebShop@v1 of 'shop' is deprecated since 2026-09-01, and goes after 2027-03-01 (use v2 with a tier)"
    ]
    assert loaded.stack.composites[0].spec == {
        "host": "shop.example",
        "tier": "gold",
        "greeting": "hello",
        "days": None,
    }


def shop_environment(stage):
    return f"""\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {{name: dev, labels: {{stage: {stage}}}}}
providers: {{aws: {{region: eu-central-1}}}}
"""


def test_faults_of_an_instance_are_told_at_their_place_all_at_once(shop):
    assert shop.faults(
        """\
resources:
  one:
    type: WebShop@v2
    placement: {provider: aws}
    spec: {host: Shop_1, teir: gold, days: 0}
  two:
    type: WebShop@v3
    placement: {provider: aws}
  three:
    type: WebShop@v2
    count: 2
    placement: {provider: aws}
    spec: {host: a.b, days: many}
  four:
    type: WebShop@v2
    placement: {provider: aws}
    spec: {tier: gold}
  reader:
    type: ObjectBucket@v1
    placement: {provider: aws}
    dependsOn: [one]
outputs:
  one: ${{ resources.one.outputs.url }}
"""
    ) == [
        "stack.yaml:8:18: 'spec.host' must be a host name, not 'Shop_1'",
        "stack.yaml:8:26: unknown key 'teir' in 'spec' (did you mean 'tier'?)",
        "stack.yaml:8:44: 'spec.days' must be at least 1, not the number 0",
        "stack.yaml:10:11: WebShop has no version 'v3' (did you mean 'WebShop@v2'?)",
        "stack.yaml:14:5: 'count' cannot be said of a composite type (known: dependsOn, labels, lifecycle, "
        "monitoring, movedFrom, placement, spec, type, when)",
        "stack.yaml:16:29: 'spec.days' must be a whole number, not 'many'",
        "stack.yaml:20:5: 'spec.host' is missing (Public DNS name)",
    ]


def test_a_rule_that_does_not_hold_is_told_in_its_own_words(shop):
    stack = STACK.replace("shop.example", "shop.example, tier: gold")
    assert shop.faults(stack) == [
        "stack.yaml:9:5: gold only in prod "
        "(the rule of WebShop: spec.tier != 'gold' || env.labels.stage == 'prod')"
    ]
    without = shop_environment("dev").replace("{stage: dev}", "{}")
    assert "it cannot be evaluated" in shop.faults(stack, without)[0]
    assert by_name(shop.load(stack, shop_environment("prod")))["shop-db"].spec.size == "large"
