"""The tests that packs bring along, run by `opa test`."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import PolicyError, Where
from orchestrator.policy.bundle import driver, read
from orchestrator.policy.local import run
from orchestrator.policy.question import Packs
from orchestrator.policy.refusal import raise_refusal

_LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class Tested:
    """One test of a pack."""

    package: str
    name: str
    where: Where
    passed: bool
    seconds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PackTests:
    """All tests of some packs, and how much of their rules they reach, in percent; 0 when a test fails."""

    tests: tuple[Tested, ...]
    coverage: float
    uncovered: tuple[Where, ...]

    @property
    def passed(self) -> bool:
        """Whether there were tests and all of them passed."""
        return bool(self.tests) and all(test.passed for test in self.tests)


def test(packs: Packs, opa_binary: Path) -> PackTests:
    """Run the packs' own tests; raises PolicyError when they cannot run, and when there are none."""
    bundle = read(packs)
    paths = [str(module.path) for module in bundle.modules]
    own = [path for pack in bundle.packs for path in sorted(pack.folder.rglob("*_test.rego"))]
    if not own:
        raise PolicyError(
            "these packs have no tests", ", ".join(map(str, packs)), "write <rule>_test.rego beside each rule"
        )
    arguments = ["test", "--format", "json", *paths, *map(str, own)]
    results = _json(run(opa_binary, arguments, _LIMIT))
    if not isinstance(results, list):
        raise PolicyError("`opa test` gave no list of tests", None, "run `opa test` on the pack to see why")
    tests = tuple(_tested(result) for result in results)
    # Of tests that fail, OPA does not tell the coverage.
    if not all(test.passed for test in tests):
        return PackTests(tests, 0.0, ())
    return PackTests(tests, *_coverage(_json(run(opa_binary, [*arguments, "--coverage"], _LIMIT))))


def _coverage(report: object) -> tuple[float, tuple[Where, ...]]:
    """How much of the rules was reached, in percent, and which lines were not."""
    if not isinstance(report, dict):
        raise PolicyError("`opa test` gave no coverage", None, "run `opa test` on the pack to see why")
    files = {name: lines for name, lines in report.get("files", {}).items() if _counts(name)}
    hit = {(name, row) for name, lines in files.items() for row in _rows(lines.get("covered", ()))}
    seen = {(name, row) for name, lines in files.items() for row in _rows(lines.get("not_covered", ()))}
    missed = sorted(seen - hit)
    share = 100 * len(hit) / (len(hit) + len(missed)) if hit else 0.0
    return share, tuple(Where(name, row) for name, row in missed)


def _json(done: "subprocess.CompletedProcess[str]") -> object:
    try:
        body = json.loads(done.stdout)
    except ValueError as error:
        said = (done.stderr or done.stdout).strip()[:1000]
        raise PolicyError(
            f"the tests of the packs do not run: {said}", None, "mend the policy or its test"
        ) from error
    raise_refusal(body)
    return body


def _counts(name: str) -> bool:
    """Whether a file's coverage counts: the packs' rules do, the driver and the tests do not."""
    return not name.endswith("_test.rego") and not Path(name).is_relative_to(driver().folder)


def _tested(result: dict[str, Any]) -> Tested:
    place = result.get("location", {})
    return Tested(
        str(result["package"]).removeprefix("data."),
        result["name"],
        Where(place.get("file", ""), place.get("row", 0)),
        not (result.get("fail") or result.get("error") or result.get("skip")),
        result.get("duration", 0) / 1e9,
        str(result.get("error", {}).get("message", "")) if result.get("error") else "",
    )


def _rows(spans: list[dict[str, Any]]) -> list[int]:
    return [row for span in spans for row in range(span["start"]["row"], span["end"]["row"] + 1)]
