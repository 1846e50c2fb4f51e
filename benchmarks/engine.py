"""Preview, apply and destroy of N resources, against the typed SDK on the same engine and plugin."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from orchestrator import tools
from orchestrator.clouds import Target
from orchestrator.engine import Engine, Settings
from orchestrator.engine.session import Session
from orchestrator.graph import Graph, Group, Node
from orchestrator.model.environment import AwsProvider, Environment, Providers

TARGET = Target("aws", "eu-central-1")
ENVIRONMENT = Environment(name="bench", providers=Providers(aws=AwsProvider(region="eu-central-1")))
CHAIN = 10


def graph(count: int) -> Graph:
    """Groups of ten nodes, each of which needs the one before."""
    groups = []
    for number in range(count // CHAIN):
        nodes: list[Node] = []
        for link in range(CHAIN):
            keepers = {"before": nodes[-1]["hex"]} if nodes else {"before": "none"}
            name = f"id-{number}-{link}"
            nodes.append(Node("random:index/randomId:RandomId", name, {"byteLength": 8, "keepers": keepers}))
        groups.append(Group(f"group-{number}", "Bench", TARGET, tuple(nodes)))
    return Graph("bench", "bench", tuple(groups))


def sdk_program(count: int) -> Callable[[], None]:
    """The same with the official typed SDK."""

    def run() -> None:
        import pulumi
        import pulumi_random

        for number in range(count // CHAIN):
            group = pulumi.ComponentResource("orchestrator:resource:Bench", f"group-{number}")
            before: Any = "none"
            for link in range(CHAIN):
                made = pulumi_random.RandomId(
                    f"id-{number}-{link}",
                    byte_length=8,
                    keepers={"before": before},
                    opts=pulumi.ResourceOptions(parent=group, version="4.21.4"),
                )
                before = made.hex

    return run


def timed(call: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def rows(count: int) -> Iterator[tuple[str, float, float]]:
    """The measured lines."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(
            tools.ensure("pulumi", lambda line: None),
            tools.PULUMI.version,
            Path(name) / "ours",
            Path(name) / "cache",
        )
        engine, wanted = Engine("bench", ENVIRONMENT, settings), graph(count)
        stack = Session("peer", ENVIRONMENT, settings).open()
        stack.workspace.program = sdk_program(count)
        what = f"{count} resources; peer: Pulumi's SDK"
        yield f"preview of {what}", timed(lambda: engine.preview(wanted)), timed(lambda: stack.preview())
        yield f"apply of {what}", timed(lambda: engine.apply(wanted)), timed(lambda: stack.up())
        yield (
            f"no-op apply of {what}",
            timed(lambda: engine.apply(wanted)),
            timed(lambda: stack.up(refresh=True)),
        )
        yield f"destroy of {what}", timed(lambda: engine.destroy()), timed(lambda: stack.destroy())
