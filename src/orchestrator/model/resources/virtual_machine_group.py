"""VirtualMachineGroup: machines of one kind whose number follows the load."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.resources.virtual_machine import MachineSpec
from orchestrator.model.values import Model, OutputType, Seconds


class BusinessMetric(Model):
    """A number that the application itself counts, such as orders per second, divided by the machines."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")
    per_machine: float = Field(gt=0)
    """More of it than this on average: one machine more."""


class Scaling(Model):
    """When the number of machines changes; with both, whichever asks for more decides."""

    cpu_percent: float | None = Field(default=None, ge=10, le=95)
    """The average over all machines that is aimed at."""
    metric: BusinessMetric | None = None
    cooldown: Seconds = Field(default=300, ge=30, le=3600)
    """Seconds between two changes."""

    @model_validator(mode="after")
    def by_something(self) -> "Scaling":
        """At least one measure; raises ValueError."""
        if self.cpu_percent is None and self.metric is None:
            raise ValueError("give 'cpuPercent', 'metric' or both")
        return self


class VirtualMachineGroupSpec(MachineSpec):
    """What each machine is, and how many there are."""

    minimum: int = Field(default=1, ge=0, le=1000)
    maximum: int = Field(default=1, ge=1, le=1000)
    scaling: Scaling | None = None
    """Without it the number stays at the minimum."""

    @model_validator(mode="after")
    def in_order(self) -> "VirtualMachineGroupSpec":
        """From few to many, and a reason to grow; raises ValueError."""
        if self.maximum < self.minimum:
            raise ValueError("'maximum' is below 'minimum'")
        if self.maximum > self.minimum and self.scaling is None:
            raise ValueError("with 'maximum' above 'minimum', say in 'scaling' when it grows")
        return self


class VirtualMachineGroup(Resource):
    """A group of virtual machines."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "name": "string"}
    type: Literal["VirtualMachineGroup@v1"]
    spec: VirtualMachineGroupSpec
