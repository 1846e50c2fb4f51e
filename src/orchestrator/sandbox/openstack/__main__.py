"""`python -m orchestrator.sandbox.openstack`: one JSON line with the port, then serves until stopped."""

import argparse
import json
import os
import signal
import sys
from types import FrameType

from orchestrator.sandbox.openstack.server import Cloud, serve

PASSWORD = "ORCHESTRATOR_SANDBOX_PASSWORD"  # the variable's name


def main() -> int:
    parser = argparse.ArgumentParser(description="An emulator of the OpenStack APIs on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument(
        "--settle", type=float, default=0.3, help="seconds a server or volume takes to change state"
    )
    options = parser.parse_args()
    password = os.environ.get(PASSWORD, "")
    if not password:
        sys.stderr.write(f"{PASSWORD} is not set: the sandbox does not run without a password\n")
        return 2
    server = serve(Cloud(password, options.settle), options.port)
    signal.signal(signal.SIGTERM, _stop)
    sys.stdout.write(json.dumps({"port": server.server_address[1]}) + "\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
