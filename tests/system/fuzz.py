"""Inputs by the thousand for the loader and its expressions: `python fuzz.py loader|expressions ARGUMENTS`.

Only our own errors may come out, and none may take more than seconds. libFuzzer looks for inputs that
reach new lines; what it finds is left in the folder that it is started in.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["orchestrator.spec", "orchestrator.expressions"]):
    from orchestrator.errors import OrchestratorError
    from orchestrator.spec import load

STACK = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: fuzzed}
params: {size: {type: string, default: small}, replicas: {type: integer, default: 3}}
resources:
  net: {type: Network@v1, placement: {provider: aws}, spec: {cidr: 10.0.0.0/16}}
  db-1:
    type: DatabaseInstance@v1
    placement: {provider: aws}
    spec: {engine: mysql, version: "8.0", network: net}
  files:
    type: ObjectBucket@v1
    placement: {provider: aws}
    count: 2
    labels: {x: %s}
outputs: {y: %s}
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers: {aws: {region: eu-central-1}}
"""
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def loader(data: bytes) -> None:
    """Any bytes as a stack file."""
    file = FOLDER / "stack.yaml"
    file.write_bytes(data)
    try:
        load(file)
    except OrchestratorError as error:
        assert str(error)


def expressions(data: bytes) -> None:
    """Any text inside of `${{ }}`, in a resource and in an output."""
    inside = data.decode(errors="replace").replace("'", "''").replace("\r", " ")
    written = "'${{ " + inside.replace("\n", " ") + " }}'"
    loader((STACK % (written, written)).encode(errors="replace"))


def main() -> None:
    """Run one target until libFuzzer has had enough."""
    target = {"loader": loader, "expressions": expressions}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
