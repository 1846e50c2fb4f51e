"""A provider as a program: serves until the engine says stop, or is gone."""

import os
import signal
import sys
import threading
from concurrent import futures
from dataclasses import dataclass
from typing import Any

import grpc

from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.proto import provider_pb2_grpc
from orchestrator.providers.kit.servicer import Servicer

# States of large stacks are large; 4 MB, the default, is not enough.
_OPTIONS = [("grpc.max_receive_message_length", 400 << 20), ("grpc.max_send_message_length", 400 << 20)]
_GRACE = 30.0


@dataclass(frozen=True)
class Serving:
    """A running server."""

    server: grpc.Server
    port: int
    servicer: Servicer[Any]

    def stop(self, grace: float = 0.0) -> None:
        """Let the calls in flight end, for at most so many seconds."""
        self.servicer.cancelled.set()
        self.server.stop(grace).wait(grace + 1)


def serve(provider: Provider[Any], workers: int = 32) -> Serving:
    """Start the server on a free port of the loopback address."""
    servicer: Servicer[Any] = Servicer(provider)
    server = grpc.server(futures.ThreadPoolExecutor(workers), options=_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return Serving(server, port, servicer)


def main(provider: Provider[Any]) -> None:
    """Serve, with the port as the first line of stdout, until SIGTERM, SIGINT or the end of the engine."""
    engine = os.getppid()  # first of all: once it has the port, it may be gone at any time
    serving = serve(provider)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sys.stdout.write(f"{serving.port}\n")
    sys.stdout.flush()
    while not stop.wait(0.5):
        if os.getppid() != engine:
            # Nobody can hear the result any more, and the next run may begin at once: do not work beside it.
            os._exit(0)
    serving.stop(_GRACE)
