"""A stack with two hundred faults: each is told, each at its own place."""

from itertools import cycle, islice

FAULTS = (
    "{{type: ObjectBucket@v1, placement: {{provider: aws}}, spec: {{expireAfterDays: §0}}}}",
    "{{type: ObjectBucket@v1, placement: {{provider: §oracle}}}}",
    "{{type: §ObjektBucket@v1, placement: {{provider: aws}}}}",
    "{{type: ObjectBucket@v1, placement: {{provider: aws}}, §labls: {{a: b}}}}",
    "{{type: ObjectBucket@v1, placement: {{provider: aws}}, labels: {{a: '§${{{{ params.nope }}}}'}}}}",
    "{{type: ObjectBucket@v1, placement: {{provider: aws}}, labels: {{a: '§${{{{ 1 + env.name }}}}'}}}}",
    "{{type: ObjectBucket@v1, placement: {{provider: aws}}, dependsOn: [net, §nobody{n}]}}",
    "{{type: ObjectBucket@v1, placement: {{provider: aws}}, count: §-1}}",
    "\n    type: VirtualMachine@v1\n    placement: {{provider: aws}}\n"
    '    spec: {{size: §tiny, image: {{os: debian, version: "12"}}, network: net}}',
    "{{type: Volume@v1, placement: {{provider: aws}}, spec: {{sizeGiB: 20, attachTo: §net}}}}",
    "\n    type: ObjectBucket@v1\n    placement: {{provider: aws}}\n    health:\n      interval: §soon",
)


def test_each_of_two_hundred_faults_has_its_place(files):
    lines = ["resources:", "  net: {type: Network@v1, placement: {provider: aws}, spec: {cidr: 10.0.0.0/16}}"]
    lines += [f"  bad-{n}: {fault.format(n=n)}" for n, fault in enumerate(islice(cycle(FAULTS), 200))]
    faults = files.faults("\n".join(lines) + "\n")
    assert len(faults) == 200
    assert all(fault.summary for fault in faults)
