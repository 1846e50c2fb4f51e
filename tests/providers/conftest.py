"""The real Pulumi engine around one provider program: what every built-in provider is tested with."""

import importlib.util
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
import pytest
from pulumi import automation

from orchestrator.tools import ensure


def resource(token: str, name: str, props: dict[str, Any], *outputs: str, **options: Any) -> Any:
    """Register a resource; the named outputs can be read as items of `.__dict__`."""
    wanted = {**dict.fromkeys(outputs), **props}
    return pulumi.CustomResource(token, name, wanted, pulumi.ResourceOptions(**options))


def output(made: Any, name: str) -> Any:
    """An output by its official name."""
    return made.__dict__[name]


class Engine:
    """One stack in a folder of its own; each call is one engine run."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.home = folder / "home"
        (folder / "state").mkdir(parents=True)
        self.environment = {
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
            **environment,
        }
        self.config: dict[str, str] = {}

    def plugin(self, package: str, version: str, *program: str) -> None:
        """Install a provider program as the engine expects it."""
        stub = self.home / "plugins" / f"resource-{package}-v{version}" / f"pulumi-resource-{package}"
        stub.parent.mkdir(parents=True)
        command = " ".join(f"'{part}'" for part in (sys.executable, *program))
        stub.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        stub.chmod(stub.stat().st_mode | stat.S_IXUSR)

    def up(self, program: Callable[[], None], **options: Any) -> dict[str, int]:
        """Apply; how many resources of each operation."""
        result = self._stack(program).up(on_event=self._see, **options)
        return dict(result.summary.resource_changes or {})

    def preview(self, program: Callable[[], None], **options: Any) -> dict[str, dict[str, Any]]:
        """The planned steps: resource name → {op, detailed diff by path, new outputs}."""
        self._stack(program).preview(on_event=self._see, **options)
        return self.steps

    def refresh(self, program: Callable[[], None]) -> dict[str, int]:
        return dict(self._stack(program).refresh().summary.resource_changes or {})

    def destroy(self, program: Callable[[], None] = lambda: None) -> dict[str, int]:
        return dict(self._stack(program).destroy().summary.resource_changes or {})

    def state(self, program: Callable[[], None] = lambda: None) -> dict[str, dict[str, Any]]:
        """What the state has, by resource name, secrets encrypted as on disk."""
        deployment = self._stack(program).export_stack().deployment or {}
        return {r["urn"].rsplit("::", 1)[1]: r for r in deployment.get("resources", [])}

    def state_text(self) -> str:
        """All state files."""
        return "".join(file.read_text() for file in (self.folder / "state").rglob("*.json"))

    def _see(self, event: Any) -> None:
        if event.resource_pre_event:
            data = event.resource_pre_event.metadata
            kinds = {path: diff.diff_kind.value for path, diff in (data.detailed_diff or {}).items()}
            new = data.new.outputs if data.new else {}
            name = data.urn.rsplit("::", 1)[1]
            # A replacement comes as three steps, and not each of them has the diff.
            kinds = kinds or self.steps.get(name, {}).get("diff", {})
            op = "replace" if data.op.value in ("create-replacement", "delete-replaced") else data.op.value
            self.steps[name] = {"op": op, "diff": kinds, "outputs": new or {}}

    def _stack(self, program: Callable[[], None]) -> automation.Stack:
        self.steps: dict[str, dict[str, Any]] = {}
        options = automation.LocalWorkspaceOptions(
            work_dir=str(self.folder), pulumi_home=str(self.home), env_vars=self.environment
        )
        stack = automation.create_or_select_stack("dev", project_name="proj", program=program, opts=options)
        for key, value in self.config.items():
            stack.set_config(key, automation.ConfigValue(value), path=key.count(".") > 0)
        return stack


@pytest.fixture(scope="session")
def pulumi_program() -> Path:
    """The pulumi binary."""
    return Path(ensure("pulumi", lambda text: None))


@pytest.fixture
def new_engine(
    tmp_path: Path, pulumi_program: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Engine]]:
    """Makes engines: new_engine(environment of the plugins)."""
    monkeypatch.setenv("PATH", f"{pulumi_program.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    yield lambda **environment: Engine(tmp_path / "engine", environment)


@pytest.fixture
def declare() -> Callable[..., Any]:
    """`resource`, for test files, which cannot import this one."""
    return resource


@pytest.fixture
def get() -> Callable[[Any, str], Any]:
    """`output`, for test files."""
    return output


@pytest.fixture(scope="session")
def contract() -> ModuleType:
    """The official packages as a contract: the module contract.py beside this one."""
    spec = importlib.util.spec_from_file_location("contract", Path(__file__).parent / "contract.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["contract"] = module  # data classes look their own module up
    spec.loader.exec_module(module)
    return module
