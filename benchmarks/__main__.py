"""Runs all measurements and prints a table: python -m benchmarks [COUNT]."""

import sys

from benchmarks import engine, loading, start


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rows = [*start.rows(), *loading.rows(), *engine.rows(count)]
    sys.stdout.write(f"{'what':<46} {'ours':>9} {'peer':>9} {'peer/ours':>10}\n")
    for what, ours, peer in rows:
        sys.stdout.write(f"{what:<46} {ours:>8.2f}s {peer:>8.2f}s {peer / ours:>9.1f}x\n")


if __name__ == "__main__":
    main()
