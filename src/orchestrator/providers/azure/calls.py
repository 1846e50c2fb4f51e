"""How one resource is asked for and changed: by plain ARM, and for machines by the SDK's compute client."""

from collections.abc import Iterator
from typing import Any, Protocol

from orchestrator.providers.azure.arm import Arm, Body, Poller

VAULTS = "7.4"
"""The version of the API that vaults have of their own."""


class Calls(Protocol):
    """The requests that every resource type needs."""

    def get(self, arm: Arm, id: str) -> Body:
        """The resource, or ResourceNotFoundError."""

    def put(self, arm: Arm, id: str, body: Body, etag: str = "") -> Poller:
        """Create or replace it."""

    def delete(self, arm: Arm, id: str) -> Poller:
        """Begin to delete it."""

    def siblings(self, arm: Arm, id: str) -> Iterator[Body]:
        """Every resource of its type beside it."""


class Rest:
    """Plain ARM, at the API version of the table."""

    def __init__(self, version: str) -> None:
        self.version = version

    def get(self, arm: Arm, id: str) -> Body:
        return arm.get(id, self.version)

    def put(self, arm: Arm, id: str, body: Body, etag: str = "") -> Poller:
        return arm.put(id, self.version, body, etag)

    def delete(self, arm: Arm, id: str) -> Poller:
        return arm.delete(id, self.version)

    def siblings(self, arm: Arm, id: str) -> Iterator[Body]:
        return arm.each(id.rpartition("/")[0], self.version)


class VaultSecrets(Rest):
    """ARM writes the secrets of a vault, but only the vault itself deletes one."""

    def delete(self, arm: Arm, id: str) -> Poller:
        vault, _, name = id.rpartition("/secrets/")
        where = str(arm.get(vault, self.version)["properties"]["vaultUri"]).rstrip("/")
        return arm.outside("DELETE", f"{where}/secrets/{name}?api-version={VAULTS}")


class Machines:
    """azure-mgmt-compute: a read includes the instance view, so that the power state is known."""

    def __init__(self, version: str) -> None:
        self.version = version

    def get(self, arm: Arm, id: str) -> Body:
        group, name = _address(id)
        ask: Any = arm.compute().virtual_machines.get
        body: Body = ask(group, name, expand="instanceView", api_version=self.version, cls=_raw)
        return body

    def put(self, arm: Arm, id: str, body: Body, etag: str = "") -> Poller:
        from azure.mgmt.compute.models import VirtualMachine  # as late as the client itself

        group, name = _address(id)
        begin = arm.compute().virtual_machines.begin_create_or_update
        wanted, version = VirtualMachine(body), self.version
        poller: Poller = arm.patiently(
            lambda: begin(group, name, wanted, polling=arm.polling(), api_version=version)
        )
        return poller

    def delete(self, arm: Arm, id: str) -> Poller:
        group, name = _address(id)
        begin, version = arm.compute().virtual_machines.begin_delete, self.version
        poller: Poller = arm.patiently(lambda: begin(group, name, polling=arm.polling(), api_version=version))
        return poller

    def siblings(self, arm: Arm, id: str) -> Iterator[Body]:
        return arm.each(id.rpartition("/")[0], self.version)


def _address(id: str) -> tuple[str, str]:
    steps = id.split("/")
    return steps[4], steps[-1]


def _raw(answer: Any, *_: Any) -> Body:
    """The answer as ARM wrote it: the tables know its names, the client's own models rename them."""
    body: Body = answer.http_response.json()
    return body
