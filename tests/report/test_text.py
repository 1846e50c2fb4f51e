"""What people read: nothing that matters can be missed, and secrets never show."""

from dataclasses import replace

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
    Service,
    Verdict,
    Violation,
)
from orchestrator.report.changes import kind


def change(action: Action, name: str, *properties: PropertyChange) -> Change:
    return Change(f"urn:{name}", "aws:ec2/vpc:Vpc", name, name.split("-")[0], action, properties, "id")


def plan(*changes: Change) -> Plan:
    return Plan("shop", "dev", changes)


def test_a_replacement_cannot_be_missed() -> None:
    cidr = PropertyChange("cidrBlock", "update", "10.0.0.0/16", "10.1.0.0/16", replaces=True)
    text = report.plan(plan(change(Action.REPLACE, "net-vpc", cidr)), {"net": "Network on aws/x"}).plain
    assert text == (
        "net  Network on aws/x\n"
        "  ± REPLACE  net-vpc  aws:ec2:Vpc\n"
        "      cidrBlock: 10.0.0.0/16 → 10.1.0.0/16  forces replacement\n"
        "\n"
        "REPLACEMENT: these are DESTROYED and made anew; data that they hold is LOST:\n"
        "  net-vpc  aws:ec2:Vpc  because of cidrBlock\n"
        "\n"
        "Plan for shop/dev: 1 to REPLACE.\n"
    )


def test_what_stays_is_only_counted() -> None:
    text = report.plan(plan(change(Action.SAME, "net-vpc"), change(Action.CREATE, "db")), {}).plain
    assert "net-vpc" not in text
    assert "Plan for shop/dev: 1 to create, 1 unchanged." in text


def test_no_changes_is_said_plainly() -> None:
    assert report.plan(plan(change(Action.SAME, "net-vpc")), {}).plain.startswith("No changes")


def test_deletions_among_other_changes_are_listed_by_name() -> None:
    changes = (change(Action.DELETE, "db"), change(Action.CREATE, "web"))
    assert (
        "DELETION: these are destroyed for good, with the data that they hold:\n  db  aws:ec2:Vpc\n"
        in report.plan(plan(*changes), {}).plain
    )


def test_where_all_is_deleted_nothing_is_listed_twice() -> None:
    text = report.plan(plan(change(Action.DELETE, "db"), change(Action.DELETE, "web")), {}).plain
    assert "DELETION: all of the above is destroyed for good" in text
    assert text.count("web") == 2  # as the title of its group and in its own line


def test_types_stand_under_each_other() -> None:
    text = report.plan(plan(change(Action.CREATE, "db"), change(Action.CREATE, "db-firewall")), {}).plain
    first, second = [line for line in text.splitlines() if "create  " in line]
    assert first.index("aws:ec2:Vpc") == second.index("aws:ec2:Vpc")


def test_a_type_is_shown_as_pulumi_shows_it() -> None:
    assert kind("aws:s3/bucket:Bucket") == "aws:s3:Bucket"
    assert kind("azure-native:storage:StorageAccount") == "azure-native:storage:StorageAccount"
    assert kind("odd") == "odd"


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
    assert "DENIED by 1 violation (1 rule on the spec)" in text


def test_advice_is_marked_as_such() -> None:
    advice = Violation("baseline/x", "low", "is odd", "mend it", "", "db", None, enforce=False)
    text = report.verdicts([Verdict("spec", (advice,), ("baseline/x",), "d", "i", 0.1)]).plain
    assert "is odd  (advice: denies nothing)\n  at   resource db\n" in text
    assert "Policy: passed" in text


def test_health_is_a_table_and_says_once_why_something_is_unknown() -> None:
    results = (
        CheckResult("db", "state of db", "failing", "stopped"),
        CheckResult("web-0", "tcp web-0:80", "unknown", "left alone"),
        CheckResult("web-1", "tcp web-1:80", "unknown", "left alone"),
    )
    assert report.health(Health(results)).plain == (
        "  failing  db     state         stopped\n"
        "  unknown  web-0  tcp web-0:80\n"
        "  unknown  web-1  tcp web-1:80\n"
        "  unknown: left alone\n"
    )
    assert report.checks(Health(results)) == "3 checks: 1 failing, 2 left to the monitors"
    assert report.checks(Health(())) == "no check"


def test_services_are_a_table_that_shows_what_fails() -> None:
    web = Service("shop-web", "shop", "dev", "web", "aws", "eu-central-1", "10.0.0.1", 443, "https")
    db = replace(web, name="db", address="", port=3306, protocol="tcp", healthy=False)
    assert report.services([web, db]).plain == (
        "  healthy  shop-web  https  aws/eu-central-1  10.0.0.1:443\n"
        "  FAILING  db        tcp    aws/eu-central-1  (no address):3306\n"
    )


def test_one_huge_cell_does_not_push_all_rows() -> None:
    text = report.columns([[("a" * 100, ""), ("x", "")], [("b", ""), ("y", "")]]).plain
    assert text.endswith("  b  y\n")


def test_summary_and_outputs() -> None:
    done = Applied(plan(change(Action.CREATE, "db")), {"host": "10.0.0.1", "pw": "[secret]"}, (), 2.04)
    assert report.summary(done, "Applied").plain == "Applied shop/dev: 1 created in 2.0 s.\n"
    assert report.outputs(done.outputs).plain == "  host = 10.0.0.1\n  pw   = [secret]\n"
    assert (
        report.summary(Applied(plan()), "Destroyed").plain == "Destroyed shop/dev: nothing to do in 0.0 s.\n"
    )


def test_numbers_and_nouns_agree() -> None:
    assert [report.many(count, "rule") for count in (0, 1, 2)] == ["0 rules", "1 rule", "2 rules"]
    one = Drift("shop", "dev", (change(Action.DELETE, "db"),))
    assert report.drift(one).plain.startswith("Drift: 1 resource differs")


def test_documents_are_camel_case_and_versioned() -> None:
    shown = report.document(
        "drift", drift=Drift("shop", "dev", (change(Action.DELETE, "db"),)), cloud_resources=1
    )
    assert shown["kind"] == "drift" and shown["version"] == 1 and shown["cloudResources"] == 1
    assert shown["drift"]["changes"][0]["action"] == "delete"
