"""Which resources may take over an object that an interrupted run has left behind."""

import json
import os
from collections.abc import Mapping
from typing import Any

from orchestrator.providers.kit.trouble import ProviderError

STACK_TAG = "orchestrator-stack"
NODE_TAG = "orchestrator-node"


def adoptable(urn: str) -> frozenset[str] | None:
    """The ids that the state knows already; None when this resource must be created, not adopted."""
    text = os.environ.get("ORCHESTRATOR_ADOPT")
    if not text:
        return None
    try:
        known = json.loads(text).get(urn)
        return None if known is None else frozenset(str(id) for id in known)
    except (ValueError, AttributeError, TypeError) as error:
        raise ProviderError("ORCHESTRATOR_ADOPT is not a JSON map from URN to a list of ids") from error


def ownership(tags: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The two tags that say whose object it is, or None: without both, nothing may be adopted."""
    found = {name: str((tags or {}).get(name, "")) for name in (STACK_TAG, NODE_TAG)}
    return found if all(found.values()) else None
