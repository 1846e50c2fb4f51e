"""The pack that comes with the orchestrator."""

from pathlib import Path

from orchestrator.errors import PolicyError

_INSTALLED = Path(__file__).parent / "packs" / "baseline"
_CHECKOUT = Path(__file__).parents[3] / "policies" / "baseline"


def baseline() -> Path:
    """The folder of the baseline pack, in a wheel or in a checkout; raises PolicyError."""
    for folder in (_INSTALLED, _CHECKOUT):
        if (folder / "pack.yaml").is_file():
            return folder
    raise PolicyError(
        "the baseline pack is missing from this installation", str(_INSTALLED), "install it again"
    )
