"""`python -m orchestrator.tools`: makes both tools available and says where they are."""

import argparse
import sys
from collections.abc import Sequence

from orchestrator.errors import ToolError
from orchestrator.tools.ensure import ensure
from orchestrator.tools.tool import TOOLS


def main(arguments: Sequence[str] | None = None) -> int:
    """Get the tools: both with a line each, or the one that is named with only its path, for scripts."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestrator.tools",
        description="Gets pulumi and opa; pulumi-language-yaml only when it is named.",
    )
    parser.add_argument("name", nargs="?", choices=list(TOOLS), help="only this one; prints just its path")
    parser.add_argument("--quiet", action="store_true", help="do not say what is there already")
    options = parser.parse_args(arguments)
    for name in [options.name] if options.name else [n for n, tool in TOOLS.items() if not tool.on_demand]:
        try:
            path = ensure(name, _say)
        except ToolError as error:
            sys.stderr.write(f"error: {error}\n")
            return 1
        except KeyboardInterrupt:
            sys.stderr.write("\nstopped; the next run goes on from here\n")
            return 130
        if not options.quiet:
            sys.stdout.write(f"{path}\n" if options.name else f"{name}: {path}\n")
            sys.stdout.flush()
    return 0


def _say(text: str) -> None:
    # On a terminal each line takes the place of the one before.
    sys.stderr.write(f"\r\033[K{text}\r" if sys.stderr.isatty() else f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
