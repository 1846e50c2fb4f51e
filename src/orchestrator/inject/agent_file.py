"""The agent's program text, as it is put on every machine."""

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

# The agent is a separate program, so it is not imported. Nor is it parsed: a syntax tree of a thousand lines
# for one string costs time, and CPython 3.11.7 sometimes fails to build it (python/cpython#106905).
VERSION = re.compile(r'^VERSION = "(?P<version>[^"]+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AgentFile:
    """One version of the agent."""

    text: str
    sha256: str
    version: str


def agent_file() -> AgentFile:
    """The agent that comes with this package."""
    text = files("orchestrator").joinpath("agent", "agent.py").read_text(encoding="utf-8")
    found = VERSION.search(text)
    if found is None:
        raise ValueError("the agent has no VERSION")
    return AgentFile(text, sha256(text.encode()).hexdigest(), found["version"])
