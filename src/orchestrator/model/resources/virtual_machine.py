"""VirtualMachine: one Linux machine with an image, a size, and the ports it shows."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.resources.firewall import Source
from orchestrator.model.resources.key_pair import PUBLIC_KEY
from orchestrator.model.values import Model, NetworkRef, OutputType, Reference, Text

SizeName = Literal["small", "medium", "large", "xlarge"]


class MachineSize(Model):
    """At least this much; the adapter takes the smallest size of the cloud that has it."""

    cpu: int = Field(ge=1, le=64)
    memory_gib: int = Field(ge=1, le=256, alias="memoryGiB")


class Image(Model):
    """The operating system."""

    os: Literal["debian", "ubuntu"]
    version: str


class Expose(Model):
    """One port that others may reach: from everywhere, from the network, or from a CIDR range."""

    port: int = Field(ge=1, le=65535)
    protocol: Literal["tcp", "udp"] = "tcp"
    from_: Source = Field(alias="from")


class MachineSpec(Model):
    """What a machine is, alone or in a group."""

    size: SizeName | MachineSize
    image: Image
    network: NetworkRef
    public_address: bool = False
    disk_gib: int = Field(default=20, ge=8, le=1024, alias="diskGiB")
    expose: tuple[Expose, ...] = ()
    firewalls: tuple[Annotated[str, Reference("Firewall")], ...] = ()
    """Shared rules, beside those of `expose`."""
    ssh_public_key: str | None = Field(default=None, pattern=PUBLIC_KEY)
    key_pair: Annotated[str, Reference("KeyPair")] | None = None
    """A shared key instead of `sshPublicKey`."""
    user_data: Text = ""

    @model_validator(mode="after")
    def one_key(self) -> "MachineSpec":
        """One key at the most; raises ValueError."""
        if self.ssh_public_key and self.key_pair:
            raise ValueError("give 'sshPublicKey' or 'keyPair', not both")
        return self


class VirtualMachineSpec(MachineSpec):
    """What the machine is."""


class VirtualMachine(Resource):
    """A virtual machine."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {
        "id": "string",
        "privateAddress": "string",
        "publicAddress": "string",
    }
    type: Literal["VirtualMachine@v1"]
    spec: VirtualMachineSpec
