"""What stands in a template: its names and values, its faults, and types within types."""

from orchestrator.model.values import OutputRef, Template

ENVIRONMENT = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev, labels: {stage: dev}}
providers: {aws: {region: eu-central-1}}
"""


def simple(body, name="Store", schema="{properties: {days: {type: integer}, note: {type: string}}}"):
    """A type with one version and the given template."""
    return (
        f"metadata: {{name: {name}}}\nspec:\n  revision: 1.0.0\n  versions:\n"
        f"    - name: v1\n      schema: {schema}\n      outputs: {{url: {{type: string}}}}\n  template:\n"
        + "".join(f"    {line}\n" for line in body.splitlines())
    )


STACK = """\
resources:
  my:
    type: Store@v1
    placement: {provider: aws}
"""
TWO = """\
resources:
  first: {type: Store@v1, placement: {provider: aws}, spec: {days: 3}}
  second: {type: Store@v1, placement: {provider: aws}, spec: {days: 4}}
"""
GOOD = """\
resources:
  files: {type: ObjectBucket@v1, spec: {expireAfterDays: "${{ spec.days }}"}}
outputs: {url: "${{ resources.files.outputs.url }}"}
"""


def test_a_fault_of_the_template_tells_the_template_and_the_instance(files):
    files.type(simple(GOOD.replace("expireAfterDays", "expireAfter")), "store")
    stack = STACK + "    spec: {days: 3}\n"
    assert files.faults(stack) == [
        "types/store.yaml:12:45 (for stack.yaml:5:3): unknown key 'expireAfter' in 'spec' "
        "(did you mean 'expireAfterDays'?)"
    ]


def test_what_a_template_cannot_read_is_told(files):
    files.type(
        simple(
            """\
resources:
  files:
    type: ObjectBucket@v1
    dependsOn: [fils]
    labels:
      a: ${{ params.x }}
      b: ${{ spec.dais }}
      c: ${{ resources.fles.outputs.url }}
      d: x ${{ spec.dais + 1 }}
      e: ${{ }}
outputs: {url: "${{ resources.files.outputs.url }}"}
"""
        ),
        "store",
    )
    faults = [fault.replace(" (for stack.yaml:5:3)", "") for fault in files.faults(STACK)]
    # What an expression can read anywhere is said by the language, which grows.
    assert [*faults[:-1], faults[-1].partition(" (")[0]] == [
        "types/store.yaml:14:21: the template has no resource 'fils' (did you mean 'files'?)",
        "types/store.yaml:16:14: a template cannot read 'params.x' (a template reads spec, instance.name, "
        "env, self, resources.NAME.outputs.OUTPUT, resources.NAME.name)",
        "types/store.yaml:17:14: the spec has no 'spec.dais' (did you mean 'days'?)",
        "types/store.yaml:18:14: the template has no resource 'fles' (did you mean 'files'?)",
        "types/store.yaml:19:16: the spec has no 'spec.dais' (did you mean 'days'?)",
        "types/store.yaml:20:14: the expression is empty",
    ]


def test_each_instance_has_its_own_resources(files):
    files.type(simple(GOOD), "store")
    loaded = files.load(TWO)
    assert {r.name: r.spec.expire_after_days for r in loaded.stack.resources} == {
        "first-files": 3,
        "second-files": 4,
    }


def test_a_value_that_may_be_unset_can_be_asked_for(files):
    body = GOOD.replace("${{ spec.days }}", "${{ spec.days == null ? 9 : spec.days + 1 }}")
    files.type(simple(body), "store")
    assert files.load(STACK).stack.resources[0].spec.expire_after_days == 9
    loaded = files.load(STACK + "    spec: {days: 3}\n")
    assert loaded.stack.resources[0].spec.expire_after_days == 4


def test_text_of_a_user_is_never_read_as_an_expression(files):
    labels = 'labels: {a: "x ${{ spec.note }}", b: "${{ \'y \' + spec.note }}"}'
    body = GOOD.replace("spec: {", f"{labels}, spec: {{")
    files.type(simple(body), "store")
    note = "$${{ env.name }} \\\"quoted\\\" 'and' \\\\ back"
    loaded = files.load(STACK + f'    spec: {{days: 3, note: "{note}"}}\n')
    text = "${{ env.name }} \"quoted\" 'and' \\ back"
    assert loaded.stack.resources[0].labels == {"owner": "alice", "a": f"x {text}", "b": f"y {text}"}


def test_types_within_types(files):
    files.type(simple(GOOD), "store")
    files.type(
        simple(
            """\
resources:
  net: {type: Network@v1, spec: {cidr: 10.0.0.0/16}}
  disk: {type: Store@v1, dependsOn: [net], spec: {days: 3}}
  web:
    type: VirtualMachine@v1
    dependsOn: [disk]
    spec:
      size: small
      image: {os: debian, version: "12"}
      network: ${{ resources.net.name }}
      userData: "${{ resources.disk.outputs.url }}"
outputs: {url: "${{ resources.disk.outputs.url }}"}
""",
            "Shop",
        ),
        "shop",
    )
    loaded = files.load(
        STACK.replace("Store", "Shop") + "outputs: {url: 'at ${{ resources.my.outputs.url }}'}\n"
    )
    found = {resource.name: resource for resource in loaded.stack.resources}
    assert set(found) == {"my-net", "my-disk-files", "my-web"}
    assert found["my-web"].depends_on == ("my-disk-files",)
    assert found["my-disk-files"].depends_on == ("my-net",)
    assert found["my-web"].spec.network == "my-net"
    assert found["my-web"].spec.user_data == Template((OutputRef("my-disk-files", "url"),))
    assert loaded.stack.outputs["url"] == Template(("at ", OutputRef("my-disk-files", "url")))


def test_a_type_that_contains_itself_is_told(files):
    files.type(simple(GOOD.replace("ObjectBucket@v1", "Store@v1")), "store")
    assert any("Store → Store" in fault for fault in files.faults(STACK))


def test_outputs_that_need_each_other_are_told(files):
    files.type(
        simple(GOOD.replace('url: "${{ resources.files.outputs.url }}"', 'url: "${{ spec.note }}"')), "store"
    )
    stack = """\
resources:
  a: {type: Store@v1, placement: {provider: aws}, spec: {note: "${{ resources.b.outputs.url }}"}}
  b: {type: Store@v1, placement: {provider: aws}, spec: {note: "${{ resources.a.outputs.url }}"}}
outputs: {x: "${{ resources.a.outputs.url }}"}
"""
    assert files.faults(stack) == ["stack.yaml:7:14: outputs of composite types need each other in a circle"]


def test_patches_reach_instances_and_what_they_became(files):
    files.type(simple(GOOD), "store")
    patches = """\
patches:
  - {target: {type: Store}, merge: {spec: {days: 5}, lifecycle: {protect: true}}}
  - {target: {resource: second}, merge: {spec: {days: 6}}}
  - {target: {type: ObjectBucket}, merge: {spec: {versioning: false}}}
  - {target: {resource: second-files}, merge: {labels: {own: "yes"}}}
"""
    loaded = files.load(TWO, ENVIRONMENT + patches)
    found = {r.name: r for r in loaded.stack.resources}
    assert {name: one.spec.expire_after_days for name, one in found.items()} == {
        "first-files": 5,
        "second-files": 6,
    }
    assert all(one.lifecycle.protect and not one.spec.versioning for one in found.values())
    assert "own" in found["second-files"].labels
    assert "own" not in found["first-files"].labels
    nothing = ENVIRONMENT + "patches:\n  - {target: {type: Store@v9}, merge: {spec: {days: 5}}}\n"
    assert files.faults(TWO, nothing) == [
        "environments/dev.yaml:6:14: the patch matches no resource (remove it, or correct its target)"
    ]


def test_when_and_for_each_work_in_a_template_and_when_on_an_instance(files):
    body = """\
resources:
  files:
    type: ObjectBucket@v1
    forEach: ${{ spec.names }}
    when: ${{ spec.days > 2 }}
    labels: {own: "${{ self.key }}"}
outputs: {url: "${{ resources.files['a'].outputs.url }}"}
"""
    schema = "{properties: {days: {type: integer, default: 1}, names: {type: array, items: {type: string}}}}"
    files.type(simple(body, schema=schema), "store")
    stack = """\
params: {on: {type: boolean, default: true}}
resources:
  my:
    type: Store@v1
    when: ${{ params.on }}
    placement: {provider: aws}
    spec: {names: [a, b], days: 3}
"""
    found = files.load(stack + "outputs: {url: '${{ resources.my.outputs.url }}'}\n").stack
    assert {one.name: one.labels["own"] for one in found.resources} == {"my-files-a": "a", "my-files-b": "b"}
    assert files.load(stack.replace("days: 3", "days: 2")).stack.resources == ()
    assert files.load(stack.replace("default: true", "default: false")).stack.resources == ()
