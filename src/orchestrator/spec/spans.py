"""The spans of a logical network: one real network for each cloud, with ranges that do not overlap."""

from collections import Counter
from ipaddress import IPv4Network

from orchestrator.clouds import Target
from orchestrator.model.environment import Environment
from orchestrator.spec.drafts import Draft
from orchestrator.spec.evaluate import Scope, plain
from orchestrator.spec.findings import did_you_mean
from orchestrator.spec.nodes import Entry, MappingNode, Scalar, Sequence
from orchestrator.spec.placement import place

_KEYS = ("placement", "cidr")
_MANY = "spans already say how many there are"
_INSTEAD = {"placement": "each span has its own", "count": _MANY, "forEach": _MANY}


def drafts(
    key: str, node: MappingNode, environment: Environment, scope: Scope, inside: tuple[str, ...]
) -> list[Draft]:
    """One draft per span, with every fault noted; `inside`: the keys that are said of each."""
    findings = scope.findings
    for extra, reason in _INSTEAD.items():
        if extra in node.entries:
            where = node.entries[extra].mark.where
            findings.add(f"'{extra}' cannot stand beside spans", where, reason)
    spec = node.mapping("spec")
    listed = spec.entries["spans"].value
    if not isinstance(listed, Sequence) or not listed.items:
        hint = "[{placement: {provider: aws}, cidr: 10.40.0.0/18}]"
        findings.add("'spans' must be a list with at least one span", listed.mark.where, hint)
        return []
    placed: list[tuple[int, MappingNode, Target]] = []
    for index, span in enumerate(listed.items):
        if not isinstance(span, MappingNode):
            findings.add("a span must be a mapping", span.mark.where, "{placement: {provider: …}, cidr: …}")
        elif _shaped(span, scope) and (target := place(span, span.mark, "the span", environment, scope)):
            placed.append((index, span, target))
    _check_ranges(spec, [span for _, span, _ in placed], scope)
    several = _several([target for _, _, target in placed])
    return [
        Draft(
            _name(key, target, several),
            key,
            node.text("type"),
            _inner(node.only(*inside), spec, span),
            ("resources", key, "spec", "spans", index),
            span.mark,
            target,
        )
        for index, span, target in placed
    ]


def _shaped(span: MappingNode, scope: Scope) -> bool:
    for name, extra in span.entries.items():
        if name not in _KEYS:
            hint = did_you_mean(name, _KEYS)
            scope.findings.add(f"unknown key '{name[:60]}' in a span", extra.mark.where, hint)
    if "cidr" not in span.entries:
        scope.findings.add("'cidr' is missing in a span", span.mark.where)
        return False
    return True


def _inner(node: MappingNode, spec: MappingNode, span: MappingNode) -> MappingNode:
    """What the resource says of this one span: the common parts, with the span's range."""
    own = spec.without("spans").put({"cidr": span.entries["cidr"]})
    entry = node.entries["spec"]
    return node.put({"spec": Entry(entry.mark, own)})


def _several(targets: list[Target]) -> set[str]:
    """The clouds with more than one span: there, the region becomes part of the name."""
    return {cloud for cloud, count in Counter(target.cloud for target in targets).items() if count > 1}


def _name(key: str, target: Target, several: set[str]) -> str:
    name = f"{key}-{target.cloud}"
    return f"{name}-{target.region.lower().replace('_', '-')}" if target.cloud in several else name


def _check_ranges(spec: MappingNode, placed: list[MappingNode], scope: Scope) -> None:
    """Every span lies inside the logical range, and no two share an address."""
    whole = _range(spec, scope, told=True)
    # A span's own range is told when its network is validated.
    ranges = [(found, span) for span in placed if (found := _range(span, scope, told=False))]
    if "cidr" not in spec.entries:
        hint = "the range that all spans lie in"
        scope.findings.add("'spec.cidr' is missing", spec.mark.where, hint)
    for found, span in ranges:
        if whole and not found.subnet_of(whole):
            where = span.entries["cidr"].value.mark.where
            scope.findings.add(f"the span {found} is not inside {whole}", where)
    ranges.sort(key=lambda pair: (pair[0].network_address, pair[0].prefixlen))
    widest = ranges[0] if ranges else None
    for found, span in ranges[1:]:
        if widest and found.overlaps(widest[0]):
            # Told at whichever stands later in the file.
            first, second = sorted((widest, (found, span)), key=lambda pair: pair[1].mark.index)
            where = second[1].entries["cidr"].value.mark.where
            summary = f"the span {second[0]} overlaps {first[0]}"
            scope.findings.add(summary, where, f"the other one stands on line {first[1].mark.line + 1}")
        else:
            widest = (found, span)


def _range(node: MappingNode, scope: Scope, told: bool) -> IPv4Network | None:
    found = node.get("cidr")
    if not isinstance(found, Scalar):
        return None
    value = plain(found, scope)
    try:
        return IPv4Network(value) if isinstance(value, str) else None
    except ValueError as error:
        if told:
            scope.findings.add(f"'spec.cidr' is wrong: {error}", found.mark.where)
        return None
