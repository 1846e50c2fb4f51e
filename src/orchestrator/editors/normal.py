"""A loaded stack in its normal form: sorted, with every default, the same for every spelling of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import yaml

from orchestrator.model.stack import Stack


def normalised(stack: Stack) -> dict[str, Any]:
    """The stack as plain data; resources by name, outputs as text with references."""
    document = stack.document()
    resources = {one["name"]: _tidy(one) for one in document["resources"]}
    outputs = {name: str(text) for name, text in stack.outputs.items()}
    whole = {**document, "resources": resources, "outputs": outputs}
    found: dict[str, Any] = json.loads(json.dumps(whole, sort_keys=True))
    return found


def digest(model: Mapping[str, Any]) -> str:
    """The SHA-256 of a normal form."""
    text = json.dumps(model, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def dumped(data: Mapping[str, Any]) -> str:
    """YAML to read: text of several lines as it is."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    """Without anchors: a reader should see every value where it belongs."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _tidy(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The name is the key already."""
    return {key: value for key, value in resource.items() if key != "name"}
