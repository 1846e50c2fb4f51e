"""What a tool is, which versions of it are supported, and where tools are kept."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Name = Literal["pulumi", "opa", "pulumi-language-yaml"]
Version = tuple[int, int, int]
Progress = Callable[[str], None]

MODULES = Path(__file__).parent / "modules"


class Missed(Exception):
    """One way to get a tool did not work; the message says why."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program: the version that we install, and the versions that we accept from the user's PATH."""

    name: Name
    version: str
    oldest: Version
    below: Version
    package: str  # the Go package of its main function
    ldflags: str
    module: Path  # the wrapper module, whose go.sum pins the content of all that is built
    tells_version: bool = True
    on_demand: bool = False  # only for those who ask for it by name

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def supported(self) -> str:
        low, high = (".".join(str(part) for part in version) for version in (self.oldest, self.below))
        return f">= {low}, < {high}"


PULUMI = Tool(
    name="pulumi",
    version="3.259.0",
    oldest=(3, 245, 0),
    below=(4, 0, 0),
    package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ldflags="-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0",
    module=MODULES / "pulumi",
)
OPA = Tool(
    name="opa",
    version="1.22.2",
    oldest=(1, 0, 0),
    below=(2, 0, 0),
    package="github.com/open-policy-agent/opa",
    ldflags="-s -w",
    module=MODULES / "opa",
)
# What runs an ejected program; it is part of the official pulumi, but not of one that we built.
LANGUAGE_YAML = Tool(
    name="pulumi-language-yaml",
    version="1.38.1",
    oldest=(1, 0, 0),
    below=(2, 0, 0),
    package="github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    ldflags="-s -w",
    module=MODULES / "pulumi-language-yaml",
    tells_version=False,
    on_demand=True,
)
TOOLS: dict[Name, Tool] = {"pulumi": PULUMI, "opa": OPA, "pulumi-language-yaml": LANGUAGE_YAML}


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look for programs, where to keep them, and where releases are published."""

    path: str
    cache: Path
    releases: str = "https://github.com"

    @classmethod
    def of_user(cls) -> "Places":
        """The PATH and the cache folder of whoever runs us."""
        chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
        # The XDG standard says to ignore a relative path.
        cache = chosen if chosen.is_absolute() else Path.home() / ".cache"
        return cls(os.environ.get("PATH", ""), cache / "orchestrator")

    def kept(self, tool: Tool) -> Path:
        """The place of our own copy; the version is in the path, so that nobody has to run it to know."""
        return self.cache / "tools" / tool.name / tool.version / tool.name
