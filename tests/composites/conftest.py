"""Stacks with composite types written to a folder, and the faults that loading them gives."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.composites import Composer, load
from orchestrator.errors import OrchestratorError
from orchestrator.spec import Loaded

ENVIRONMENT = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers:
  aws: {region: eu-central-1}
  openstack: {region: RegionOne, cloud: private}
"""
HEAD = """\
apiVersion: orchestrator.dev/v1
kind: Stack
metadata: {name: shop, labels: {owner: alice}}
"""
TYPE_HEAD = """\
apiVersion: orchestrator.dev/v1
kind: CompositeType
"""
WEB_SHOP = """\
metadata: {name: WebShop, annotations: {owner: team-platform}}
spec:
  revision: 1.0.0
  versions:
    - name: v1
      deprecated: {since: "2026-09-01", removeAfter: "2027-03-01", message: use v2 with a tier}
      schema:
        required: [host]
        properties:
          host: {type: string, format: hostname}
          big: {type: boolean, default: false}
    - name: v2
      hub: true
      schema:
        required: [host]
        properties:
          host: {type: string, format: hostname, description: Public DNS name}
          tier: {type: string, enum: [bronze, gold], default: bronze}
          days: {type: integer, minimum: 1}
          greeting: {type: string, default: hello}
        rules:
          - {rule: "spec.tier != 'gold' || env.labels.stage == 'prod'", message: gold only in prod}
      outputs: {url: {type: string}, dbHost: {type: string}}
  conversions:
    - {from: v1, to: v2, set: {tier: "${{ old.big ? 'gold' : 'bronze' }}", host: "${{ old.host }}"}}
    - {from: v2, to: v1, set: {big: "${{ old.tier == 'gold' }}", host: "${{ old.host }}"}}
  template:
    resources:
      net:
        type: Network@v1
        spec: {cidr: 10.0.0.0/16}
      db:
        type: DatabaseInstance@v1
        spec:
          engine: mysql
          version: "8.0"
          size: "${{ spec.tier == 'gold' ? 'large' : 'small' }}"
          network: net
      web:
        type: VirtualMachine@v1
        labels: {tier: web}
        spec:
          size: small
          image: {os: debian, version: "12"}
          network: net
          userData: |
            #!/bin/sh
            echo "${{ spec.greeting }} of ${{ instance.name }}" > ${HOME}/hello
            echo "${{ resources.db.outputs.host }}" > /etc/db
      files:
        type: ObjectBucket@v1
        dependsOn: [web]
        spec: {expireAfterDays: "${{ spec.days }}"}
    outputs:
      url: https://${{ spec.host }}/
      dbHost: ${{ resources.db.outputs.host }}
"""
STACK = """\
resources:
  shop:
    type: WebShop@v2
    placement: {provider: aws}
    spec: {host: shop.example}
"""


@dataclass(frozen=True)
class Files:
    """Writes stacks and types, and loads them."""

    folder: Path
    web_shop: str = WEB_SHOP
    """A type with two versions, a rule, conversions and all built-in types."""

    def type(self, text: str, name: str = "webshop") -> Path:
        """Write one type, with a good head where it has none."""
        (self.folder / "types").mkdir(exist_ok=True)
        file = self.folder / f"types/{name}.yaml"
        file.write_text(text if "apiVersion" in text else TYPE_HEAD + text)
        return file

    def write(self, stack: str, environment: str = ENVIRONMENT) -> Path:
        """Write one stack and its environment."""
        (self.folder / "environments").mkdir(exist_ok=True)
        (self.folder / "stack.yaml").write_text(stack if "apiVersion" in stack else HEAD + stack)
        (self.folder / "environments/dev.yaml").write_text(environment)
        return self.folder

    def load(self, stack: str, environment: str = ENVIRONMENT) -> Loaded:
        """Load a stack that is good."""
        return load(self.write(stack, environment), "dev", Composer(pinned=False))

    def faults(self, stack: str = STACK, environment: str = ENVIRONMENT) -> list[str]:
        """Every fault of a stack that is bad, its files without their folder."""
        with pytest.raises(OrchestratorError) as caught:
            self.load(stack, environment)
        return [str(error).replace(f"{self.folder}/", "") for error in caught.value.each()]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A folder for one stack and its types."""
    return Files(tmp_path)


@pytest.fixture
def shop(files: Files) -> Files:
    """The same, with the WebShop."""
    files.type(WEB_SHOP)
    return files
