"""The official typed packages, read by syntax tree: the inputs of a type, with types and required flags."""

import ast
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Input:
    """One official input."""

    type: str
    required: bool


def resource_file(package: str, path: str) -> Path:
    """A source file of an official package, found without importing it."""
    spec = importlib.util.find_spec(package)
    assert spec and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / path


def inputs_of(package: str, path: str, name: str) -> dict[str, Input]:
    """The inputs of the arguments class `name`; raises LookupError where there are none."""
    tree = ast.parse(resource_file(package, path).read_text())
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            found = _inputs(node)
            if found:
                return found
    raise LookupError(f"{package}/{path} has no inputs for {name}")


def token_of(package: str, path: str) -> str:
    """The type token that the resource class of a file registers."""
    tree = ast.parse(resource_file(package, path).read_text())
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            return str(node.args[0].value)
    raise LookupError(f"{package}/{path} registers no type")


def outputs_of(package: str, path: str, name: str) -> set[str]:
    """The official output names of the resource class `name`."""
    tree = ast.parse(resource_file(package, path).read_text())
    cls = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    found = {
        _official(f)
        for f in cls.body
        if isinstance(f, ast.FunctionDef) and any("property" in ast.unparse(d) for d in f.decorator_list)
    }
    if not found:
        raise LookupError(f"{name} has no outputs")
    return found


def _inputs(cls: ast.ClassDef) -> dict[str, Input]:
    functions = [f for f in cls.body if isinstance(f, ast.FunctionDef)]
    init = next(f for f in functions if f.name == "__init__")
    arguments = list(zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True))
    # Classes of output type list theirs as ordinary arguments.
    required = {a.arg for a, default in arguments if default is None}
    types = {a.arg: ast.unparse(a.annotation) for a, _ in arguments if a.annotation}
    found: dict[str, Input] = {}
    for f in functions:
        if f.name in types and any("property" in ast.unparse(d) for d in f.decorator_list):
            found[_official(f)] = Input(_plain(types[f.name]), f.name in required)
    return found


def _official(function: ast.FunctionDef) -> str:
    for decorator in function.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else []:
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return function.name


def _plain(text: str) -> str:
    """pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]] → Mapping[str, str]"""
    text = re.sub(r"pulumi\.|_builtins\.|_inputs\.|['\"]", "", text)
    while match := re.match(r"^(?:Input|Optional)\[(.*)\]$", text):
        text = match[1]
    while "Input[" in text:
        text = re.sub(r"Input\[([^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*)\]", r"\1", text, count=1)
    return text
