"""Defaults of an environment: below what a stack says, above what a type says."""

from pathlib import Path

from orchestrator.errors import Where

STACK = """\
resources:
  files: {type: ObjectBucket@v1, placement: {provider: aws}}
  net: {type: Network@v1, placement: {provider: aws}, spec: {cidr: 10.0.0.0/16}}
  web:
    type: VirtualMachine@v1
    placement: {provider: aws}
    monitoring: {thresholds: {cpuPercent: 70}}
    health: {http: {port: 80}, unhealthyAfter: 7}
    spec: {size: small, image: {os: debian, version: "12"}, network: net}
"""
DEV = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers: {aws: {region: eu-central-1}}
defaults:
  monitoring: {interval: 30s, thresholds: {cpuPercent: 60, diskPercent: 75}}
  health: {interval: 1m, unhealthyAfter: 5, gate: {apply: true, within: 2m}}
patches:
  - target: {resource: files}
    merge: {monitoring: {interval: 5s}}
"""


def test_they_lie_below_what_the_stack_and_the_patches_say(files):
    stack = files.load(STACK, DEV).stack
    web, bucket = stack.resource("web"), stack.resource("files")
    assert (web.monitoring.interval, web.monitoring.thresholds.cpu_percent) == (30, 70)
    assert web.monitoring.thresholds.disk_percent == 75
    assert (web.health.interval, web.health.unhealthy_after, web.health.timeout) == (60, 7, 3)
    assert web.health.gate.apply and web.health.gate.within == 120
    assert web.health.http and web.health.http.port == 80
    assert bucket.monitoring.interval == 5
    assert stack.resource("net").health.unhealthy_after == 5


def test_each_value_has_the_place_where_it_was_written(files):
    loaded = files.load(STACK, DEV)

    def place(*path: str) -> Where:
        where = loaded.positions.where(("resources", *path))
        return Where(Path(where.file).name, where.line)

    assert place("web", "monitoring", "thresholds", "cpuPercent") == Where("stack.yaml", 10)
    assert place("web", "monitoring", "interval") == Where("dev.yaml", 6)
    assert place("files", "monitoring", "interval") == Where("dev.yaml", 10)


def test_what_is_no_mapping_stays_a_fault(files):
    (fault,) = files.faults("resources:\n  files: §5\n", DEV.partition("patches")[0])
    assert "must be a mapping" in fault.summary
