"""Packs as files: what is read, what is refused, what the digest covers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.errors import Faults, PolicyError
from orchestrator.policy.bundle import read

Make = Callable[..., Path]


def test_reads_rules_and_what_they_share_but_no_tests(pack: Make) -> None:
    folder = pack()
    (folder / "lib").mkdir()
    (folder / "lib" / "shared.rego").write_text("# shared\npackage lib.mine.shared\n\nx := 1\n")
    (folder / "good_test.rego").write_text("package rules.mine.good_test\n\ntest_x if true\n")
    bundle = read((folder,))
    [mine] = bundle.packs
    assert {module.package for module in mine.modules} == {"rules.mine.good", "lib.mine.shared"}
    assert ("mine", "good") in bundle.rules
    assert ("orchestrator", "canary_single") in bundle.rules


def test_the_digest_does_not_depend_on_the_folder(pack: Make, tmp_path: Path) -> None:
    folder = pack()
    before = read((folder,)).digest
    folder.rename(tmp_path / "elsewhere")
    assert read((tmp_path / "elsewhere",)).digest == before


def test_the_digest_covers_pack_yaml(pack: Make) -> None:
    folder = pack()
    before = read((folder,)).digest
    (folder / "pack.yaml").write_text("name: mine\n")
    assert read((folder,)).digest != before


def test_the_digest_does_not_depend_on_the_order_of_packs(pack: Make) -> None:
    one, two = pack("one"), pack("two")
    assert read((one, two)).digest == read((two, one)).digest


@pytest.mark.parametrize(
    "package",
    [
        "orchestrator.driver",
        "rules.orchestrator.canary_single",
        "system.authz",
        "rules.mine",
        "main",
        "rules.mine.a.b",
    ],
)
def test_a_pack_may_not_meddle_with_what_judges_it(pack: Make, package: str) -> None:
    folder = pack()
    (folder / "odd.rego").write_text(f"package {package}\n\nx := 1\n")
    with pytest.raises(PolicyError, match="may not hold package") as caught:
        read((folder,))
    assert caught.value.where == str(folder / "odd.rego")


def test_a_rule_may_not_ask_the_driver(pack: Make) -> None:
    folder = pack(rules={"odd": 'deny contains "x" if data.orchestrator.driver.answer'})
    with pytest.raises(PolicyError, match=r"may not use data\.orchestrator"):
        read((folder,))


def test_a_comment_may_name_the_driver(pack: Make) -> None:
    assert read((pack(rules={"good": '# see data.orchestrator.driver\ndeny contains "x" if false'}),)).packs


def test_a_file_without_a_package(pack: Make) -> None:
    folder = pack()
    (folder / "odd.rego").write_text("x := 1\n")
    with pytest.raises(PolicyError, match="has no package"):
        read((folder,))


def test_a_folder_without_pack_yaml(pack: Make) -> None:
    folder = pack()
    (folder / "pack.yaml").unlink()
    with pytest.raises(PolicyError, match=r"has no pack\.yaml"):
        read((folder,))


def test_a_file_that_is_not_text(pack: Make) -> None:
    folder = pack()
    (folder / "pack.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match="cannot be read"):
        read((folder,))


def test_rules_of_two_packs_in_one_folder(pack: Make) -> None:
    folder = pack()
    (folder / "other.rego").write_text("package rules.other.x\n\nx := 1\n")
    with pytest.raises(PolicyError, match="several packs: mine, other"):
        read((folder,))


def test_two_packs_of_one_name(pack: Make, tmp_path: Path) -> None:
    one = pack()
    one.rename(tmp_path / "first")
    with pytest.raises(PolicyError, match="two packs are named 'mine'"):
        read((tmp_path / "first", pack()))


def test_every_fault_is_told(pack: Make) -> None:
    folder = pack()
    for name in ("a", "b"):
        (folder / f"{name}.rego").write_text("package main\n")
    with pytest.raises(Faults):
        read((folder,))
