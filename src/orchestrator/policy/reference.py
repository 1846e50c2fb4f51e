"""The page that lists the rules and parameters of a pack."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from orchestrator.policy.answer import Manifest, Rule
from orchestrator.policy.builtin import baseline
from orchestrator.policy.catalogue import manifests, rules
from orchestrator.policy.local import LocalOpa

_POINTS = {
    "spec": "Rules for the spec",
    "graph": "Rules for the cloud resources made from it",
}


def markdown(manifest: Manifest, listed: tuple[Rule, ...]) -> str:
    """The page of one pack."""
    return (
        "\n".join([*_head(manifest), *_tables(listed), *_parameters(manifest), *_details(listed)]).rstrip()
        + "\n"
    )


def _head(manifest: Manifest) -> Iterator[str]:
    yield f"# Policies: the {manifest.name} pack {manifest.version}"
    yield ""
    yield manifest.description.strip()
    yield ""
    yield "Made from the rules by `python -m orchestrator.policy.reference OPA > docs/policies.md`."
    yield "How to write your own: [how-to/write-a-policy.md](how-to/write-a-policy.md)."
    yield ""


def _tables(listed: tuple[Rule, ...]) -> Iterator[str]:
    for point, heading in _POINTS.items():
        yield from (f"## {heading}", "", "| rule | severity | what it asks for |", "|---|---|---|")
        for rule in listed:
            if rule.point == point:
                yield f"| [{rule.id}](#{_anchor(rule)}) | {rule.severity} | {rule.title} |"
        yield ""


def _parameters(manifest: Manifest) -> Iterator[str]:
    yield from ("## Parameters", "", "An environment file sets them under `policies.parameters`.", "")
    yield from ("| parameter | default | what it is |", "|---|---|---|")
    for name, parameter in sorted(manifest.parameters.items()):
        default = json.dumps(parameter.default)
        yield f"| {name} | `{default}` | {parameter.description} |"
    yield ""


def _details(listed: tuple[Rule, ...]) -> Iterator[str]:
    yield from ("## Every rule", "")
    for rule in listed:
        yield from (f"### {_anchor(rule)}", "", f"{rule.title}. {_line(rule.description)}", "")
        yield f"* Fix: {_line(rule.remediation)}"
        for kind, example in rule.examples.items():
            yield (
                f"* {kind.capitalize()}: `{example}`"
                if "`" not in example
                else f"* {kind.capitalize()}: {example}"
            )
        yield ""


def _anchor(rule: Rule) -> str:
    return rule.docs.partition("#")[2] or rule.id.partition("/")[2]


def _line(text: str) -> str:
    return " ".join(text.split())


def main() -> int:
    """Write the page of the baseline pack to standard output."""
    opa, packs = LocalOpa(Path(sys.argv[1])), (baseline(),)
    [manifest] = manifests(packs, opa)
    sys.stdout.write(markdown(manifest, rules(packs, opa)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
