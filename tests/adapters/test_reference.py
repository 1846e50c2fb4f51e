"""The table in docs/types.md is made from the golden graphs and the limits; `make golden` rewrites it."""

from pathlib import Path

import pytest
from goldens import GOLDENS, KINDS

from orchestrator.adapters import limits, translate
from orchestrator.clouds import CLOUDS, Cloud
from orchestrator.spec import load

PAGE = Path(__file__).parents[2] / "docs/types.md"
START, END = "<!-- made by `make golden` -->\n", "<!-- end of what is made -->"
TITLES: dict[Cloud, str] = {"aws": "AWS", "azure": "Azure", "openstack": "OpenStack"}


def table() -> str:
    """Type by cloud: of what it is made, what is not honoured, and what one gets instead."""
    lines = [
        "| type | cloud | made of | not honoured | instead, with `degrade` |",
        "|---|---|---|---|---|",
    ]
    for kind in KINDS.values():
        for cloud in CLOUDS:
            if kind not in limits(cloud):
                lines.append(f"| {kind.__name__} | {TITLES[cloud]} | **not yet** | | |")
                continue
            found = limits(cloud)[kind]
            said = "<br>".join(f"`{limit.field}`: {limit.summary}; {limit.hint}" for limit in found)
            instead = "<br>".join(f"`{limit.field}`: {limit.degraded}" for limit in found if limit.degraded)
            made = made_of(kind.__name__, cloud)
            lines.append(f"| {kind.__name__} | {TITLES[cloud]} | {made} | {said} | {instead} |")
    return "\n".join(lines) + "\n"


def made_of(kind: str, cloud: Cloud) -> str:
    """The concrete types in the golden graph."""
    spec = next(
        spec for spec, there in GOLDENS if there == cloud and KINDS[spec.parent.name].__name__ == kind
    )
    groups = [group for group in translate(load(spec, cloud).stack).groups if group.kind == kind]
    types = dict.fromkeys(node.type for group in groups for node in group.nodes)
    return ", ".join(f"`{shortened(token)}`" for token in types)


def shortened(token: str) -> str:
    """Without the package, which the cloud tells, and without the repeated module of Pulumi's tokens."""
    package, module, name = token.split(":")
    place = module.split("/")[0]
    return f"{'random.' if package == 'random' else f'{place}.'}{name}"


def test_the_table_is_what_is_there(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    wanted = f"{before}{START}{table()}{END}{after}"
    if request.config.getoption("update_snapshots", default=False):
        PAGE.write_text(wanted)
        text = wanted
    assert text == wanted, "docs/types.md is not what the adapters do: run make golden, and read the change"
