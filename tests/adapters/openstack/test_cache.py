"""Cache on OpenStack: memory by size, copies that read, and a script that parses; tests/system runs it."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.adapters import translate
from orchestrator.errors import TranslationError, Unsupported
from orchestrator.graph import Base64, CloudInit, Concat, Group, Secret, TcpCheck
from orchestrator.model.resources import AnyResource, Cache, Network
from orchestrator.model.stack import Stack

Make = Callable[..., AnyResource]
Stacked = Callable[..., Stack]


def group(make: Make, stacked: Stacked, with_: dict[str, Any] | None = None, **spec: Any) -> Group:
    cache = make(Cache, "openstack", "pages", with_, **spec)
    return translate(stacked(make(Network, "openstack", "net"), cache)).group_of("pages")


def scripts(made: Group) -> list[str]:
    texts = []
    for slot in made.slots:
        assert isinstance(slot, CloudInit)
        assert isinstance(slot.user_data, Concat)
        parts = slot.user_data.parts
        assert all(isinstance(part.value, Secret) for part in parts if isinstance(part, Base64))
        texts.append(
            "".join(
                "c2VjcmV0" if isinstance(p, Base64) else p if isinstance(p, str) else "<ip>" for p in parts
            )
        )
    return texts


@pytest.mark.parametrize(
    ("size", "flavor", "mib"), [("small", "m1.small", 1024), ("large", "m1.xlarge", 12288)]
)
def test_most_of_the_memory_is_for_the_cache(
    size: str, flavor: str, mib: int, make: Make, stacked: Stacked
) -> None:
    made = group(make, stacked, size=size)
    assert made.node("pages").properties["flavorName"] == flavor
    assert f"memory_mib={mib} " in scripts(made)[0]


@pytest.mark.parametrize("spec", [{}, {"requireTls": False}, {"replicas": 1}], ids=str)
def test_it_is_a_script(spec: dict[str, Any], make: Make, stacked: Stacked) -> None:
    for text in scripts(group(make, stacked, **spec)):
        assert text.startswith("#!/bin/bash\n")
        subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_tls_is_the_only_way_unless_it_is_not_asked_for(make: Make, stacked: Stacked) -> None:
    assert "plain=0 tls=6379 over_tls=yes" in scripts(group(make, stacked))[0]
    assert "plain=6379 tls=0 over_tls=no" in scripts(group(make, stacked, requireTls=False))[0]


def test_copies_follow_the_first_and_answer_reads(make: Make, stacked: Stacked) -> None:
    made = group(make, stacked, replicas=2)
    follows = [text.split("follow='", 1)[1].split("'", 1)[0] for text in scripts(made)]
    assert follows == ["", "replicaof <ip> 6379", "replicaof <ip> 6379"]
    assert str(made.outputs["host"]) == "pages-port.allFixedIps.0"
    assert str(made.outputs["readHost"]) == "pages-copy-1-port.allFixedIps.0"
    assert isinstance(made.outputs["password"], Secret)
    assert len([check for check in made.checks if isinstance(check.probe, TcpCheck)]) == 3


def test_nothing_takes_over(make: Make, stacked: Stacked) -> None:
    with pytest.raises(Unsupported, match="nothing takes over"):
        group(make, stacked, highAvailability="zone")
    assert group(make, stacked, {"degrade": ["highAvailability"]}, highAvailability="zone")


def test_redis_has_to_be_fetched(make: Make, stacked: Stacked) -> None:
    net = make(Network, "openstack", "net", internetAccess=False)
    with pytest.raises(TranslationError, match="has no way there") as caught:
        translate(stacked(net, make(Cache, "openstack", "pages")))
    assert "fetch the engine at first boot" in caught.value.hint
