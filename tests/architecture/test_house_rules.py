"""The house rules that a program can check; each check is itself checked on a text that breaks it."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
# In pieces, since this file is part of the tree that is searched.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("proxy", "golang", "org"),
        ("sum", "golang", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
    )
]
Rule = Callable[[str], Iterator[str]]


def files(*patterns: str) -> list[Path]:
    """The files of the project that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name]
    return [path for path in paths if path.is_file()]


def broken(rule: Rule, paths: list[Path]) -> list[str]:
    assert paths, "there is nothing to check"
    texts = {path: path.read_text("utf-8", "replace") for path in paths}
    return [f"{path.relative_to(ROOT)}: {fault}" for path, text in texts.items() for fault in rule(text)]


def module_is_short(text: str) -> Iterator[str]:
    if (lines := text.count("\n")) > LONGEST_MODULE:
        yield f"{lines} lines: it holds two ideas, split it"


def functions_are_short(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{node.lineno}: {node.name} has {lines} lines"


def module_says_what_it_holds(text: str) -> Iterator[str]:
    docstring = ast.get_docstring(ast.parse(text))
    if text.strip() and (
        not docstring or (docstring + "\n\n").find("\n") != (docstring + "\n\n").find("\n\n")
    ):
        yield "the module must begin with a docstring of one line"


def exceptions_have_code_and_reason(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        found = re.search(r"# (type: ignore|noqa)(\[[\w, -]+\]|: [A-Z]+\d+(?:, ?[A-Z]+\d+)*)?(.*)", line)
        if found and (not found[2] or not re.search(r"\w{2}", found[3])):
            yield f"{number}: {found[1]} without its code or its reason"


def no_dispatch_by_name(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "getattr"
            and isinstance(node.args[1], ast.BinOp | ast.JoinedStr)
        ):
            yield f"{node.lineno}: getattr with a name put together; grep cannot find what it calls"


def no_registry(text: str) -> Iterator[str]:
    for host in REGISTRIES:
        if re.search(rf"(?<![\w-]){re.escape(host)}", text):
            yield f"names {host}"


def no_own_machine(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.search(r"(?<![\w.}~])/(?:work|root)/[\w.]+", line):
            yield f"{number}: {found[0]} is a path of one machine"


def every_test_is_real(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(
            r"mark[.](skip|xfail)|pytest[.](skip|xfail|importorskip)\(|unittest[.]mock|Magic[M]ock", line
        ):
            yield f"{number}: a test that does not run, or a part that is not real"


PYTHON = ("src/*.py", "tests/*.py", "benchmarks/*.py", "scripts/*.py")
RULES: list[tuple[Rule, tuple[str, ...], str]] = [
    (module_is_short, PYTHON, "x = 1\n" * 401),
    (functions_are_short, ("src/*.py",), "def f():\n" + "    x = 1\n" * 40),
    (module_says_what_it_holds, PYTHON, '"""Two\nlines."""\n'),
    (exceptions_have_code_and_reason, PYTHON, "x = 1  # type: " + "ignore[arg-type]\n"),
    (no_dispatch_by_name, ("src/*.py",), 'getattr(self, "_do_" + name)()\n'),
    # The lock file is uv's own, which writes its index into it.
    (no_registry, (".", ":!uv.lock"), f"see https://{REGISTRIES[0]}/simple\n"),
    (no_own_machine, (".", ":!uv.lock"), "cache = /" + "root/.cache\n"),
    (every_test_is_real, ("tests/*.py",), "@pytest.mark" + ".skip\n"),
]
NAMES = [rule.__name__ for rule, _, _ in RULES]


@pytest.mark.parametrize(("rule", "where"), [(rule, where) for rule, where, _ in RULES], ids=NAMES)
def test_rule_is_kept(rule: Rule, where: tuple[str, ...]) -> None:
    faults = broken(rule, files(*where))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("rule", "breach"), [(rule, breach) for rule, _, breach in RULES], ids=NAMES)
def test_breach_is_seen(rule: Rule, breach: str) -> None:
    assert list(rule(breach))


def test_no_module_is_named_after_nothing() -> None:
    vague = re.compile(r"(utils?|helpers?|managers?|misc|common|base_\w+_impl)\.py")
    assert [path.name for path in files("src/*.py") if vague.fullmatch(path.name)] == []


def test_layers() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout
