"""The life of disks, vaults, zones and queues: what changes in place, what is made anew, what is secret."""

from typing import Any

import pytest

from orchestrator.providers.azure.provider import PROVIDER
from orchestrator.providers.kit.lifecycle import Lifecycle

URN = "urn:pulumi:dev::shop::azure-native:x:Y::it"


@pytest.fixture
def life(arm: Any) -> Any:
    """The life of a type, by the end of its token."""
    handlers = {handler.schema.token.partition(":")[2]: handler for handler in PROVIDER.resources}
    return lambda token: Lifecycle(PROVIDER, handlers[token], arm, arm.cancelled)


def changes(type_: Any, state: dict[str, Any], wanted: dict[str, Any]) -> list[tuple[str, bool]]:
    """What a change of the inputs does: each path, and whether it makes a new resource."""
    found = type_.diff(state, wanted, [])
    return [(".".join(map(str, change.path)), change.replace) for change in found]


def test_a_disk_grows_in_place(life: Any, group: str, sandbox: Any) -> None:
    disks = life("compute:Disk")
    inputs = {
        "resourceGroupName": group,
        "diskName": "data",
        "creationData": {"createOption": "Empty"},
        "diskSizeGB": 10,
        "sku": {"name": "StandardSSD_LRS"},
    }
    id, state = disks.create(URN, inputs)
    assert disks.read(id, inputs, state).inputs == inputs
    assert changes(disks, state, {**inputs, "creationData": {"createOption": "Copy"}}) == [
        ("creationData.createOption", True)
    ]
    larger = {**inputs, "diskSizeGB": 20}
    assert changes(disks, state, larger) == [("diskSizeGB", False)]
    state = disks.update(id, state, larger)
    assert sandbox.arm("GET", id)[1]["properties"]["diskSizeGB"] == 20
    with pytest.raises(Exception, match="smaller size"):
        disks.update(id, state, inputs)
    disks.delete(id, state)
    assert sandbox.arm("GET", id)[0] == 404
