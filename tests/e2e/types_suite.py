"""Each abstract type on each cloud: made, found unchanged, and gone without a trace.

A type that leaves things of a new kind in a cloud adds that kind to `cloud_contents`.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from e2e import cloud_contents
from e2e.conftest import ROOT, Orchestrator
from goldens import GOLDENS

from orchestrator.clouds import Cloud

CONTENTS: dict[Cloud, Callable[[Mapping[str, str]], dict[str, list[str]]]] = {
    "aws": cloud_contents.aws,
    "azure": cloud_contents.azure,
    "openstack": cloud_contents.openstack,
}
SECRETS = {"SCRATCH_PASSWORD": "scratch-0123456789abcdef", "SHOP_TOKEN": "token-0123456789abcdef"}


def specs_of(cloud: Cloud) -> list[Path]:
    """The golden specs of what the cloud can make."""
    return [spec for spec, there in GOLDENS if there == cloud]


def stack_of(spec: Path, cloud: str, folder: Path) -> str:
    """The golden as a stack that can be applied and destroyed: nothing protected, no health waited for."""
    text = re.sub(r"^ *lifecycle: .*\n", "", spec.read_text(), flags=re.MULTILINE)
    text = re.sub(r",? *gate: \{[^}]*\}", "", text)
    text = re.sub(r"^ +health:\n( +http: .*\n)", "", text, flags=re.MULTILINE)
    text = text.replace("cloud: private}", "cloud: sandbox}")
    text = re.sub(r"^(providers: .*)$", r"\1\npolicies: {packs: [pack]}", text, flags=re.MULTILINE)
    (folder / "stack.yaml").write_text(text)
    (folder / "pack").mkdir()
    # The goldens also show what the whole baseline forbids; that all is monitored must hold.
    rule = (ROOT / "policies/baseline/monitored.rego").read_text()
    (folder / "pack/monitored.rego").write_text(rule.replace("rules.baseline", "rules.types"))
    (folder / "pack/pack.yaml").write_text(
        'name: types\nversion: "1"\ntitle: Types\ndescription: What holds for every type\nparameters: {}\n'
    )
    return str(folder)


def life(
    orchestrator: Orchestrator, clouds: Mapping[str, str], spec: Path, cloud: Cloud, folder: Path
) -> None:
    """Made, found unchanged, gone; the cloud is asked before and after."""
    stack, contents = stack_of(spec, cloud, folder), CONTENTS[cloud]
    empty = contents(clouds)
    made = orchestrator("apply", stack, "--env", cloud, "-y", "--json", **SECRETS).ok().json()
    assert {change["action"] for change in made["applied"]["plan"]["changes"]} <= {"create", "read"}
    assert contents(clouds) != empty
    again = orchestrator("plan", stack, "--env", cloud, "--json", **SECRETS).ok().json()
    changed = [c for c in again["plan"]["changes"] if c["action"] not in ("same", "read")]
    assert not changed, f"what was made is what the spec says, but for {changed}"
    orchestrator("destroy", stack, "--env", cloud, "-y", **SECRETS).ok()
    left = contents(clouds)
    assert left == empty, f"destroy leaves the cloud as it was, not with {left}"
