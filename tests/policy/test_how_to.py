"""The pack that the how-to builds is a real one."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator import policy

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-policy.md"
BLOCK = re.compile(r"```(?:yaml|rego)\n# policies/payments/(\S+)\n(.*?)```", re.DOTALL)


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    for name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_has_all_parts(payments: Path) -> None:
    names = {path.name for path in payments.iterdir()}
    assert names == {"pack.yaml", "db_engine.rego", "db_engine_test.rego"}


def test_its_tests_pass_and_its_form_is_right(opa_binary: Path, payments: Path) -> None:
    assert policy.test((payments,), opa_binary).passed
    for command in (["fmt", "--fail", "--list"], ["check", "--strict"]):
        assert subprocess.run([str(opa_binary), *command, str(payments)], check=False).returncode == 0


def test_it_judges(opa: policy.LocalOpa, payments: Path, document: Callable[..., dict[str, Any]]) -> None:
    stack = document(db={"engine": "oracle"})
    stack["resources"][0]["type"] = "DatabaseInstance@v1"
    asked = policy.Question("spec", stack, (policy.baseline(), payments))
    messages = {
        violation.message for violation in policy.check(asked, opa).violations if "payments" in violation.rule
    }
    assert messages == {"database db has the engine oracle"}
