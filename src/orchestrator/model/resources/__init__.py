"""All abstract resource types: to add one, write its file and its line here; mypy then asks for the rest."""

from orchestrator.model.resources.database_instance import DatabaseInstance
from orchestrator.model.resources.envelope import (
    Gate,
    Health,
    HttpHealth,
    Lifecycle,
    Monitoring,
    Placement,
    Register,
    Resource,
    Thresholds,
)
from orchestrator.model.resources.network import Network
from orchestrator.model.resources.object_bucket import ObjectBucket
from orchestrator.model.resources.virtual_machine import Expose, Image, MachineSize, VirtualMachine

AnyResource = Network | VirtualMachine | DatabaseInstance | ObjectBucket
RESOURCE_TYPES: dict[str, type[AnyResource]] = {
    "Network@v1": Network,
    "VirtualMachine@v1": VirtualMachine,
    "DatabaseInstance@v1": DatabaseInstance,
    "ObjectBucket@v1": ObjectBucket,
}

__all__ = [
    "RESOURCE_TYPES",
    "AnyResource",
    "DatabaseInstance",
    "Expose",
    "Gate",
    "Health",
    "HttpHealth",
    "Image",
    "Lifecycle",
    "MachineSize",
    "Monitoring",
    "Network",
    "ObjectBucket",
    "Placement",
    "Register",
    "Resource",
    "Thresholds",
    "VirtualMachine",
]
