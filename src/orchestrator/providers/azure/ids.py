"""The id of a resource: filled in from its names, and taken apart on an import."""

import re
from collections.abc import Mapping

from orchestrator.providers.azure.table import Table
from orchestrator.providers.kit.trouble import ProviderError


def build(table: Table, subscription: str, inputs: Mapping[str, object]) -> str:
    """The ARM id that these inputs name."""
    names = {**inputs, "subscriptionId": subscription}
    return re.sub(r"\{(\w+)\}", lambda match: str(names[match.group(1)]), table.path)


def names(table: Table, id: str) -> dict[str, str]:
    """The names within an id, by property; ids come in any case."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(table.path))
    match = re.fullmatch(pattern, id.rstrip("/"), re.IGNORECASE)
    if match is None:
        raise ProviderError(f"{id} is not the id of a {table.token}", hint=f"ids look like {table.path}")
    return {name: text for name, text in match.groupdict().items() if name != "subscriptionId"}
