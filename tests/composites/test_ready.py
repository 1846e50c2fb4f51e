"""readyWhen asks the health of an instance's resources, and says what does not hold."""

import pytest

from orchestrator.composites import not_ready
from orchestrator.outcome import CheckResult, Health

STACK = """\
resources:
  shop: {type: WebShop@v2, placement: {provider: aws}, spec: {host: shop.example}}
"""
TWO = ("        type: VirtualMachine@v1\n", "        type: VirtualMachine@v1\n        count: 2\n")


def answers(shop, ready_when, *statuses):
    """What is said when the two web machines and the database have these states."""
    shop.type(shop.web_shop.replace(*TWO) + f"  readyWhen: {ready_when}\n")
    names = ("shop-web-0", "shop-web-1", "shop-db")
    results = (CheckResult(name, "state", status) for name, status in zip(names, statuses, strict=True))
    stack = shop.load(STACK).stack
    return [
        one.detail for one in not_ready(stack, Health(tuple(results)), lambda name, word: f"{name}.{word}")
    ]


@pytest.mark.parametrize(
    ("ready_when", "statuses", "said"),
    [
        ("resources.web.all(w, w.health == 'passing')", ("passing", "passing", "failing"), []),
        (
            "resources.web.all(w, w.health == 'passing')",
            ("passing", "failing", "passing"),
            ["not so: resources.web.all(w, w.health == 'passing')"],
        ),
        ("resources.web.exists(w, w.health == 'passing')", ("passing", "failing", "passing"), []),
        ("resources.db.health == 'passing'", ("failing", "failing", "passing"), []),
        ("resources.db.outputs.host == 'shop-db.host'", ("failing", "failing", "failing"), []),
        ("resources.files.health == 'unknown' && spec.host != ''", ("passing", "passing", "passing"), []),
    ],
)
def test_it_reads_health_and_outputs(shop, ready_when, statuses, said):
    assert answers(shop, ready_when, *statuses) == said


def test_a_check_that_nobody_asked_takes_nothing_from_one_that_passes(shop):
    shop.type(shop.web_shop + "  readyWhen: resources.db.health == 'passing'\n")
    stack = shop.load(STACK).stack
    asked, unasked = CheckResult("shop-db", "state", "passing"), CheckResult("shop-db", "tcp", "unknown")
    assert not_ready(stack, Health((asked, unasked)), lambda name, word: None) == ()
    assert len(not_ready(stack, Health((unasked,)), lambda name, word: None)) == 1


def test_what_cannot_be_evaluated_is_not_ready(shop):
    (said,) = answers(shop, "resources.nothing.health == 'passing'", "passing", "passing", "passing")
    assert "nothing" in said
