"""The folder where a sandbox keeps its keys, its processes' ids and their logs; for its owner only."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from orchestrator.errors import SandboxError
from orchestrator.sandbox.keys import Keys
from orchestrator.sandbox.process import Process


@dataclass(frozen=True, slots=True)
class Running:
    """A service that was started: its process, and the port that it said it has."""

    process: Process
    port: int


@dataclass(frozen=True, slots=True)
class Record:
    """What `up` must remember for the next command."""

    keys: Keys
    running: dict[str, Running] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one sandbox."""

    folder: Path

    @classmethod
    def of_user(cls) -> "Home":
        """The user's state folder, or ORCHESTRATOR_SANDBOX_DIR: several sandboxes can stand side by side."""
        if own := os.environ.get("ORCHESTRATOR_SANDBOX_DIR"):
            return cls(Path(own).absolute())
        chosen = Path(os.environ.get("XDG_STATE_HOME", ""))
        # The XDG standard says to ignore a relative path.
        state = chosen if chosen.is_absolute() else Path.home() / ".local" / "state"
        return cls(state / "orchestrator" / "sandbox")

    @property
    def record_file(self) -> Path:
        return self.folder / "processes.json"

    @property
    def connection_file(self) -> Path:
        return self.folder / "connection.json"

    @property
    def clouds_file(self) -> Path:
        return self.folder / "clouds.yaml"

    def log_file(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def prepare(self) -> None:
        """Make the folder, or close it to others if it is there already."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise SandboxError(
                f"the sandbox cannot use its folder: {error.strerror}",
                where=str(self.folder),
                hint="set ORCHESTRATOR_SANDBOX_DIR to a folder of yours",
            ) from error

    def read_record(self) -> Record | None:
        """What the last command left; None if there is no sandbox."""
        raw = self.read_json(self.record_file)
        if raw is None:
            return None
        try:
            running = {
                name: Running(
                    Process(int(one["process"]["pid"]), str(one["process"]["born"])), int(one["port"])
                )
                for name, one in raw["running"].items()
            }
            return Record(Keys(**raw["keys"]), running)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self.damaged(self.record_file) from error

    def write_record(self, record: Record) -> None:
        self.write(self.record_file, json.dumps(asdict(record), indent=2))

    def read_json(self, file: Path) -> dict[str, Any] | None:
        """The JSON object in this file; None if there is no such file."""
        try:
            value = json.loads(file.read_text())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise self.damaged(file) from error
        if not isinstance(value, dict):
            raise self.damaged(file)
        return value

    def write(self, file: Path, text: str) -> None:
        """Replace the file in one step; from its first moment nobody else can read it."""
        partial = file.with_name(f".{file.name}.{os.getpid()}")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(text)
        partial.replace(file)

    def forget(self) -> None:
        """Remove what only makes sense while the sandbox runs; logs stay until the next `up`."""
        for file in (self.connection_file, self.clouds_file, self.record_file):
            file.unlink(missing_ok=True)

    @staticmethod
    def damaged(file: Path) -> SandboxError:
        return SandboxError(
            "this file of the sandbox is damaged",
            where=str(file),
            hint="end the orchestrator.sandbox processes that are left and delete the file",
        )
