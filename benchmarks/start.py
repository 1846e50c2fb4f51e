"""How much CPU `--help` takes, against importing the Pulumi SDK as a naive command line would."""

import resource
import subprocess
import sys
from collections.abc import Iterator

REPEATS = 5


def cpu(arguments: list[str]) -> float:
    """The least user and system seconds of several runs."""
    least = float("inf")
    for _ in range(REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least


def rows() -> Iterator[tuple[str, float, float]]:
    """The measured lines."""
    ours = cpu(["-m", "orchestrator.cli.main", "--help"])
    yield "--help; peer: import pulumi (CPU)", ours, cpu(["-c", "import pulumi.automation"])
