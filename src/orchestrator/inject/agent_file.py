"""The agent's program text, as it is put on every machine."""

import ast
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class AgentFile:
    """One version of the agent."""

    text: str
    sha256: str
    version: str


def agent_file() -> AgentFile:
    """The agent that comes with this package."""
    text = files("orchestrator").joinpath("agent", "agent.py").read_text(encoding="utf-8")
    return AgentFile(text, sha256(text.encode()).hexdigest(), _version(text))


def _version(text: str) -> str:
    """What the text assigns to VERSION; the agent is a separate program, so it is not imported."""
    for statement in ast.parse(text).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="VERSION")], value=ast.Constant(value=str(version))):
                return version
    raise ValueError("the agent has no VERSION")
