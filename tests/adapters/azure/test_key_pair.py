"""Keys on Azure: machines get the text of a shared key, and kinds that they refuse are refused at once."""

from collections.abc import Callable

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Faults, Unsupported
from orchestrator.graph import Output
from orchestrator.model.resources import AnyResource, KeyPair, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
ECDSA = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= me"


def test_a_machine_reads_the_shared_key_and_needs_no_password(make: Make, stacked: Stacked) -> None:
    graph = translate(
        stacked(
            make(Network, "azure", "net"),
            make(KeyPair, "azure", "admin"),
            make(VirtualMachine, "azure", "web", keyPair="admin"),
        )
    )
    nodes = {node.name: node for node in graph.nodes()}
    login = nodes["web"].properties["osProfile"]
    assert isinstance(login, dict)
    linux = login["linuxConfiguration"]
    assert linux["ssh"]["publicKeys"][0]["keyData"] == Output("admin", ("publicKey",))
    assert linux["disablePasswordAuthentication"] is True
    assert "adminPassword" not in login
    assert "web-password" not in nodes


def test_ecdsa_is_refused_wherever_it_stands(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "azure", "net"),
        make(KeyPair, "azure", "admin", publicKey=ECDSA),
        make(VirtualMachine, "azure", "web", sshPublicKey=ECDSA),
    )
    with pytest.raises(Faults) as caught:
        translate(stack)
    assert [type(fault) for fault in caught.value.errors] == [Unsupported, Unsupported]
    assert [fault.where for fault in caught.value.errors] == ["admin", "web"]
    assert all("ed25519" in fault.hint for fault in caught.value.errors)
