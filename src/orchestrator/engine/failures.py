"""What Pulumi and the clouds say when something fails, as our own errors with a next step.

The Automation API tells failures apart by their text only, so all such reading is here.
"""

import re
from collections.abc import Sequence

from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from orchestrator.engine.events import Diagnostic, Recorder, name_of
from orchestrator.errors import EngineError, Interrupted, OrchestratorError, StateLocked

HINTS = (
    (r"incorrect passphrase|failed to decrypt|PULUMI_CONFIG_PASSPHRASE",
     "this stack was encrypted with another passphrase: set PULUMI_CONFIG_PASSPHRASE to the right one"),
    (r"no resource plugin|could not find plugin|failed to load plugin",
     "the provider plugin is missing: use `plugins: builtin`, or run once with internet access"),
    (r"AuthFailure|InvalidClientTokenId|ExpiredToken|Unauthorized|AuthenticationFailed|credentials|401\b|403\b|"
     r"AccessDenied|Forbidden|NoCredentials",
     "check the cloud's credentials: who you are (`aws sts get-caller-identity`, `az account show`, "
     "`openstack token issue`) and what you may do"),
    (r"Throttl|RequestLimitExceeded|TooManyRequests|429\b", "the cloud asks to slow down: run again"),
    (r"[Qq]uota|LimitExceeded|OverLimit", "a quota of the account is used up: free some, or ask for more"),
    (r"[Cc]onnection refused|could not connect|Max retries|Name or service not known|EndpointConnectionError|"
     r"timed out|unreachable|No route to host|ServiceRequestError",
     "the cloud's endpoint does not answer: check the network, the endpoint and the region; "
     "for the sandbox run `orchestrator sandbox status`"),
    (r"permission denied|Read-only file system|read-only file system",
     "the folder cannot be written: check its owner and mode, or set another state folder"),
    (r"No space left on device|no space left", "the disk is full: free some space, then run again"),
    (r"is protected|protected resource|cannot be deleted",
     "it is protected: set `lifecycle.protect: false`, apply, then delete"),
)  # fmt: skip
_CRUMBS = re.compile(r"^(\d+ errors? occurred:|\s*\* |rpc error: code = \w+ desc = |error: )", re.MULTILINE)
_KILLED = re.compile(r"^\s*code: -(\d+)$", re.MULTILINE)
_ADVICE = re.compile(r"(.+?) \(([a-z][^()]* [^()]* [^()]+(?:\([^()]*\)[^()]*)*)\)")
_NOISE = (
    "update failed",
    "preview failed",
    "resource monitor shut down while",
    "refresh failed",
    "destroy failed",
)


def failure(error: CommandError, recorder: Recorder | None, interrupted: bool) -> OrchestratorError:
    """The error to raise for a failed pulumi run: one for each resource, or all of them."""
    if interrupted:
        return Interrupted(
            "stopped on request; everything done so far is recorded",
            hint="run the same command again to go on",
        )
    text = str(error)
    if isinstance(error, ConcurrentUpdateError):
        return StateLocked("another run is changing this stack", hint="wait for it to end, then run again")
    errors = resource_failures(recorder.diagnostics if recorder else ())
    if not errors and (killed := _KILLED.search(text)):
        return EngineError(
            f"pulumi was killed by signal {killed[1]} in the middle of its work",
            hint="run the same command again: what was being made or deleted is found then",
        )
    if not errors:
        summary = _summary(text)
        return EngineError(summary, hint=hint_for(text))
    from orchestrator.errors import Faults

    return errors[0] if len(errors) == 1 else Faults(list(errors))


def resource_failures(diagnostics: Sequence[Diagnostic]) -> list[OrchestratorError]:
    """One error for each distinct diagnostic that says something."""
    errors: dict[tuple[str, str], OrchestratorError] = {}
    for diagnostic in diagnostics:
        message = " ".join(_CRUMBS.sub("", diagnostic.message).split())
        if diagnostic.severity != "error" or not message or any(noise in message for noise in _NOISE):
            continue
        place = f"resource {name_of(diagnostic.urn)}" if diagnostic.urn else None
        summary, advice = _advice(message)
        errors.setdefault((place or "", message), EngineError(summary, place, advice or hint_for(message)))
    return list(errors.values())


def _advice(message: str) -> tuple[str, str]:
    """A message of a built-in plugin ends with its own advice in brackets; the official ones have none."""
    found = _ADVICE.fullmatch(message)
    return (found[1], found[2]) if found else (message, "")


def hint_for(text: str) -> str:
    """What to do about an error text; empty when we do not know better."""
    return next((hint for pattern, hint in HINTS if re.search(pattern, text)), "")


def _summary(text: str) -> str:
    """The telling lines of a failed command's output, on one line."""
    lines = [line.strip() for line in text.splitlines()]
    telling = [line.removeprefix("stderr: ").removeprefix("error: ") for line in lines if "error:" in line]
    return " ".join(telling[-3:] or lines[-3:]) or "pulumi failed without a message"
