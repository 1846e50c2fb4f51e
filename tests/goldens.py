"""The golden specs, and the clouds that can make what each is about."""

from pathlib import Path

from orchestrator.adapters import limits
from orchestrator.clouds import CLOUDS, Cloud
from orchestrator.model.resources import RESOURCE_TYPES, AnyResource

FOLDER = Path(__file__).parent / "golden"
SPECS = sorted(FOLDER.glob("*/spec.yaml"))
KINDS: dict[str, type[AnyResource]] = {
    "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("-").replace("-", "_"): kind
    for kind in RESOURCE_TYPES.values()
}
GOLDENS: list[tuple[Path, Cloud]] = [
    (spec, cloud) for spec in SPECS for cloud in CLOUDS if KINDS[spec.parent.name] in limits(cloud)
]


def name_of(value: object) -> str:
    """How a test of a golden is called."""
    return value.parent.name if isinstance(value, Path) else str(value)
