"""OPA as one process for one decision."""

import json
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import PolicyError
from orchestrator.policy.bundle import Bundle
from orchestrator.policy.question import Request
from orchestrator.policy.refusal import raise_refusal

ANSWER = "data.orchestrator.driver.answer"


@dataclass(frozen=True, slots=True)
class LocalOpa:
    """`opa eval` on the packs; fastest for a few decisions."""

    binary: Path
    timeout: float = 10.0
    """Seconds for a small stack; larger ones get more."""

    def ask(self, bundle: Bundle, request: Request) -> object:
        """The answer to a question; raises PolicyError."""
        # Without strict errors OPA takes a failing function for "not denied".
        arguments = ["eval", "--format", "json", "--strict-builtin-errors", "--stdin-input"]
        for module in bundle.modules:
            arguments += ["--data", str(module.path)]
        return _value(
            run(self.binary, [*arguments, ANSWER], request.limit(self.timeout), json.dumps(request.input()))
        )


def run(
    binary: Path, arguments: list[str], limit: float, text: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run OPA to its end; raises PolicyError when it cannot start, takes too long or is killed."""
    try:
        # Policies can read the environment of OPA, so it gets none.
        done = subprocess.run(
            [str(binary), *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=limit,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        hint = "raise the limit, or look for a rule that loops over everything twice"
        raise PolicyError(f"OPA did not answer within {limit:g} s", str(binary), hint) from error
    except OSError as error:
        hint = "it must be the path of an OPA 1.x"
        raise PolicyError(f"OPA does not start: {error.strerror or error}", str(binary), hint) from error
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        raise PolicyError(
            f"OPA was killed by {name} before it answered", str(binary), "try again; check free memory"
        )
    return done


def _value(done: "subprocess.CompletedProcess[str]") -> object:
    """The value that `opa eval` printed; None for an undefined one."""
    try:
        body = json.loads(done.stdout)
    except ValueError as error:
        reason = (done.stderr or done.stdout).strip()[:400] or "nothing"
        raise PolicyError(
            f"OPA ended with code {done.returncode} and said: {reason}", None, "is it OPA 1.x?"
        ) from error
    raise_refusal(body)
    if done.returncode != 0:
        raise PolicyError(
            f"OPA ended with code {done.returncode}", None, done.stderr.strip()[:400] or "try again"
        )
    match body:
        case {"result": [{"expressions": [{"value": value}]}]}:
            return value
        case _:
            return None
