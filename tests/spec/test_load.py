"""What a good stack becomes: values, instances, order, references and positions."""

import sys
from collections.abc import Callable

import pytest

from orchestrator.clouds import Target
from orchestrator.errors import Faults, Where
from orchestrator.model.values import OutputRef, Template
from orchestrator.spec.findings import MOST_FAULTS

STACK = """\
params:
  size: {type: string, enum: [small, large], default: small}
  replicas: {type: integer, default: 2}
resources:
  web:
    type: VirtualMachine@v1
    count: ${{ params.replicas }}
    placement: {provider: openstack}
    labels: {owner: bob, stage: "${{ env.labels.stage }}-${{ params.replicas }}"}
    dependsOn: [files]
    spec:
      size: ${{ params.size }}
      image: {os: debian, version: "12"}
      network: shared
      userData: |
        #!/bin/sh
        # ${HOME} $(id) $$ and $${{ literal }}
        echo ${{ self.name }} ${{ self.index }} ${{ self.cloud }}/${{ self.region }}
        db=${{ resources.my-db.outputs.host }}
  shared:
    type: Network@v1
    labels: {kind: core}
    spec:
      cidr: 10.0.0.0/16
      internetAccess: false
      spans:
        - placement: {provider: aws}
          cidr: 10.0.0.0/18
        - placement: {provider: openstack}
          cidr: 10.0.64.0/18
  my-db:
    type: DatabaseInstance@v1
    placement: {provider: aws}
    spec: {engine: mysql, version: "8.0", network: shared}
    health: {interval: 1m, timeout: 500ms, gate: {apply: true, within: 0.5h}}
  files:
    type: ObjectBucket@v1
    placement: {provider: aws, region: us-east-1}
outputs:
  first: https://${{ resources.web[0].outputs.privateAddress }}/
  second: ${{ resources['web-1'].outputs.id }}
  network: ${{ resources["shared-aws"].outputs.id }}
  replicas: ${{ params.replicas }}
  plain: text
""".replace("resources.my-db", 'resources["my-db"]')


@pytest.fixture
def loaded(files):
    """The stack above."""
    return files.load(STACK)


def test_instances_come_in_the_order_of_creation(loaded):
    names = [resource.name for resource in loaded.stack.resources]
    assert names == ["shared-aws", "shared-openstack", "my-db", "files", "web-0", "web-1"]
    assert [r.logical_name for r in loaded.stack.resources] == ["shared"] * 2 + ["my-db", "files"] + [
        "web"
    ] * 2


def test_each_is_placed(loaded):
    targets = {resource.name: resource.target for resource in loaded.stack.resources}
    assert targets["shared-openstack"] == targets["web-0"] == Target("openstack", "RegionOne")
    assert targets["shared-aws"] == targets["my-db"] == Target("aws", "eu-central-1")
    assert targets["files"] == Target("aws", "us-east-1")


def test_references_become_instances_on_the_same_cloud(loaded):
    assert loaded.stack.resource("web-1").spec.network == "shared-openstack"
    assert loaded.stack.resource("my-db").spec.network == "shared-aws"
    assert loaded.stack.resource("web-1").depends_on == ("files",)


def test_spans_share_what_is_common(loaded):
    spans = [loaded.stack.resource(name) for name in ("shared-aws", "shared-openstack")]
    assert [span.spec.cidr for span in spans] == ["10.0.0.0/18", "10.0.64.0/18"]
    assert all(not span.spec.internet_access and span.labels["kind"] == "core" for span in spans)


def test_labels_of_the_stack_lie_below_those_of_a_resource(loaded):
    assert loaded.stack.resource("web-0").labels == {"owner": "bob", "stage": "dev-2"}
    assert loaded.stack.resource("files").labels == {"owner": "alice"}


def test_a_lone_expression_keeps_its_type_and_text_takes_all(loaded):
    script = loaded.stack.resource("web-1").spec.user_data
    assert isinstance(script, Template)
    before, reference, after = script.parts
    assert reference == OutputRef("my-db", "host")
    assert before == (
        "#!/bin/sh\n# ${HOME} $(id) $$ and ${{ literal }}\necho web-1 1 openstack/RegionOne\ndb="
    )
    assert after == "\n"


def test_durations_are_seconds(loaded):
    health = loaded.stack.resource("my-db").health
    assert (health.interval, health.timeout, health.gate.within) == (60, 0.5, 1800)


def test_outputs(loaded):
    assert loaded.stack.outputs == {
        "first": Template(("https://", OutputRef("web-0", "privateAddress"), "/")),
        "second": Template((OutputRef("web-1", "id"),)),
        "network": Template((OutputRef("shared-aws", "id"),)),
        "replicas": "2",
        "plain": "text",
    }


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("metadata", "name"), 3, 12),
        (("resources",), 7, 1),
        (("resources", "web"), 8, 3),
        (("resources", "web", "spec", "size"), 15, 7),
        (("resources", "web", "spec", "image", "version"), 16, 27),
        (("resources", "web", "dependsOn", 0), 13, 17),
        # What the file does not say stands at its nearest ancestor.
        (("resources", "web", "spec", "diskGiB"), 14, 5),
        (("resources", "files", "lifecycle", "protect"), 39, 3),
        (("resources", "shared", "spec", "spans", 1), 32, 11),
        # A span answers for all of its network: its own range, and what is common.
        (("resources", "shared", "spec", "spans", 1, "spec", "cidr"), 33, 11),
        (("resources", "shared", "spec", "spans", 1, "spec", "internetAccess"), 28, 7),
        (("resources", "shared", "spec", "spans", 1, "labels", "kind"), 25, 14),
    ],
)
def test_positions(loaded, path, line, column):
    where = loaded.positions.where(path)
    assert (where.line, where.column) == (line, column)
    assert where.file == loaded.positions.file


def test_every_resource_knows_its_place(loaded):
    lines = {resource.name: loaded.positions.where(resource.path).line for resource in loaded.stack.resources}
    assert lines == {
        "shared-aws": 30,
        "shared-openstack": 32,
        "my-db": 34,
        "files": 39,
        "web-0": 8,
        "web-1": 8,
    }


def test_two_spans_in_one_cloud_are_called_by_their_region(files):
    stack = """\
resources:
  net:
    type: Network@v1
    spec:
      cidr: 10.0.0.0/8
      spans:
        - {placement: {provider: aws}, cidr: 10.0.0.0/16}
        - {placement: {provider: aws, region: us-east-1}, cidr: 10.1.0.0/16}
        - {placement: {provider: openstack}, cidr: 10.2.0.0/16}
"""
    names = [resource.name for resource in files.load(stack).stack.resources]
    assert names == ["net-aws-eu-central-1", "net-aws-us-east-1", "net-openstack"]


def test_a_count_of_none_leaves_no_instance(files):
    stack = "resources:\n  files:\n    type: ObjectBucket@v1\n    placement: {provider: aws}\n    count: 0\n"
    assert files.load(stack).stack.resources == ()


def test_yaml_1_2_types(files):
    stack = """\
resources:
  files:
    type: ObjectBucket@v1
    placement: {provider: aws}
    labels: {a: on, b: yes, c: No, d: 2026-11-24, e: 12:30:00, f: 0b1, g: 1_000, h: "1", i: "true", j: off}
    spec: {expireAfterDays: 0o17, versioning: True}
    health: {interval: 0x1F}
"""
    (bucket,) = files.load(stack).stack.resources
    given = {key: bucket.labels[key] for key in "abcdefghij"}
    words = ["on", "yes", "No", "2026-11-24", "12:30:00", "0b1", "1_000", "1", "true", "off"]
    assert given == dict(zip("abcdefghij", words, strict=True))
    assert (bucket.spec.expire_after_days, bucket.spec.versioning, bucket.health.interval) == (15, True, 31)


def test_loading_twice_gives_the_same(files):
    first, second = files.load(STACK), files.load(STACK)
    assert first.stack == second.stack
    assert first.positions == second.positions


VM = """\
  r{0}:
    type: VirtualMachine@v1
    placement: {{provider: openstack}}
    labels: {{team: a, tier: b}}
    spec:
      size: ${{{{ params.size }}}}
      image: {{os: debian, version: "12"}}
      network: {2}
      expose: [{{port: 443, from: internet}}]
      userData: |
        #!/bin/sh
        echo ${{{{ resources.r{1}.outputs.privateAddress }}}}
    health: {{http: {{port: 443}}, interval: 10s}}
"""


def big(count: int, network: str = "net") -> str:
    """A chain of machines: each reads an output of the one before."""
    head = "params: {size: {type: string, default: small}}\nresources:\n  net: {type: Network@v1, "
    head += "placement: {provider: openstack}, spec: {cidr: 10.0.0.0/16}}\n"
    first = VM.format(0, 0, network).replace("${{ resources.r0.outputs.privateAddress }}", "")
    return head + first + "".join(VM.format(i, i - 1, network) for i in range(1, count))


def calls(work: Callable[[], object]) -> int:
    """How many functions are called: the same on every machine, however busy it is."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def test_loading_is_linear(files):
    files.load(big(10))
    small, large = (calls(lambda n=n: files.load(big(n))) for n in (100, 400))
    assert large < 5 * small


def test_beyond_some_thousand_faults_nobody_reads_on(files):
    with pytest.raises(Faults) as caught:
        files.load(big(10) + "".join(f"  r{i}: {{type: Network@v1}}\n" for i in range(10, 6000)))
    assert len(caught.value.errors) == MOST_FAULTS


def test_a_thousand_faults_are_told_in_order(files):
    with pytest.raises(Faults) as caught:
        files.load(big(1000, "nte"))
    assert len(caught.value.errors) == 1000
    assert caught.value.errors == sorted(caught.value.errors, key=lambda e: e.where)
    assert all(isinstance(error.where, Where) for error in caught.value.errors)


def test_telling_faults_is_linear(files):
    def told(count: int) -> int:
        def work() -> None:
            with pytest.raises(Faults):
                files.load(big(count, "nte"))

        return calls(work)

    told(10)
    assert told(400) < 5 * told(100)
