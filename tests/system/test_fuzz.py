"""The loader and the expressions take whatever they are given: only our errors, no traceback, no hang."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXPRESSIONS = (
    "params.replicas * 2 + 1",
    "resources['db-1'].outputs.host + ':' + string(resources['db-1'].outputs.port)",
    "['a', 'b'].filter(x, x != params.size).map(x, x + '-1')",
    "{'small': 1, 'large': 2}[params.size] > 1 ? env.name : env.labels.stage",
    "self.name.startsWith('files') && self.index < 2 || has(params.size)",
    "timestamp('2026-01-01T00:00:00Z') + duration('1h')",
)


def seeds(target: str) -> list[bytes]:
    """What the fuzzer starts from."""
    if target == "expressions":
        return [text.encode() for text in EXPRESSIONS]
    files = [*ROOT.glob("tests/golden/*/spec.yaml"), *ROOT.glob("stacks/*/stack.yaml")]
    return [file.read_bytes() for file in sorted(files)]


# A run takes about a millisecond.
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("target", "runs"), [("loader", 60_000), ("expressions", 60_000)])
def test_only_our_errors_come_out(target: str, runs: int, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds(target)):
        (corpus / str(number)).write_bytes(seed)
    options = [f"-runs={runs}", "-max_len=2500", "-timeout=20", "-rss_limit_mb=2048", "-seed=1"]
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fuzz.py")), target, *options, str(corpus)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=1100,
    )
    found = [file.read_bytes() for file in tmp_path.glob("*-*") if file.is_file()]
    assert ran.returncode == 0, f"{found}\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
    done = re.search(r"Done (\d+) runs", ran.stderr)
    assert done and int(done.group(1)) >= runs
