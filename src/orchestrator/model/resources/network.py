"""Network: a private address range with subnets, and a way out to the internet."""

from ipaddress import IPv4Network
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, OutputType


def _private_range(text: str) -> str:
    """Accept an IPv4 range that all three clouds take; raises ValueError."""
    network = IPv4Network(text)
    if not 16 <= network.prefixlen <= 24:
        raise ValueError("the prefix length must be 16 to 24")
    return str(network)


Cidr = Annotated[str, AfterValidator(_private_range)]


class NetworkSpec(Model):
    """One realisation: the address range, and whether its public subnets reach the internet."""

    cidr: Cidr
    internet_access: bool = True
    """False: no gateway; nothing inside can be reached from, or reach, the internet."""


class Network(Resource):
    """A private network in one cloud. In a file, `spans` makes one for each cloud of a logical network."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "cidr": "string"}
    type: Literal["Network@v1"]
    spec: NetworkSpec = Field()
