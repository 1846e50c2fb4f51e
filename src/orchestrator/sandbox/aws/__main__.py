"""`python -m orchestrator.sandbox.aws --port 0`: one JSON line with the port, then serves until stopped."""

import argparse
import json
import logging
import os
import sys
from pathlib import Path

ACCESS_KEY = "ORCHESTRATOR_SANDBOX_ACCESS_KEY"  # the variable's name
# Without these moto takes any image, key pair and machine size, and knows no policy that AWS manages.
STRICT = {
    "MOTO_ENABLE_AMI_VALIDATION": "true",
    "MOTO_ENABLE_KEYPAIR_VALIDATION": "true",
    "MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION": "true",
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    # moto's own images are years old: no Debian, and no Ubuntu after 16.04.
    "MOTO_AMIS_PATH": str(Path(__file__).parent / "images.json"),
}


def main() -> int:
    """Serve on 127.0.0.1 only."""
    parser = argparse.ArgumentParser(description="AWS on loopback, by moto.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    options = parser.parse_args()
    access_key = os.environ.get(ACCESS_KEY, "")
    if not access_key:
        sys.stderr.write(f"{ACCESS_KEY} is not set: the sandbox lets nobody in without a key\n")
        return 2
    os.environ.update(STRICT)
    _serve(options.port, access_key)
    return 0


def _serve(port: int, access_key: str) -> None:
    # moto reads its settings when it is imported, so they must stand before.
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    from orchestrator.sandbox.aws.gate import gated
    from orchestrator.sandbox.aws.mend import mended

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request fills the disk
    app = gated(mended(DomainDispatcherApplication(create_backend_app)), access_key)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=MotoRequestHandler)
    os.environ["MOTO_PORT"] = str(server.server_port)  # for the URLs in answers
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
