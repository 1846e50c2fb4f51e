"""The contract of the official providers, read from their typed Python packages without importing them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGES = {
    "aws": "pulumi_aws",
    "azure-native": "pulumi_azure_native",
    "openstack": "pulumi_openstack",
    "random": "pulumi_random",
}


class ContractError(Exception):
    """The official package does not tell what a token takes: nothing may pass for lack of a contract."""


@dataclass(frozen=True)
class Member:
    """One input or output: how the package writes its type, and whether it must be given."""

    type: ast.expr
    required: bool


Members = dict[str, Member]


@dataclass(frozen=True)
class Contract:
    """What one token takes and gives; `home` resolves the nested types."""

    home: "Module"
    inputs: Members
    outputs: Members


@dataclass
class Module:
    """One folder of a package. Its files have up to 30,000 lines: classes are cut out by text first."""

    folder: Path
    _known: dict[tuple[str, str], ast.ClassDef] = field(default_factory=dict)

    def members(self, name: str) -> Members:
        """The fields of a nested input type; raises ContractError."""
        return _inputs(self._class("_inputs.py", name))

    def outputs(self, name: str) -> Members:
        """The fields of a nested output type; raises ContractError."""
        return _outputs(self._class("outputs.py", name))

    def enum(self, name: str) -> set[object]:
        """The values of an enumeration; raises ContractError."""
        body = self._class("_enums.py", name).body
        values = {
            n.value.value for n in body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)
        }
        if not values:
            raise ContractError(f"the enumeration {name} has no values")
        return values

    @cached_property
    def _texts(self) -> dict[str, dict[str, str]]:
        texts: dict[str, dict[str, str]] = {}
        for file in ("_inputs.py", "outputs.py", "_enums.py"):
            path = self.folder / file
            parts = re.split(r"^(?=class \w+)", path.read_text() if path.exists() else "", flags=re.MULTILINE)
            texts[file] = {m[1]: part for part in parts if (m := re.match(r"class (\w+)", part))}
        return texts

    def _class(self, file: str, name: str) -> ast.ClassDef:
        if (file, name) not in self._known:
            if (text := self._texts[file].get(name)) is None:
                raise ContractError(f"{self.folder.name}/{file} has no class {name}")
            # What follows the class is the decorator of the next one, which alone does not parse.
            body = text.split("\n@", 1)[0].split("\nif not ", 1)[0]
            self._known[file, name] = next(n for n in ast.parse(body).body if isinstance(n, ast.ClassDef))
        return self._known[file, name]


class Official:
    """The contracts of all packages, each read once when first asked for."""

    def __init__(self) -> None:
        self._modules: dict[Path, Module] = {}
        self._contracts: dict[str, Contract] = {}

    def resource(self, token: str) -> Contract:
        """The contract of a resource type; raises ContractError."""
        if token not in self._contracts:
            self._contracts[token] = self._read_resource(token)
        return self._contracts[token]

    def function(self, token: str) -> Contract:
        """The contract of a lookup; raises ContractError."""
        if token not in self._contracts:
            self._contracts[token] = self._read_function(token)
        return self._contracts[token]

    def _read_resource(self, token: str) -> Contract:
        module, classes = self._file(token)
        name = token.rsplit(":", 1)[1]
        arguments = classes.get(f"{name}Args") or classes.get(f"{name}InitArgs")
        if arguments is None or name not in classes:
            raise ContractError(f"no contract of {token}")
        inputs, outputs = _inputs(arguments), _outputs(classes[name])
        if not inputs or not outputs:
            raise ContractError(f"the contract of {token} is empty")
        return Contract(module, inputs, outputs)

    def _read_function(self, token: str) -> Contract:
        module, classes = self._file(token)
        name = token.rsplit(":", 1)[1]
        tree = ast.parse(self._path(token).read_text())
        function = next(
            (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == _snake(name)), None
        )
        result = classes.get(f"{name[0].upper()}{name[1:]}Result")
        if function is None or result is None:
            raise ContractError(f"no contract of {token}")
        arguments = function.args
        first_default = len(arguments.args) - len(arguments.defaults)
        inputs = {
            _camel(a.arg): Member(a.annotation, i < first_default)
            for i, a in enumerate(arguments.args)
            if a.annotation and a.arg != "opts"
        }
        if not (outputs := _outputs(result)):  # a function may have no arguments, but not no results
            raise ContractError(f"the contract of {token} is empty")
        return Contract(module, inputs, outputs)

    def _file(self, token: str) -> tuple[Module, dict[str, ast.ClassDef]]:
        path = self._path(token)
        if not path.exists():
            raise ContractError(f"the official package has no {token}")
        tree = ast.parse(path.read_text())
        return self._module(path.parent), {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}

    def _module(self, folder: Path) -> Module:
        return self._modules.setdefault(folder, Module(folder))

    def _path(self, token: str) -> Path:
        package, middle, name = token.split(":")
        if package not in PACKAGES:
            raise ContractError(f"no official package for {token}")
        found = find_spec(PACKAGES[package])
        if found is None or found.origin is None:
            raise ContractError(f"{PACKAGES[package]} is not installed")
        module = middle.split("/", 1)[0]
        folder = Path(found.origin).parent / ("" if module == "index" else module)
        return folder / f"{_snake(name)}.py"


@pytest.fixture(scope="session")
def official() -> Official:
    """The official contracts."""
    return Official()


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def _snake(name: str) -> str:
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", spaced).lower()


def _getters(cls: ast.ClassDef) -> Iterator[tuple[ast.FunctionDef, str]]:
    """The properties of a class with their names on the wire."""
    for function in cls.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pulumi.getter":
                name = next((k.value for k in decorator.keywords if k.arg == "name"), None)
                yield function, name.value if isinstance(name, ast.Constant) else function.name
            elif ast.unparse(decorator) == "pulumi.getter":
                yield function, function.name


def _inputs(cls: ast.ClassDef) -> Members:
    init = next(n for n in cls.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    arguments = {
        a.arg: Member(a.annotation, default is None)
        for a, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
        if a.annotation
    }
    found = {name: arguments[function.name] for function, name in _getters(cls) if function.name in arguments}
    if len(found) != len(arguments):
        raise ContractError(f"{cls.name}: {len(arguments)} arguments but {len(found)} properties")
    return found


def _outputs(cls: ast.ClassDef) -> Members:
    return {name: Member(function.returns, False) for function, name in _getters(cls) if function.returns}
