"""A stack of many resources, from YAML to the translated graph: CPU seconds and memory by stage."""

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: large, labels: {owner: benchmarks}}
params:
  days: {type: integer, default: 7}
resources:
"""
ENVIRONMENT = """\
---
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers:
  aws: {region: eu-central-1}
  azure: {region: westeurope, subscriptionId: 00000000-0000-0000-0000-000000000000}
  openstack: {region: RegionOne, cloud: private}
"""
BLOCK = """\
  net-{n}:
    type: Network@v1
    placement: {{provider: {cloud}}}
    spec: {{cidr: 10.{second}.0.0/16}}
  db-{n}:
    type: DatabaseInstance@v1
    placement: {{provider: {cloud}}}
    labels: {{stage: "${{{{ env.labels.stage }}}}"}}
    spec:
      engine: mysql
      version: "8.0"
      storageGiB: "${{{{ params.days * 10 }}}}"
      backup: {{retentionDays: "${{{{ params.days }}}}"}}
      network: net-{n}
"""
MACHINE = """\
  web-{n}-{m}:
    type: VirtualMachine@v1
    placement: {{provider: {cloud}}}
    spec:
      size: small
      image: {{os: debian, version: "12"}}
      network: net-{n}
      expose: [{{port: 443, from: internet}}, {{port: 22, from: network}}]
      userData: |
        #!/bin/sh
        echo "${{{{ resources["db-{n}"].outputs.host }}}}" > /etc/database
    health: {{http: {{port: 443, path: /healthz, scheme: https}}, interval: 10s}}
"""
BUCKET = """\
  files-{n}-{m}:
    type: ObjectBucket@v1
    placement: {{provider: {cloud}}}
    spec: {{versioning: true}}
"""
CLOUDS = ("aws", "azure", "openstack")


def text(count: int) -> str:
    """A stack of so many resources: a network and a database for every eight machines and buckets."""
    blocks = []
    for n in range(count // 10):
        cloud = CLOUDS[n % 3]
        blocks.append(BLOCK.format(n=n, cloud=cloud, second=n % 250))
        blocks += [MACHINE.format(n=n, m=m, cloud=cloud) for m in range(4)]
        blocks += [BUCKET.format(n=n, m=m, cloud=cloud) for m in range(4)]
    return HEAD + "".join(blocks) + ENVIRONMENT


def rows(count: int = 10_000) -> list[tuple[str, float, float]]:
    """Each stage, the peer being PyYAML's C parser, which makes plain data of the same text."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stack.yaml"
        file.write_text(text(count))
        command = [sys.executable, "-m", "benchmarks.loading", str(file)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        parsed = _peer(file)
    made = [(f"{stage} of {count:,} resources", seconds, parsed) for stage, seconds in ours["stages"].items()]
    total = sum(ours["stages"].values())
    memory = f"all of {count:,} resources, {ours['MiB']} MiB at most"
    return [*made, (memory, total, parsed)]


def _peer(file: Path) -> float:
    import yaml

    started = time.process_time()
    for _ in yaml.load_all(file.read_text(), yaml.CSafeLoader):
        pass
    return time.process_time() - started


def main() -> None:
    """Measure in a process of its own, so that memory is only that of the loader."""
    from orchestrator.adapters import translate
    from orchestrator.cli.main import COLLECT_AFTER
    from orchestrator.spec import load
    from orchestrator.spec.documents import read_documents
    from orchestrator.spec.findings import Findings

    file = Path(sys.argv[1])
    gc.set_threshold(*COLLECT_AFTER)
    begun = time.process_time()
    read_documents(file, Findings())
    read = time.process_time()
    stack = load(file).stack
    loaded = time.process_time()
    graph = translate(stack)
    stages = {
        "parse": read - begun,
        # Loading parses anew: what is left is evaluation, expansion, references and validation.
        "expand and validate": (loaded - read) - (read - begun),
        "translate": time.process_time() - loaded,
    }
    assert len(graph.groups) >= len(stack.resources)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"stages": stages, "MiB": most}))


if __name__ == "__main__":
    main()
