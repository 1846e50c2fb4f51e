"""Parameters: typed settings of a stack, with values from the environment or their defaults."""

import re
from typing import TypeAlias

from orchestrator.spec.evaluate import Unknown
from orchestrator.spec.findings import Findings, did_you_mean
from orchestrator.spec.headers import Param
from orchestrator.spec.nodes import MappingNode, Mark, Scalar, ScalarValue
from orchestrator.spec.wording import shown

Values: TypeAlias = dict[str, ScalarValue | Unknown]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_ARTICLES = {"string": "a string", "integer": "an integer", "number": "a number", "boolean": "true or false"}


def resolve(
    declared: dict[str, Param], nodes: MappingNode, given: MappingNode, findings: Findings, env: Mark
) -> Values:
    """The value of every parameter; one with a fault is Unknown."""
    for name, entry in given.entries.items():
        if name not in nodes.entries:
            hint = did_you_mean(name, nodes.entries)
            findings.add(f"the stack has no parameter '{name[:60]}'", entry.mark.where, hint)
    values: Values = dict.fromkeys(nodes.entries, Unknown.VALUE)
    for name, param in declared.items():
        values[name] = _value(name, param, nodes.mapping(name), given, findings, env)
    return values


def _value(
    name: str, param: Param, node: MappingNode, given: MappingNode, findings: Findings, env: Mark
) -> ScalarValue | Unknown:
    if not NAME.fullmatch(name):
        hint = "letters, digits and underscores, so that ${{ params.NAME }} can read it"
        findings.add(f"'{name[:60]}' cannot be the name of a parameter", node.mark.where, hint)
        return Unknown.VALUE
    if not _sound(name, param, node, findings):
        return Unknown.VALUE
    default = node.get("default")
    if default is not None and (problem := _problem(param.default, param)):
        findings.add(f"the default of parameter '{name}' {problem}", default.mark.where)
        return Unknown.VALUE
    setting = given.get(name)
    if isinstance(setting, Scalar):
        if problem := _problem(setting.value, param):
            findings.add(f"parameter '{name}' {problem}", setting.mark.where)
            return Unknown.VALUE
        return _typed(setting.value, param)
    if default is not None or setting is not None:
        return _typed(param.default, param) if setting is None else Unknown.VALUE
    hint = f"add params: {{{name}: …}} to the environment, or a default here"
    findings.add(f"parameter '{name}' has no value in {env.source.file}", node.mark.where, hint)
    return Unknown.VALUE


def _typed(value: ScalarValue, param: Param) -> ScalarValue:
    """A number is one also where somebody wrote 2: expressions must not be right in one environment only."""
    return float(value) if param.type == "number" and isinstance(value, int) else value


def _sound(name: str, param: Param, node: MappingNode, findings: Findings) -> bool:
    """Whether the declaration itself makes sense."""
    numeric = param.type in ("integer", "number")
    for key, fits in (("minimum", numeric), ("maximum", numeric), ("pattern", param.type == "string")):
        if key in node.entries and not fits:
            where = node.entries[key].mark.where
            findings.add(f"'{key}' does not fit a parameter of type {param.type}", where)
            return False
    if param.pattern is None:
        return True
    try:
        re.compile(param.pattern)
    except (re.error, RecursionError, OverflowError) as error:
        where = node.entries["pattern"].value.mark.where
        findings.add(f"the pattern of parameter '{name}' is not a regular expression: {error}", where)
        return False
    return True


def _problem(value: ScalarValue, param: Param) -> str:
    """Why a value does not fit; empty when it does."""
    if not isinstance(value, _TYPES[param.type]) or (isinstance(value, bool) and param.type != "boolean"):
        return f"must be {_ARTICLES[param.type]}, not {shown(value)}"
    if param.enum is not None and not any(value == word and type(value) is type(word) for word in param.enum):
        return f"must be one of {', '.join(str(word) for word in param.enum)}, not {shown(value)}"
    if isinstance(value, str):
        if param.pattern is not None and not re.search(param.pattern, value):
            return f"must match {param.pattern}, not {shown(value)}"
        return ""
    if param.minimum is not None and isinstance(value, (int, float)) and value < param.minimum:
        return f"must be at least {param.minimum:g}, not {shown(value)}"
    if param.maximum is not None and isinstance(value, (int, float)) and value > param.maximum:
        return f"must be at most {param.maximum:g}, not {shown(value)}"
    return ""
