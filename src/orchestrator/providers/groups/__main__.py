"""The program that the engine starts; its arguments are the kinds of groups that a program uses."""

import os
import signal
import sys
import threading
from concurrent import futures

import grpc

from orchestrator.providers.groups.servicer import Groups
from orchestrator.providers.kit.proto import provider_pb2_grpc


def main(kinds: list[str]) -> None:
    """Serve, with the port as the first line of stdout, until the engine ends it or is gone."""
    engine = os.getppid()
    server = grpc.server(futures.ThreadPoolExecutor(8))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Groups(kinds), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while not stop.wait(0.5) and os.getppid() == engine:
        pass
    server.stop(1).wait(2)


# The engine adds an argument of its own, its address.
main([word for word in sys.argv[1:] if word.isalnum() and not word.isdigit()])
