"""The tests of packs, run by the real OPA."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator import policy
from orchestrator.errors import PolicyError

Make = Callable[..., Path]
GOOD = 'test_bad if count(data.rules.mine.good.deny) == 1 with input as {"resource": {"spec": {"bad": true}}}'
WRONG = "test_wrong if count(data.rules.mine.good.deny) == 1 with input as {}"


def with_tests(pack: Make, *tests: str) -> Path:
    folder = pack()
    (folder / "good_test.rego").write_text("\n\n".join(["package rules.mine.good_test", *tests]) + "\n")
    return folder


def test_passes_and_tells_what_is_not_reached(opa_binary: Path, pack: Make) -> None:
    report = policy.test((with_tests(pack, GOOD),), opa_binary)
    assert report.passed
    assert [(test.package, test.name) for test in report.tests] == [("rules.mine.good_test", "test_bad")]
    assert 0 < report.coverage < 100
    assert [Path(where.file).name for where in report.uncovered] == ["good.rego"]


def test_tells_which_test_fails_and_where(opa_binary: Path, pack: Make) -> None:
    report = policy.test((with_tests(pack, GOOD, WRONG),), opa_binary)
    assert not report.passed
    [failed] = [test for test in report.tests if not test.passed]
    assert (failed.name, failed.where.line) == ("test_wrong", 5)


def test_a_skipped_test_has_not_passed(opa_binary: Path, pack: Make) -> None:
    assert not policy.test((with_tests(pack, GOOD, "todo_test_later if true"),), opa_binary).passed


def test_a_pack_without_tests(opa_binary: Path, pack: Make) -> None:
    with pytest.raises(PolicyError, match="have no tests"):
        policy.test((pack(),), opa_binary)


def test_a_test_that_does_not_compile(opa_binary: Path, pack: Make) -> None:
    with pytest.raises(PolicyError, match=r"good_test\.rego:4: rego_parse_error"):
        policy.test((with_tests(pack, "test_x if {"),), opa_binary)
