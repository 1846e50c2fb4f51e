"""In which jurisdiction a region lies, by its name."""

from typing import Final

from orchestrator.clouds import Target

# London and Zurich lie outside of the union that their neighbours of the same prefix lie in.
AWS: Final = {"eu-west-2": "uk", "eu-central-2": "ch"}
AZURE: Final = {
    "eu": (
        "westeurope", "northeurope", "germanywestcentral", "germanynorth", "francecentral", "francesouth",
        "swedencentral", "italynorth", "polandcentral", "spaincentral", "austriaeast", "belgiumcentral",
    ),
    "us": (
        "eastus", "eastus2", "centralus", "northcentralus", "southcentralus", "westcentralus", "westus",
        "westus2", "westus3",
    ),
    "uk": ("uksouth", "ukwest"),
    "ch": ("switzerlandnorth", "switzerlandwest"),
}  # fmt: skip


def residency(target: Target) -> str | None:
    """The jurisdiction; None where the name does not tell it, as in a private cloud."""
    if target.cloud == "aws":
        prefix = target.region.split("-", 1)[0]
        return AWS.get(target.region, prefix if prefix in ("eu", "us", "ca") else None)
    if target.cloud == "azure":
        return next((where for where, regions in AZURE.items() if target.region in regions), None)
    return None
