"""VirtualMachine: one Linux machine with an image, a size, and the ports it shows."""

from ipaddress import IPv4Network
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, NetworkRef, Text

SizeName = Literal["small", "medium", "large", "xlarge"]


class MachineSize(Model):
    """At least this much; the adapter takes the smallest size of the cloud that has it."""

    cpu: int = Field(ge=1, le=64)
    memory_gib: int = Field(ge=1, le=256, alias="memoryGiB")


class Image(Model):
    """The operating system."""

    os: Literal["debian", "ubuntu"]
    version: str


def _source(text: str) -> str:
    """Accept a range only if it is one; raises ValueError."""
    return str(IPv4Network(text)) if "/" in text else text


class Expose(Model):
    """One port that others may reach: from everywhere, from the network, or from a CIDR range."""

    port: int = Field(ge=1, le=65535)
    protocol: Literal["tcp", "udp"] = "tcp"
    from_: Annotated[
        str,
        Field(pattern=r"^(internet|network|\d+\.\d+\.\d+\.\d+/\d+)$"),
        AfterValidator(_source),
    ] = Field(alias="from")


class VirtualMachineSpec(Model):
    """What the machine is."""

    size: SizeName | MachineSize
    image: Image
    network: NetworkRef
    public_address: bool = False
    disk_gib: int = Field(default=20, ge=8, le=1024, alias="diskGiB")
    expose: tuple[Expose, ...] = ()
    ssh_public_key: str | None = Field(default=None, pattern=r"^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d+) \S+")
    user_data: Text = ""


class VirtualMachine(Resource):
    """A virtual machine."""

    OUTPUTS: ClassVar[tuple[str, ...]] = ("id", "privateAddress", "publicAddress")
    type: Literal["VirtualMachine@v1"]
    spec: VirtualMachineSpec
