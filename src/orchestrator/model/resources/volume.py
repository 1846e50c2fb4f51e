"""Volume: a disk that outlives the machine it is attached to."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, OutputType, Reference


class VolumeSpec(Model):
    """What the disk is. Nothing formats it: the machine finds an empty block device."""

    size_gib: int = Field(ge=10, le=16384, alias="sizeGiB")
    performance: Literal["standard", "fast"] = "standard"
    encrypted: bool = True
    attach_to: Annotated[str, Reference("VirtualMachine", keeps=False)] | None = None


class Volume(Resource):
    """A block storage volume."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string"}
    type: Literal["Volume@v1"]
    spec: VolumeSpec
