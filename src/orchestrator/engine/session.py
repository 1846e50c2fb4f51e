"""One Pulumi stack opened for one operation: its work folder, state backend, passphrase and plugins."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi import automation as auto
from pulumi.automation.errors import CommandError

from orchestrator.clouds import Target
from orchestrator.engine.backend import folder_of, remove_spoiled_sidecars, without_sidecars
from orchestrator.engine.books import urns_of, without
from orchestrator.engine.command import Command
from orchestrator.engine.credentials import login_variables
from orchestrator.engine.failures import failure
from orchestrator.engine.passphrase import passphrase_environment
from orchestrator.engine.plugins import builtin_home
from orchestrator.errors import EngineError
from orchestrator.model.environment import Environment


@dataclass(frozen=True, slots=True)
class Settings:
    """What the engine needs to know about this machine."""

    pulumi: Path
    pulumi_version: str
    state: Path
    """Work folders, passphrases and, by default, the state itself."""
    cache: Path
    """Where the launchers of the built-in plugins are kept."""
    connection: Mapping[str, str] = field(default_factory=dict)
    """Extra environment of the plugins: how to reach the sandbox clouds."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What a plain pulumi needs to work on a stack of ours."""

    provider_config: Callable[[Target], Mapping[str, Any]]
    stack_file: str
    """The text of Pulumi.ENVIRONMENT.yaml: how the secrets of the state are encrypted."""
    variables: Mapping[str, str]
    """Where state and plugins are; no secrets."""
    name: str


class Session:
    """A stack of the engine that can be operated on; made on first use."""

    def __init__(self, stack: str, environment: Environment, settings: Settings) -> None:
        self.stack_name = stack
        self.environment = environment
        self.settings = settings
        self.command = Command(settings.pulumi, settings.pulumi_version)
        self.folder = settings.state / "stacks" / stack
        self.backend = without_sidecars(environment.state.backend or f"file://{settings.state / 'pulumi'}")
        self._variables = self._prepare()
        self._stack: auto.Stack | None = None

    def open(self) -> auto.Stack:
        """The Automation API's stack, created when it is new; opened once. Raises EngineError."""
        if self._stack is None:
            self._stack = self._open()
        return self._stack

    def handover(self, folder: Path) -> Handover:
        """What a plain pulumi needs to work on this stack in a folder. Raises EngineError."""
        self.open()
        file = self.folder / f"Pulumi.{self.environment.name}.yaml"
        named = self._pulumi_environment()
        # Nothing secret; and plain pulumi may take its languages from PATH.
        ours = {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_IGNORE_AMBIENT_PLUGINS", *self.settings.connection}
        variables = {name: value for name, value in named.items() if name not in ours}
        if "PULUMI_HOME" in variables:
            # One of its own: Pulumi keeps schemas there for ever, and ours change with each version of us.
            variables["PULUMI_HOME"] = str(builtin_home(folder.resolve() / ".pulumi"))
        text = file.read_text() if file.exists() else ""
        return Handover(self.provider_config, text, variables, self.qualified_name)

    def adopt(self, in_flight: Mapping[str, list[str]]) -> None:
        """Tell the plugins of the next run which creations were under way when the last one died."""
        self._variables["ORCHESTRATOR_ADOPT"] = json.dumps(in_flight)

    def _open(self) -> auto.Stack:
        try:
            workspace = auto.LocalWorkspace(
                work_dir=str(self.folder),
                pulumi_home=self._pulumi_home(),
                env_vars=self._variables,
                secrets_provider=self.environment.state.secrets_provider,
                project_settings=auto.ProjectSettings(
                    name=self.stack_name, runtime="python", main=str(self.folder)
                ),
                pulumi_command=self.command,
            )
            return auto.Stack.create_or_select(self.qualified_name, workspace)
        except CommandError as error:
            raise failure(error, None, self.command.interrupted) from error

    @property
    def qualified_name(self) -> str:
        """The stack's full name; file and bucket backends have one organisation only."""
        if self.backend.startswith(("https://", "http://")):
            return self.environment.name  # a service knows organisations: the user's default one
        return f"organization/{self.stack_name}/{self.environment.name}"

    def export(self) -> dict[str, Any]:
        """The deployment as stored, secrets still encrypted; empty when there is none. Raises EngineError."""
        deployment: dict[str, Any] = self._export().get("deployment") or {}
        return deployment

    def other(self, stack: str, environment: str) -> "Session":
        """Another stack on the same backend."""
        return Session(stack, self.environment.model_copy(update={"name": environment}), self.settings)

    def exported_with_secrets(self) -> dict[str, Any] | None:
        """The deployment with its secrets in plain text, for memory only; None where there is no stack."""
        listed = json.loads(self._pulumi("stack", "ls", "--all", "--json"))
        if not any(one["name"] in (self.qualified_name, self.environment.name) for one in listed):
            return None
        whole: dict[str, Any] = json.loads(
            self._pulumi("stack", "export", "--show-secrets", "--stack", self.qualified_name)
        )
        return whole.get("deployment") or {}

    def forget_settled(self, in_flight: Mapping[str, list[str]]) -> None:
        """Take creations out of the state's list of pending ones, once they are in it. Raises EngineError.

        The engine itself keeps them for ever, and would have them adopted in every later run.
        """
        whole = self._export()
        deployment = whole.get("deployment") or {}
        # An id that was known before is the one that is being replaced, not the new one.
        made = {
            resource["urn"]
            for resource in deployment.get("resources") or ()
            if resource.get("id") and resource["id"] not in in_flight.get(resource["urn"], ())
        }
        pending = deployment.get("pending_operations") or ()
        kept = [one for one in pending if one["type"] != "creating" or one["resource"]["urn"] not in made]
        if len(kept) == len(pending):
            return
        deployment["pending_operations"] = kept
        self._replace(whole)

    def forget(self, resources: tuple[str, ...]) -> None:
        """Take spec resources out of the state, with all that was made for them. Raises EngineError."""
        whole = self._export()
        deployment = whole.get("deployment") or {}
        if urns := urns_of(deployment, resources):
            self._replace({**whole, "deployment": without(deployment, urns)})

    def _replace(self, whole: Mapping[str, Any]) -> None:
        """Store another state; the engine checks it, and keeps the one before."""
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".json") as file:
            json.dump(whole, file)
            file.flush()
            self._pulumi("stack", "import", "--file", file.name, "--stack", self.qualified_name)

    def _export(self) -> dict[str, Any]:
        self.open()
        whole: dict[str, Any] = json.loads(self._pulumi("stack", "export", "--stack", self.qualified_name))
        return whole

    def _pulumi(self, *arguments: str) -> str:
        """The output of one command that the Automation API does not offer as we need it."""
        try:
            return self.command.run(list(arguments), str(self.folder), self._pulumi_environment()).stdout
        except CommandError as error:
            raise failure(error, None, self.command.interrupted) from error

    def provider_config(self, target: Target) -> Mapping[str, Any]:
        """The configuration of a target's provider; no credentials: they must not reach the state."""
        providers = self.environment.providers
        match target.cloud:
            case "aws" if providers.aws:
                # The sandbox has keys of its own, which a profile would replace by the user's.
                profile = providers.aws.profile if not self.settings.connection else None
                account = providers.aws.account_id
                return {
                    "region": target.region,
                    **({"profile": profile} if profile else {}),
                    **({"allowedAccountIds": [account]} if account else {}),
                }
            case "azure" if providers.azure:
                return {"location": target.region, "subscriptionId": providers.azure.subscription_id}
            case "openstack" if providers.openstack:
                return {"region": target.region, "cloud": providers.openstack.cloud}
        raise EngineError(
            f"the environment '{self.environment.name}' has no provider '{target.cloud}'",
            hint=f"add `providers: {{{target.cloud}: …}}` to the environment file",
        )

    def lock_files(self) -> tuple[Path, ...]:
        """The lock files of this stack; none where the backend is not in files."""
        if (files := folder_of(self.backend)) is None:
            return ()
        folder = files / ".pulumi" / "locks" / self.qualified_name
        return tuple(sorted(folder.glob("*.json"))) if folder.is_dir() else ()

    def _prepare(self) -> dict[str, str]:
        if self.settings.connection and self.environment.plugins == "official":
            # The official Azure plugin does not know of the sandbox: it would ask the real cloud.
            raise EngineError(
                "the official plugins cannot be led to the sandbox",
                f"environment {self.environment.name}",
                "use `plugins: builtin` there, or leave out --sandbox",
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if files := folder_of(self.backend):
                files.mkdir(parents=True, exist_ok=True, mode=0o700)
                remove_spoiled_sidecars(files, self.stack_name)
            secrets = (
                passphrase_environment(self.stack_name, self.settings.state, os.environ)
                if self.environment.state.secrets_provider == "passphrase"
                else {}
            )
        except OSError as error:
            raise EngineError(
                f"the state folder cannot be written: {error.strerror}",
                str(error.filename),
                "check its owner and mode, or set ORCHESTRATOR_STATE_DIR to another folder",
            ) from error
        variables = {
            "PULUMI_BACKEND_URL": self.backend,
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            **secrets,
            # The sandbox has keys of its own.
            **(self.settings.connection or login_variables(self.environment.providers, os.environ)),
        }
        if self.environment.plugins == "builtin":
            variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "1"
            variables["PULUMI_IGNORE_AMBIENT_PLUGINS"] = "1"
        return variables

    def _pulumi_home(self) -> str | None:
        return str(builtin_home(self.settings.cache)) if self.environment.plugins == "builtin" else None

    def _pulumi_environment(self) -> dict[str, str]:
        home = self._pulumi_home()
        return {**self._variables, **({"PULUMI_HOME": home} if home else {})}
