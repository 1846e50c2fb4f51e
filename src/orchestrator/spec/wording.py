"""Pydantic's demands in the words of this language."""

import re
from typing import Any

from pydantic_core import ErrorDetails

from orchestrator.model.source import Path
from orchestrator.model.values import Template
from orchestrator.spec.findings import did_you_mean, quoted

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "none_required": "null",
}
_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("greater than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
_NAME = "lower-case letters, digits and dashes, starting with a letter, at most 40"
PATTERNS = {
    "from": "'internet', 'network' or a range such as 203.0.113.0/24",
    "accountId": "the twelve digits of an AWS account, in quotes",
    "roleArn": "the ARN of a role, such as arn:aws:iam::123456789012:role/deploy",
    "clientId": "an id such as 00000000-0000-0000-0000-000000000000",
    "tenantId": "an id such as 00000000-0000-0000-0000-000000000000",
    "subscriptionId": "an id such as 00000000-0000-0000-0000-000000000000",
    "sshPublicKey": "a public key such as 'ssh-ed25519 AAAA… name'",
    "publicKey": "a public key such as 'ssh-ed25519 AAAA… name'",
    "residency": "two letters such as eu, us or uk",
    "dataResidency": "two letters such as eu, us or uk",
    "domain": "a domain such as shop.example.com",
    "pulumiType": "a type of a provider such as aws:cloudwatch/dashboard:Dashboard",
    "path": "a path that starts with /",
    "secretRef": "STORE/KEY or STORE/KEY#FIELD, with a store of the environment's 'secrets'",
    "address": "a URL such as https://vault.example:8200",
    "url": "a URL such as https://NAME.vault.azure.net",
    "environmentVariable": "the name of an environment variable",
    "name": _NAME,
    "service": _NAME,
    "username": _NAME,
    "extends": _NAME,
}
_QUOTED = re.compile(r"'([^']*)'")
_NUMBER = re.compile(r"[-+]?[0-9.]+")
NAME_RULE = _NAME


def wording(path: Path, errors: list[ErrorDetails]) -> tuple[str, str]:
    """What must hold for a value, and a hint; of a union each branch has its error."""
    value = errors[0]["input"]
    if isinstance(value, Template):
        return (
            "cannot read an output of a resource: it is known only after that resource exists",
            "outputs may stand in text such as userData, and in the stack's outputs",
        )
    choices = [word for error in errors for word in _choices(error)]
    kinds = list(dict.fromkeys(_KINDS[error["type"]] for error in errors if error["type"] in _KINDS))
    if choices:
        wanted = [f"'{choice}'" for choice in choices] + [kind for kind in kinds if kind == "a mapping"]
        return f"must be {_either(wanted)}, not {shown(value)}", _choice_hint(value, choices)
    if kinds:
        # A literal where a secret's source is asked for may be the secret: it is not repeated.
        given = "text" if "a mapping" in kinds and isinstance(value, str) else shown(value)
        return f"must be {_either(kinds)}, not {given}", _kind_hint(value, kinds, path)
    return _demand(path, errors[0]), ""


def shown(value: Any) -> str:
    """A value in a message. Text of several lines and structures are only named: they may hold a secret."""
    match value:
        case None:
            return "empty"
        case bool():
            return f"the truth value {str(value).lower()}"
        case int():
            return f"the number {value}"
        case float():
            return f"the number {_number(value)}"
        case str() if "\n" not in value:
            return quoted(value)
        case str():
            return "text of several lines"
        case tuple() | list():
            return "a list"
    return "a mapping"


def _demand(path: Path, error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    kind = error["type"]
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        return f"must be {words} {_number(context[key])}, not {shown(error['input'])}"
    if kind == "string_pattern_mismatch":
        wanted = PATTERNS.get(str(path[-1]) if path else "", f"text that matches {context['pattern']}")
        # Somebody may have put the secret itself, or a private key, where its name belongs.
        unsafe = {"environmentVariable", "secretRef", "sshPublicKey", "publicKey"}.intersection(path)
        return f"must be {wanted}" + ("" if unsafe else f", not {shown(error['input'])}")
    if kind == "string_too_long":
        return f"must be at most {context['max_length']} characters long"
    if kind == "value_error":
        return f"is wrong: {context['error']}"
    return f"is wrong: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _choices(error: ErrorDetails) -> list[str]:
    if error["type"] != "literal_error":
        return []
    return _QUOTED.findall(str(error.get("ctx", {}).get("expected", "")))


def _choice_hint(value: Any, choices: list[str]) -> str:
    if isinstance(value, (int, float)) and str(value) in choices:
        return f'without quotes it is a number: write "{value}"'
    near = did_you_mean(value, choices) if isinstance(value, str) else ""
    return near if near.startswith("did") else ""


def _kind_hint(value: Any, kinds: list[str], path: Path) -> str:
    if "password" in path:
        sources = "{generate: {length: 32}}, {environmentVariable: NAME} or {secretRef: STORE/KEY}"
        return f"a secret is never written here: give {sources}"
    if kinds == ["text"] and isinstance(value, (bool, int, float)):
        return "text that looks like a number or a truth value needs quotes"
    if kinds == ["true or false"] and isinstance(value, str):
        return "YAML 1.2 knows only true and false"
    if kinds[0] in ("a whole number", "a number") and isinstance(value, str) and _NUMBER.fullmatch(value):
        return "write the number without quotes"
    return ""


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _number(value: Any) -> str:
    # 15 digits are what a number of the file is sure to have.
    return f"{value:.15g}" if isinstance(value, float) else str(value)
