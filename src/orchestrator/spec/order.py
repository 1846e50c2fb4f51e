"""The order of creation: what is needed comes first; a circle is a fault that names its members."""

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from orchestrator.errors import Where
from orchestrator.spec.findings import Findings

Needs = Mapping[str, Mapping[str, Where]]
"""For each instance the instances it needs, and where that is said."""


def order(needs: Needs, findings: Findings) -> list[str]:
    """The names so that every one follows what it needs, otherwise in the order of the file."""
    rank = {name: index for index, name in enumerate(needs)}
    names = list(needs)
    missing = {name: sum(1 for need in found if need in rank) for name, found in needs.items()}
    needed_by: dict[str, list[str]] = {}
    for name, found in needs.items():
        for need in found:
            needed_by.setdefault(need, []).append(name)
    ready = [rank[name] for name, count in missing.items() if count == 0]
    heapify(ready)
    done: list[str] = []
    while ready:
        name = names[heappop(ready)]
        done.append(name)
        for waiting in needed_by.get(name, ()):
            missing[waiting] -= 1
            if missing[waiting] == 0:
                heappush(ready, rank[waiting])
    if len(done) < len(names):
        _note_circles(needs, set(names) - set(done), findings)
    return done


def _note_circles(needs: Needs, stuck: set[str], findings: Findings) -> None:
    """One fault for each circle: from anything stuck, going on to what it needs ends in one."""
    seen: set[str] = set()
    for start in [name for name in needs if name in stuck]:
        path: list[str] = []
        name = start
        while name not in seen:
            seen.add(name)
            path.append(name)
            name = next(need for need in needs[name] if need in stuck)
        if name in path:
            _note(needs, path[path.index(name) :], findings)


def _note(needs: Needs, circle: list[str], findings: Findings) -> None:
    steps = list(zip(circle, [*circle[1:], circle[0]], strict=True))
    shown = [f"{name} needs {need} ({needs[name][need]})" for name, need in steps[:10]]
    if len(steps) > 10:
        shown.append("…")
    summary = f"the resources need each other in a circle: {' → '.join([*circle[:10], circle[0]])}"
    where = min(needs[name][need] for name, need in steps)
    findings.add(summary, where, "; ".join(shown))
