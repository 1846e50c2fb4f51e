"""OPA's own errors, such as a rule that does not compile, with their file and line."""

from collections.abc import Mapping
from pathlib import Path

from orchestrator.errors import OrchestratorError, PolicyError, Where, raise_all

_HINTS = {
    "rego_parse_error": "mend the rule; `opa check` shows the same",
    "rego_compile_error": "mend the rule; `opa check` shows the same",
    "rego_type_error": "mend the rule; `opa check` shows the same",
    "rego_recursion_error": "a rule may not use the driver or itself",
    "eval_builtin_error": "a function got a value that it cannot take; guard it in the rule",
    "eval_conflict_error": "two rules give different values for one thing",
}


def raise_refusal(body: object) -> None:
    """Raise PolicyError for each error in an answer of OPA; returns when there is none."""
    errors = body.get("errors") if isinstance(body, Mapping) else None
    if isinstance(errors, list) and errors:
        raise_all([_one(error) for error in errors])
    if isinstance(body, Mapping) and "code" in body and "message" in body:
        raise PolicyError(f"OPA refused: {body['message']} ({body['code']})", None, "see the log of that OPA")


def _one(error: object) -> OrchestratorError:
    if not isinstance(error, Mapping):
        return PolicyError(f"OPA refused: {error}", None, "see the log of that OPA")
    code = str(error.get("code", "error"))
    return PolicyError(
        f"{error.get('message', 'no reason given')} ({code})",
        _place(error),
        _HINTS.get(code, "mend the policy"),
    )


def _place(error: Mapping[str, object]) -> Where | None:
    match error.get("location"):
        case {"file": str(file), "row": int(row), "col": int(column)} if file:
            return Where(_short(file), row, column)
        case _:
            return None


def _short(file: str) -> str:
    path = Path(file)
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
