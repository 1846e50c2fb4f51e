"""KubernetesCluster: a control plane and the nodes that run containers."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.resources.virtual_machine import MachineSize, SizeName
from orchestrator.model.values import Model, NetworkRef, OutputType


class Nodes(Model):
    """The machines that run containers."""

    size: SizeName | MachineSize = "medium"
    minimum: int = Field(default=2, ge=1, le=100)
    maximum: int | None = Field(default=None, ge=1, le=100)
    """Without one the number stays at the minimum."""
    disk_gib: int = Field(default=40, ge=20, le=1024, alias="diskGiB")

    @property
    def most(self) -> int:
        """The largest number of nodes."""
        return self.maximum or self.minimum

    @model_validator(mode="after")
    def in_order(self) -> "Nodes":
        """From few to many; raises ValueError."""
        if self.most < self.minimum:
            raise ValueError("'maximum' is below 'minimum'")
        return self


class KubernetesClusterSpec(Model):
    """What the cluster is."""

    version: Literal["1.33", "1.34"] = "1.34"
    network: NetworkRef
    nodes: Nodes = Nodes()
    high_availability: Literal["none", "zone"] = "none"
    """zone: the control plane stands in several zones."""
    public_endpoint: bool = False
    """Whether the API server can be reached from the internet."""


class KubernetesCluster(Resource):
    """A Kubernetes cluster."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "name": "string", "endpoint": "string"}
    type: Literal["KubernetesCluster@v1"]
    spec: KubernetesClusterSpec
