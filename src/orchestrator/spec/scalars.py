"""The types of plain scalars, by the core schema of YAML 1.2: `on`, `yes` and dates are text."""

import math
import re

from orchestrator.spec.nodes import ScalarValue

_NULL = ("", "~", "null", "Null", "NULL")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_FIRST = frozenset("+-.0123456789")
_MOST_DIGITS = 40
"""More digits than any quantity has, and few enough that reading them costs nothing."""


def plain(text: str) -> ScalarValue:
    """The value of a scalar without quotes; raises ValueError for a number out of range."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if text[0] not in _FIRST:
        return text
    return _number(text)


def tagged(tag: str, text: str) -> ScalarValue:
    """The value of a scalar with an explicit tag; raises ValueError where they do not fit."""
    if tag == "str":
        return text
    value = plain(text)
    if tag == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    kinds = {"int": int, "float": float, "bool": bool, "null": type(None)}
    if type(value) is not kinds[tag]:
        raise ValueError(f"the tag !!{tag} does not fit its value")
    return value


def _number(text: str) -> ScalarValue:
    if _INT.fullmatch(text):
        return _whole(text, 10)
    if _OCTAL.fullmatch(text):
        return _whole(text[2:], 8)
    if _HEX.fullmatch(text):
        return _whole(text[2:], 16)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("the number is not finite")
    if not _FLOAT.fullmatch(text):
        return text
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("the number is out of range")
    return value


def _whole(digits: str, base: int) -> int:
    if len(digits) <= _MOST_DIGITS and abs(value := int(digits, base)) < 2**63:
        return value
    raise ValueError("the number is out of range")
