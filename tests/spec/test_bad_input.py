"""Every kind of bad input: the exact place, and the core of what is said."""

# ruff: noqa: E501 - one case is one line, so that the table reads as a table

import pytest

from orchestrator.model.resources import RESOURCE_TYPES
from orchestrator.spec.headers import EnvironmentFile
from orchestrator.spec.schema import models_in
from orchestrator.spec.wording import PATTERNS

NET = "  net:\n    type: Network@v1\n    placement: {provider: aws}\n    spec: {cidr: 10.0.0.0/16}\n"
R = "resources:\n"
VM = """\
  web:
    type: VirtualMachine@v1
    placement: {provider: aws}
    spec:
      size: small
      image: {os: debian, version: "12"}
      network: net
"""
BUCKET = "  files:\n    type: ObjectBucket@v1\n    placement: {provider: aws}\n"
DB = "  db:\n    type: DatabaseInstance@v1\n    placement: {provider: aws}\n    spec:\n"
DB_SPEC = '      engine: mysql\n      version: "8.0"\n      network: net\n'
SPANS = """\
resources:
  net:
    type: Network@v1
    spec:
      cidr: 10.0.0.0/16
      spans:
        - {placement: {provider: aws}, cidr: 10.0.0.0/18}
"""
H = "apiVersion: orchestrator.dev/v1\nkind: Stack\n"

# One line each: a name, the YAML with § before every place that must be told, and what must be said, in order.
CASES: list[tuple[str, str, list[str]]] = [
    # -- YAML itself
    ("tab", R + "  files:\n§\ttype: x\n", ["spaces, not tabs"]),
    ("unclosed flow", R + "  files: §{type: ObjectBucket@v1\n", ["before the end of the file"]),
    ("missing comma", R + "  files: {type: ObjectBucket@v1, spec: §{a: b} c}\n".replace("§{a: b} c", "{a: b} §c"), ["a comma or a closing bracket"]),
    ("unquoted expression in flow", R + "  files: {type: x, spec: {size: $§{{ params.x }}}}\n", ['needs quotes: "${{ … }}"']),
    ("unquoted expression in list", R + "  files: {spec: [$§{{ params.x }}]}\n", ['needs quotes: "${{ … }}"']),
    ("colon in expression", R + "  files:\n    spec: ${{ a ? b §: c }}\n", ['an expression with ": " inside needs quotes']),
    ("colon in text", R + "  files:\n    spec: a b§: c\n", ["text with ': ' inside needs quotes"]),
    ("unclosed quote", R + "  files:\n    spec: §'abc\n", ["before the end of the file"]),
    ("bad indentation", R + "  files:\n    spec: {}\n   §type: x\n", ["did not find expected"]),
    ("at sign", R + "  files:\n    spec: §@x\n", ["text that starts with @ needs quotes"]),
    ("backtick", R + "  files:\n    spec: §`x`\n", ["text that starts with ` needs quotes"]),
    ("bad escape", R + '  files:\n    spec: "§\\q"\n', ["unknown escape"]),
    ("control character", R + "  files: §\x01\n", ["U+0001 cannot stand in YAML"]),
    ("duplicate key", R + BUCKET + "    §type: ObjectBucket@v1\n", ["'type' is given twice"]),
    ("duplicate resource", R + BUCKET + BUCKET.replace("  files", "  §files"), ["'files' is given twice"]),
    ("duplicate key in flow", R + BUCKET + "    labels: {a: b, §a: c}\n", ["'a' is given twice"]),
    ("merge key", R + BUCKET + "    labels: {§<<: {a: b}}\n", ["merge keys (<<) are not supported"]),
    ("number as key", R + BUCKET + "    labels: {§1: a}\n", ["the key '1' is not text"]),
    ("truth as key", R + BUCKET + "    labels: {§true: a}\n", ["the key 'true' is not text"]),
    ("list as key", R + BUCKET + "    labels:\n      ? §[a]\n      : b\n", ["a key must be text"]),
    ("own tag", R + BUCKET + "    spec: §!!python/object:os.system {}\n", ["is not known"]),
    ("local tag", R + BUCKET + "    labels: {a: §!Ref b}\n", ["the tag '!Ref' is not known"]),
    ("tag that does not fit", R + BUCKET + "    labels: {a: §!!int b}\n", ["!!int does not fit"]),
    ("alias without anchor", R + BUCKET + "    labels: {a: §*b}\n", ["the alias *b has no anchor"]),
    ("alias in itself", R + BUCKET + "    labels: &a {b: §*a}\n", ["stands inside its own anchor"]),
    ("not finite", R + BUCKET + "    spec: {expireAfterDays: §.inf}\n", ["the number is not finite"]),
    ("too large a number", R + BUCKET + "    spec: {expireAfterDays: §99999999999999999999}\n", ["out of range"]),
    # -- the top level
    ("no mapping", H.replace(H, "§- apiVersion\n"), ["a document must be a mapping"]),
    ("no apiVersion", "§kind: Stack # apiVersion\nmetadata: {name: a}\nresources: {}\n", ["'apiVersion' is missing"]),
    ("wrong apiVersion", "apiVersion: §v1\nkind: Stack\nmetadata: {name: a}\nresources: {}\n", ["'apiVersion' must be"]),
    ("no kind", "§apiVersion: orchestrator.dev/v1\n", ["'kind' is missing"]),
    ("wrong kind", "apiVersion: orchestrator.dev/v1\nkind: §Stak\n", ["did you mean 'Stack'?"]),
    ("no metadata", H.replace("api", "§api", 1) + "resources: {}\n", ["'metadata' is missing"]),
    ("no name", H + "§metadata: {labels: {}}\nresources: {}\n", ["'metadata.name' is missing"]),
    ("bad name", H + "metadata: {name: §My_Shop}\nresources: {}\n", ["lower-case letters, digits and dashes"]),
    ("unknown metadata", H + "metadata: {name: a, §label: {}}\nresources: {}\n", ["did you mean 'labels'?"]),
    ("label is no text", H + "metadata: {name: a, labels: {x: §4711}}\nresources: {}\n", ["must be text, not the number 4711"]),
    ("no resources", H.replace("api", "§api", 1) + "metadata: {name: a}\n", ["'resources' is missing"]),
    ("resources is a list", "resources: §[]\n", ["'resources' must be a mapping, not a list"]),
    ("unknown top key", R + BUCKET + "§output: {}\n", ["did you mean 'outputs'?"]),
    ("expression in the head", H + 'metadata: {name: "§${{ params.a }}"}\nresources: {}\n', ["an expression cannot stand here"]),
    # -- parameters
    ("unknown type of parameter", "params: {a: {type: §int, default: 1}}\n" + R + BUCKET, ["did you mean 'integer'?"]),
    ("unknown key of parameter", "params: {a: {type: integer, default: 1, §min: 2}}\n" + R + BUCKET, ["did you mean 'minimum'?"]),
    ("no value", "params: {a: §{type: integer}}\n" + R + BUCKET, ["parameter 'a' has no value"]),
    ("default of another type", "params: {a: {type: integer, default: §'1'}}\n" + R + BUCKET, ["must be an integer, not '1'"]),
    ("default too small", "params: {a: {type: integer, minimum: 2, default: §1}}\n" + R + BUCKET, ["must be at least 2"]),
    ("default too large", "params: {a: {type: number, maximum: 2, default: §2.5}}\n" + R + BUCKET, ["must be at most 2"]),
    ("default not in enum", "params: {a: {type: string, enum: [b, c], default: §d}}\n" + R + BUCKET, ["must be one of b, c"]),
    ("default against pattern", "params: {a: {type: string, pattern: '^b', default: §d}}\n" + R + BUCKET, ["must match ^b"]),
    ("bad pattern", "params: {a: {type: string, pattern: §'[', default: d}}\n" + R + BUCKET, ["not a regular expression"]),
    ("limit does not fit", "params: {a: {type: string, §minimum: 1, default: d}}\n" + R + BUCKET, ["'minimum' does not fit"]),
    ("bad parameter name", "params: {a-b: §{type: string, default: d}}\n" + R + BUCKET, ["cannot be the name of a parameter"]),
    ("truth is no number", "params: {a: {type: number, default: §true}}\n" + R + BUCKET, ["must be a number, not the truth value true"]),
    # -- resources
    ("no type", R + "  §files: {placement: {provider: aws}}\n", ["has no type"]),
    ("unknown type", R + "  files: {type: §ObjectBuket@v1, placement: {provider: aws}}\n", ["did you mean 'ObjectBucket@v1'?"]),
    ("type without version", R + "  files: {type: §ObjectBucket, placement: {provider: aws}}\n", ["did you mean 'ObjectBucket@v1'?"]),
    ("unknown resource key", R + BUCKET + "    §lifecyle: {protect: true}\n", ["did you mean 'lifecycle'?"]),
    ("machinery cannot be set", R + BUCKET + "    §logicalName: x\n", ["unknown key 'logicalName'"]),
    ("unknown spec key", R + BUCKET + "    spec: {§versionning: true}\n", ["did you mean 'versioning'?"]),
    ("snake case", R + BUCKET + "    spec: {§public_read: true}\n", ["did you mean 'publicRead'?"]),
    ("yes is text", R + BUCKET + "    spec: {publicRead: §yes}\n", ["must be true or false, not 'yes'"]),
    ("number as text", R + BUCKET + '    spec: {expireAfterDays: §"3"}\n', ["write the number without quotes"]),
    ("out of range", R + BUCKET + "    spec: {expireAfterDays: §0}\n", ["must be at least 1, not the number 0"]),
    ("enum", R + BUCKET + "    spec: {encryption: §provider}\n", ["must be 'provider-managed' or 'none', not 'provider'"]),
    ("version without quotes", R + NET + DB + DB_SPEC.replace('"8.0"', "§8.0"), ['without quotes it is a number: write "8.0"']),
    ("missing key", R + NET + DB.replace("spec", "§spec") + "      engine: mysql\n      network: net\n", ["'spec.version' is missing"]),
    ("missing spec", R + "  §db:\n    type: DatabaseInstance@v1\n    placement: {provider: aws}\n", ["'spec' is missing"]),
    ("empty spec", R + BUCKET + "    spec:§\n".replace(":§", ": §~"), ["'spec' must be a mapping, not empty"]),
    ("literal password", R + NET + DB + DB_SPEC + "      admin: {password: §hunter2}\n", ["a secret is never written here"]),
    ("two secret sources", R + NET + DB + DB_SPEC + "      admin: {password: §{generate: {}, environmentVariable: X}}\n", ["exactly one of"]),
    ("no such store", R + NET + DB + DB_SPEC + "      admin: {password: {secretRef: §vault/db}}\n", ["has no store of secrets 'vault'"]),
    ("no reference", R + NET + DB + DB_SPEC + "      admin: {password: {secretRef: §hunter2}}\n", ["STORE/KEY"]),
    ("size of neither kind", R + NET + VM.replace("small", "§tiny"), ["'small', 'medium', 'large', 'xlarge' or a mapping, not 'tiny'"]),
    ("size with a fault inside", R + NET + VM.replace("small", "{cpu: §0, memoryGiB: 4}"), ["'spec.size.cpu' must be at least 1"]),
    ("size with an unknown key", R + NET + VM.replace("small", "{cpu: 1, memoryGiB: 4, §memory: 2}"), ["did you mean 'memoryGiB'?"]),
    ("expose from", R + NET + VM + "      expose: [{port: 443, from: §anywhere}]\n", ["'internet', 'network' or a range"]),
    ("expose no list", R + NET + VM + "      expose: §{port: 443}\n", ["must be a list, not a mapping"]),
    ("expose from no address", R + NET + VM + "      expose: [{port: 443, from: §999.0.0.0/8}]\n", ["is wrong: Octet 999"]),
    ("expose from with host bits", R + NET + VM + "      expose: [{port: 443, from: §10.0.0.1/8}]\n", ["has host bits set"]),
    ("number in words", R + BUCKET + "    spec: {expireAfterDays: §ten}\n", ["must be a whole number, not 'ten'"]),
    ("bad range", R + NET.replace("10.0.0.0/16", "§10.0.0.1/16"), ["has host bits set"]),
    ("too small a range", R + NET.replace("10.0.0.0/16", "§10.0.0.0/28"), ["the prefix length must be 16 to 24"]),
    ("bad duration", R + BUCKET + "    health: {interval: §10 parsecs}\n", ["a duration such as 10s"]),
    ("too short a duration", R + BUCKET + "    health: {interval: §100ms}\n", ["'health.interval' must be at least 1"]),
    ("resource is text", R + "  files: §ObjectBucket\n", ["the resource 'files' must be a mapping"]),
    ("bad resource name", R + BUCKET.replace("files", "§My_Files"), ["the name 'My_Files' must be"]),
    ("long resource name", R + BUCKET.replace("files", "§" + "f" * 41), ["at most 40"]),
    # -- placement
    ("no placement", R + "  §files: {type: ObjectBucket@v1}\n", ["'files' has no placement"]),
    ("placement is text", R + "  files: {type: ObjectBucket@v1, placement: §aws}\n", ["'placement' must be a mapping"]),
    ("no provider", R + "  files: {type: ObjectBucket@v1, placement: §{region: x}}\n", ["give either 'provider'"]),
    ("unknown provider", R + "  files: {type: ObjectBucket@v1, placement: {provider: §azur}}\n", ["did you mean 'azure'?"]),
    ("provider not there", R + "  files: {type: ObjectBucket@v1, placement: {provider: §azure}}\n", ["has no provider 'azure'"]),
    ("empty region", R + "  files: {type: ObjectBucket@v1, placement: §{provider: aws, region: ''}}\n", ["the region is empty"]),
    # -- count and spans
    ("negative count", R + BUCKET + "    count: §-1\n", ["from 0 to 1000"]),
    ("count is text", R + BUCKET + "    count: §three\n", ["from 0 to 1000, not 'three'"]),
    ("count too large", R + BUCKET + "    count: §1001\n", ["from 0 to 1000"]),
    ("count reads an output", R + BUCKET + "    count: §${{ resources.files.outputs.id }}\n", ["cannot stand here"]),
    ("names collide", R + BUCKET + "    count: 1\n" + BUCKET.replace("files", "§files-0"), ["two resources are called 'files-0'"]),
    ("span outside", SPANS.replace("10.0.0.0/18", "§10.9.0.0/18"), ["is not inside 10.0.0.0/16"]),
    ("spans overlap", SPANS + "        - {placement: {provider: openstack}, cidr: §10.0.32.0/19}\n", ["overlaps 10.0.0.0/18"]),
    ("spans in the same place", SPANS + "        - §{placement: {provider: aws}, cidr: 10.0.64.0/18}\n", ["two resources are called"]),
    ("no span", SPANS.split("spans")[0] + "spans: §[]\n", ["at least one span"]),
    ("span without range", SPANS + "        - §{placement: {provider: openstack}}\n", ["'cidr' is missing in a span"]),
    ("spans without a whole", SPANS.replace("      cidr: 10.0.0.0/16\n", "").replace("spans:", "§spans:"), ["'spec.cidr' is missing"]),
    ("unknown span key", SPANS.replace("cidr: 10.0.0.0/18", "cidr: 10.0.0.0/18, §zone: a"), ["unknown key 'zone' in a span"]),
    ("placement beside spans", SPANS + "    §placement: {provider: aws}\n", ["'placement' cannot stand beside spans"]),
    ("count beside spans", SPANS + "    §count: 2\n", ["'count' cannot stand beside spans"]),
    ("a span's bad range", SPANS.replace("10.0.0.0/18", "§10.0.0.0/33"), ["is wrong"]),
    # -- references
    ("unknown network", R + NET + VM.replace("network: net", "network: §nett"), ["did you mean 'net'?"]),
    ("wrong type", R + BUCKET + NET + VM.replace("network: net", "network: §files"), ["must name a Network; 'files' is a ObjectBucket"]),
    ("other cloud", R + NET + VM.replace("provider: aws", "provider: openstack").replace("network: net", "network: §net"), ["add a span"]),
    ("other region", R + NET + VM.replace("provider: aws", "provider: aws, region: us-east-1").replace("network: net", "network: §net"), ["does not reach aws/us-east-1"]),
    ("unknown dependency", R + BUCKET + "    dependsOn: [§fles]\n", ["there is no resource 'fles' (did you mean 'files'?)"]),
    ("dependsOn is text", R + BUCKET + "    dependsOn: §files\n", ["'dependsOn' must be a list"]),
    ("depends on itself", R + BUCKET + "    dependsOn: [§files]\n", ["in a circle: files → files"]),
    # -- expressions
    ("unknown parameter", R + BUCKET + "    labels: {a: '§${{ params.x }}'}\n", ["there is no parameter 'x'"]),
    ("unknown label", R + BUCKET + "    labels: {a: '§${{ env.labels.stge }}'}\n", ["did you mean 'stage'?"]),
    ("unknown root", R + BUCKET + "    labels: {a: '§${{ secrets.x }}'}\n", ["'secrets' cannot be read like this"]),
    ("two kinds", R + BUCKET + "    labels: {a: \"§${{ 1 + 'x' }}\"}\n", ["no matching overload"]),
    ("a call", R + BUCKET + "    labels: {a: '§${{ size(params) }}'}\n", ["'params' cannot be read like this"]),
    ("a dash", R + BUCKET + "    labels: {a: '§${{ env.labels.cost-center }}'}\n", ['["cost-center"]']),
    ("too many", R + BUCKET + "    labels: {a: §'" + "${{ env.name }}" * 1001 + "'}\n", ["more than 1000 expressions"]),
    ("not closed", R + BUCKET + "    labels: {a: '§${{ env.name'}\n", ["the expression is not closed"]),
    ("empty", R + BUCKET + "    labels: {a: '§${{ }}'}\n", ["the expression is empty"]),
    ("no index here", R + BUCKET + "    labels: {a: '§${{ self.index }}'}\n", ["there is no property of `self` here 'index'"]),
    ("output in a label", R + NET + BUCKET + "    labels: {a: §'${{ resources.net.outputs.id }}'}\n", ["known only after that resource exists"]),
    ("in block text", R + NET + VM + "      userData: |\n        #!/bin/sh\n\n        echo é ${HOME} §${{ params.x }}\n", ["there is no parameter 'x'"]),
    ("second in block text", R + NET + VM + "      userData: |\n        ${{ env.name }} §${{ env.nam }}\n", ["cannot be read like this"]),
    ("unknown resource", R + BUCKET + "outputs: {a: '§${{ resources.fles.outputs.id }}'}\n", ["did you mean 'files'?"]),
    ("unknown output", R + BUCKET + "outputs: {a: '§${{ resources.files.outputs.uri }}'}\n", ["did you mean 'url'?"]),
    ("no output", R + BUCKET + "outputs: {a: '§${{ resources.files.spec.x }}'}\n", ["this is not an output of a resource"]),
    ("index too high", R + BUCKET + "    count: 2\noutputs: {a: '§${{ resources.files[2].outputs.id }}'}\n", ["the highest index is 1"]),
    ("index of one", R + BUCKET + "outputs: {a: '§${{ resources.files[0].outputs.id }}'}\n", ["has no count, so no index"]),
    ("index left out", R + BUCKET + "    count: 2\noutputs: {a: '§${{ resources.files.outputs.id }}'}\n", ["write resources.files[0]"]),
    ("output of no text", R + BUCKET + "outputs: {a: §[]}\n", ["the output 'a' must be text"]),
    ("bad output name", R + BUCKET + "outputs: {§0a: x}\n", ["cannot be the name of an output"]),
    # -- several at once
    (
        "all at once, in order",
        R + BUCKET + "    spec: {publicRead: §1, §x: 2}\n    §foo: 1\n" + "  §b: {type: ObjectBucket@v1}\noutputs: {a: '§${{ resources.b.outputs.url }}'}\n§zzz: 1\n".replace("'§$", "'$"),
        ["must be true or false", "unknown key 'x'", "unknown key 'foo'", "has no placement", "unknown key 'zzz'"],
    ),
    (
        "a faulty parameter is one fault",
        "params: {n: {type: integer, default: §x}}\n" + R + BUCKET + "    count: ${{ params.n }}\n    labels: {a: '${{ params.n }}'}\noutputs: {a: '${{ resources.files[0].outputs.id }}'}\n",
        ["must be an integer"],
    ),
    (
        "a fault of a counted resource is one fault",
        R + BUCKET + "    count: 5\n    spec: {publicRead: §1}\n",
        ["must be true or false"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("stack", "messages"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_place_and_message(files, stack, messages):
    found = files.faults(stack)
    assert len(found) == len(messages)
    for fault, message in zip(found, messages, strict=True):
        assert message in str(fault)


@pytest.mark.parametrize(
    "password",
    [
        "§hunter2",
        "{generate: §hunter2}",
        "{environmentVariable: §hunter2!}",
        "{secretRef: §hunter2}",
        "§[hunter2]",
    ],
)
def test_a_literal_secret_is_not_repeated(files, password):
    (fault,) = files.faults(R + NET + DB + DB_SPEC + "      admin: {password: " + password + "}\n")
    assert "hunter2" not in str(fault)


def test_a_private_key_in_the_wrong_place_is_not_repeated(files):
    (fault,) = files.faults(
        R + NET + VM + "      sshPublicKey: §-----BEGIN OPENSSH PRIVATE KEY-----b3BlbnNz\n"
    )
    assert "PRIVATE" not in str(fault)


def test_a_circle_names_its_members_and_places(files):
    two = "  b:\n    type: ObjectBucket@v1\n    placement: {provider: aws}\n    dependsOn: [files]\n"
    (fault,) = files.faults(R + BUCKET + "    dependsOn: [§b]\n" + two)
    assert "files → b → files" in fault.summary
    assert "stack.yaml:8:17" in fault.hint and "stack.yaml:12:17" in fault.hint


def patterns(annotation):
    """The keys below an annotation whose value must match a pattern."""
    for model in models_in(annotation):
        for name, field in model.model_fields.items():
            if any(getattr(mark, "pattern", None) for mark in field.metadata):
                yield field.alias or name
            yield from patterns(field.annotation)


def test_no_user_is_shown_a_regular_expression():
    # `name`, `logicalName` come from keys of the file, which are judged there.
    found = {key for model in (*RESOURCE_TYPES.values(), EnvironmentFile) for key in patterns(model)}
    assert len(found) >= 5
    assert found - {"logicalName"} <= PATTERNS.keys()
