"""In which zone of a region a machine stands, and so the disks that it is given."""

from typing import Final

ZONES: Final = ("a", "b")
"""Those in which every network has subnets, in their order."""


def turn(name: str, among: int) -> int:
    """Which of so many a name gets: names that count up go round."""
    return sum(name.encode()) % among


def zone(name: str, region: str) -> str:
    """The availability zone of the machine of that name."""
    return f"{region}{ZONES[turn(name, len(ZONES))]}"
