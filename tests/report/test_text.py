"""What people read: nothing that matters can be missed, and secrets never show."""

from orchestrator import report
from orchestrator.errors import Faults, SpecError, Where
from orchestrator.outcome import (
    Action,
    Applied,
    Change,
    CheckResult,
    Drift,
    Health,
    Plan,
    PropertyChange,
    Verdict,
    Violation,
)


def change(action: Action, name: str, *properties: PropertyChange) -> Change:
    return Change(f"urn:{name}", "aws:ec2/vpc:Vpc", name, name.split("-")[0], action, properties, "id")


def plan(*changes: Change) -> Plan:
    return Plan("shop", "dev", changes)


def test_a_replacement_cannot_be_missed() -> None:
    cidr = PropertyChange("cidrBlock", "update", "10.0.0.0/16", "10.1.0.0/16", replaces=True)
    text = report.plan(plan(change(Action.REPLACE, "net-vpc", cidr)), {"net": "Network on aws/x"}).plain
    assert text == (
        "net  Network on aws/x\n"
        "  ± REPLACE net-vpc  aws:ec2/vpc:Vpc\n"
        "      cidrBlock: 10.0.0.0/16 → 10.1.0.0/16  forces replacement\n"
        "\n"
        "REPLACEMENT: these are DESTROYED and made anew; data that they hold is LOST:\n"
        "  net-vpc  aws:ec2/vpc:Vpc  because of cidrBlock\n"
        "\n"
        "Plan: 1 to REPLACE, 0 unchanged.\n"
    )


def test_what_stays_is_only_counted() -> None:
    text = report.plan(plan(change(Action.SAME, "net-vpc"), change(Action.CREATE, "db")), {}).plain
    assert "net-vpc" not in text
    assert "Plan: 1 to create, 1 unchanged." in text


def test_no_changes_is_said_plainly() -> None:
    assert report.plan(plan(change(Action.SAME, "net-vpc")), {}).plain.startswith("No changes")


def test_deletions_are_listed_by_name() -> None:
    assert (
        "DELETION: these are destroyed for good: db\n"
        in report.plan(plan(change(Action.DELETE, "db")), {}).plain
    )


def test_a_long_value_is_cut_to_one_line() -> None:
    long = PropertyChange("userData", "update", "a\n" * 500, "b")
    text = report.plan(plan(change(Action.UPDATE, "web", long)), {}).plain
    assert max(len(line) for line in text.splitlines()) < 120


def test_drift_tells_what_is_gone_and_what_changed() -> None:
    gone = change(Action.DELETE, "web-0")
    tag = change(Action.UPDATE, "net-vpc", PropertyChange("tags.owner", "delete", "ada", None))
    text = report.drift(Drift("shop", "dev", (gone, tag))).plain
    assert "2 resources differ" in text
    assert "- gone     web-0" in text
    assert "tags.owner: ada (removed)" in text


def test_errors_say_what_where_and_what_to_do() -> None:
    error = Faults([SpecError("bad", Where("stack.yaml", 3, 5), "mend it"), SpecError("worse")])
    assert report.errors(error).plain == "error: stack.yaml:3:5: bad\n  → mend it\nerror: worse\n"


def test_a_verdict_shows_place_fix_and_count() -> None:
    violation = Violation("baseline/x", "high", "is open", "close it", "docs/x", "db", Where("s.yaml", 7, 3))
    text = report.verdicts([Verdict("spec", (violation,), ("baseline/x",), "d", "i", 0.1)]).plain
    assert "high [baseline/x] is open\n  at   s.yaml:7:3\n  fix  close it\n  docs docs/x\n" in text
    assert "DENIED by 1 violations (1 rules on the spec)" in text


def test_health_and_summary() -> None:
    text = report.health(Health((CheckResult("db", "state of db", "failing", "stopped"),))).plain
    assert text == "  failing db  state of db  stopped\n"
    done = Applied(plan(change(Action.CREATE, "db")), {"host": "10.0.0.1", "pw": "[secret]"}, (), 2.04)
    assert report.summary(done, "Applied").plain == (
        "Applied: 1 created in 2.0 s.\n  host = 10.0.0.1\n  pw = [secret]\n"
    )


def test_documents_are_camel_case_and_versioned() -> None:
    shown = report.document(
        "drift", drift=Drift("shop", "dev", (change(Action.DELETE, "db"),)), cloud_resources=1
    )
    assert shown["kind"] == "drift" and shown["version"] == 1 and shown["cloudResources"] == 1
    assert shown["drift"]["changes"][0]["action"] == "delete"
