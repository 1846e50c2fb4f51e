"""A catalogue with services of three clouds."""

from pathlib import Path

import pytest

from orchestrator.monitor import Catalogue
from orchestrator.outcome import Service

SERVICES = (
    Service(
        "shop-web",
        "shop",
        "prod",
        "web-0",
        "openstack",
        "RegionOne",
        "10.40.128.5",
        443,
        "https",
        ("edge", "a"),
    ),
    Service(
        "shop-web",
        "shop",
        "prod",
        "web-1",
        "aws",
        "eu-central-1",
        "10.40.0.5",
        443,
        "https",
        ("edge",),
        False,
    ),
    Service("shop-db", "shop", "prod", "db", "azure", "westeurope", "db.example.org", 3306, "tcp"),
    Service("blog", "blog", "dev", "vm", "aws", "eu-central-1", "fd00::5", 80, "http"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the catalogue is."""
    return tmp_path / "state" / "catalogue.db"


@pytest.fixture
def catalogue(file: Path) -> Catalogue:
    """The catalogue with all of the services."""
    made = Catalogue(file)
    made.register(SERVICES)
    return made


@pytest.fixture
def services() -> tuple[Service, ...]:
    """What was registered."""
    return SERVICES
