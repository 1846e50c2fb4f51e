"""`python -m orchestrator.sandbox.azure --port 0`: serve until stopped; one JSON line tells the port."""

import argparse
import json
import os
import signal
import sys
import threading

from orchestrator.sandbox.azure.server import ArmServer

TOKEN = "ORCHESTRATOR_ARM_TOKEN"


def main() -> int:
    """Start the emulator; 2 when it is not told what it needs."""
    parser = argparse.ArgumentParser(prog="orchestrator.sandbox.azure", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument(
        "--polls", type=int, default=1, help="how often an operation is still running when asked"
    )
    options = parser.parse_args()
    token = os.environ.get(TOKEN, "")
    if not token:
        sys.stderr.write(f"set {TOKEN} to the bearer token that callers must send\n")
        return 2
    server = ArmServer(options.port, token, options.polls)
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for serve_forever, which runs in this very thread.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(json.dumps({"port": server.server_address[1]}) + "\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
