"""Keys on AWS: machines are given the name of a shared one, and what EC2 refuses is refused at once."""

from collections.abc import Callable

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import Faults
from orchestrator.graph import Output
from orchestrator.model.resources import AnyResource, KeyPair, Network, VirtualMachine
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]
ECDSA = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= me"


def test_a_machine_is_given_the_name_of_the_shared_key(make: Make, stacked: Stacked) -> None:
    graph = translate(
        stacked(
            make(Network, "aws", "net"),
            make(KeyPair, "aws", "admin"),
            make(VirtualMachine, "aws", "web", keyPair="admin"),
        )
    )
    assert graph.group_of("web").node("web").properties["keyName"] == Output("admin", ("keyName",))
    assert "web-key" not in {node.name for node in graph.nodes()}


def test_ecdsa_is_refused_wherever_it_stands(make: Make, stacked: Stacked) -> None:
    stack = stacked(
        make(Network, "aws", "net"),
        make(KeyPair, "aws", "admin", publicKey=ECDSA),
        make(VirtualMachine, "aws", "web", sshPublicKey=ECDSA),
    )
    with pytest.raises(Faults) as caught:
        translate(stack)
    assert [(fault.where, fault.summary.split(":")[0]) for fault in caught.value.errors] == [
        ("admin", "publicKey"),
        ("web", "sshPublicKey"),
    ]
    assert all("ed25519" in fault.hint for fault in caught.value.errors)
