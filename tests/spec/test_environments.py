"""Environments: choosing, extending, parameters, patches, and every fault of theirs."""

import pytest

from orchestrator.errors import SpecError, UsageError
from orchestrator.spec import environments, load

BUCKET = "resources:\n  files:\n    type: ObjectBucket@v1\n    placement: {provider: aws}\n"
BODY = "apiVersion: orchestrator.dev/v1\nkind: Environment\n"
AWS = "providers: {aws: {region: eu-central-1}}\n"
DEV = BODY + "metadata: {name: dev}\n"
GOOD = DEV + AWS
ID = "00000000-0000-0000-0000-000000000000"

CASES = [
    ("no providers", "§" + DEV, ["'providers' is missing"]),
    ("unknown key", GOOD + "§polices: {}\n", ["did you mean 'policies'?"]),
    ("unknown cloud", DEV + "providers: {§gcp: {region: x}}\n", ["unknown key 'gcp' in 'providers'"]),
    ("no region", DEV + "providers: {§aws: {profile: x}}\n", ["'providers.aws.region' is missing"]),
    ("no subscription", DEV + "providers: {§azure: {region: x}}\n", ["subscriptionId' is missing"]),
    ("bad subscription", DEV + "providers: {azure: {region: x, subscriptionId: §abc}}\n", ["an id such as"]),
    (
        "profile and role",
        DEV + "providers: {aws: §{region: x, profile: y, auth: {oidc: {"
        "roleArn: 'arn:aws:iam::123456789012:role/r', tokenFile: t}}}}\n",
        ["either 'profile' or 'auth'"],
    ),
    (
        "no role",
        DEV + "providers: {aws: {region: x, auth: {oidc: {roleArn: §r, tokenFile: t}}}}\n",
        ["the ARN of a role"],
    ),
    (
        "no token",
        DEV + f"providers: {{azure: {{region: x, subscriptionId: {ID}, "
        f"auth: {{§oidc: {{clientId: {ID}, tenantId: {ID}}}}}}}}}\n",
        ["tokenFile' is missing"],
    ),
    ("defaults of nothing", GOOD + "defaults: {§labels: {a: b}}\n", ["unknown key 'labels' in 'defaults'"]),
    ("defaults of a check", GOOD + "defaults: {health: {§tcp: 80}}\n", ["unknown key 'tcp'"]),
    (
        "default that is no time",
        GOOD + "defaults: {monitoring: {interval: §often}}\n",
        ["must be a duration"],
    ),
    (
        "default that is too short",
        GOOD + "defaults: {monitoring: {interval: §10ms}}\n",
        ["must be at least 1"],
    ),
    (
        "two kinds of store",
        GOOD + "secrets: {a: §{file: {folder: /x}, environment: {}}}\n",
        ["exactly one of"],
    ),
    ("unknown kind of store", GOOD + "secrets: {a: {§keepass: {}}}\n", ["unknown key 'keepass'"]),
    ("store of no name", GOOD + "secrets: {§A_B: {environment: {}}}\n", ["cannot be the name of a store"]),
    ("plugins", GOOD + "plugins: §native\n", ["must be 'official' or 'builtin'"]),
    ("packs", GOOD + "policies: {packs: §baseline}\n", ["'policies.packs' must be a list"]),
    ("unknown parameter", GOOD + "params: {§size: 1}\n", ["the stack has no parameter 'size'"]),
    ("parameter is a list", GOOD + "params: {size: §[1]}\n", ["must be"]),
    ("wrong name", BODY + "metadata: {name: §prod}\n" + AWS, ["must be 'dev', like its file's"]),
    ("no name", BODY + "§metadata: {labels: {}}\n" + AWS, ["'metadata.name' is missing"]),
    ("wrong kind", "apiVersion: orchestrator.dev/v1\nkind: §Stack\n", ["cannot stand here"]),
    ("extends nothing", GOOD + "extends: §base\n", ["there is no environment 'base'"]),
    ("extends itself", GOOD + "extends: §dev\n", ["in a circle: dev → dev"]),
    ("an expression", GOOD + "state: {backend: '§${{ params.x }}'}\n", ["an expression cannot stand here"]),
    ("patches is no list", GOOD + "patches: §5\n", ["must be a mapping"]),
    ("patch without target", GOOD + "patches:\n  - §merge: {spec: {}}\n", ["'patches.0.target' is missing"]),
    ("patch without merge", GOOD + "patches:\n  - §target: {resource: files}\n", ["merge' is missing"]),
    (
        "patch of nothing",
        GOOD + "patches: [{target: §{type: Network}, merge: {}}]\n",
        ["matches no resource"],
    ),
    ("empty target", GOOD + "patches: [{§target: {}, merge: {}}]\n", ["the patch names no target"]),
    ("unknown target key", GOOD + "patches: [{target: {§name: files}, merge: {}}]\n", ["unknown key 'name'"]),
    ("unknown type", GOOD + "patches: [{target: {type: §Bucket}, merge: {}}]\n", ["unknown resource type"]),
    ("unknown resource", GOOD + "patches: [{target: {resource: §file}, merge: {}}]\n", ["mean 'files'?"]),
    (
        "other label",
        GOOD + "patches: [{target: §{labels: {owner: bob}}, merge: {}}]\n",
        ["matches no resource"],
    ),
    (
        "other type",
        GOOD + "patches: [{target: {resource: files}, merge: {§type: Network@v1}}]\n",
        ["change 'type'"],
    ),
    (
        "path that is not there",
        GOOD + "patches: [{target: {resource: files}, merge: {spec: {§publicRad: true}}}]\n",
        ["did you mean 'publicRead'?"],
    ),
    (
        "value that does not fit",
        GOOD + "patches: [{target: {resource: files}, merge: {spec: {publicRead: §maybe}}}]\n",
        ["must be true or false, not 'maybe'"],
    ),
    (
        "expression in a patch",
        GOOD + "patches: [{target: {resource: files}, merge: {labels: {a: '§${{ params.x }}'}}}]\n",
        ["there is no parameter 'x'"],
    ),
    ("broken YAML", GOOD + "patches: §[\n", ["before the end of the file"]),
]


@pytest.mark.parametrize(("environment", "messages"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_place_and_message(files, environment, messages):
    stack = BUCKET
    if "parameter is a list" in messages or "params: {size: §[" in environment:
        stack = "params: {size: {type: integer, default: 1}}\n" + BUCKET
    found = files.faults(stack, environment)
    assert len(found) == len(messages)
    for fault, message in zip(found, messages, strict=True):
        assert message in str(fault)


def test_faults_of_stack_and_environment_are_told_together(files):
    found = files.faults(BUCKET + "§outputz: {}\n", GOOD + "§x: 1\n")
    assert [fault.summary for fault in found] == ["unknown key 'x'", "unknown key 'outputz'"]


def write(folder, **named):
    (folder / "environments").mkdir(exist_ok=True)
    for name, text in named.items():
        (folder / f"environments/{name}.yaml").write_text(text)


def test_the_only_environment_is_the_default(files):
    folder = files.write(BUCKET, BODY + "metadata: {name: live}\n" + AWS, "live")
    assert environments(folder) == ("live",)
    assert load(folder).stack.environment.name == "live"


def test_dev_is_the_default_among_several(files):
    folder = files.write(BUCKET, GOOD)
    write(folder, prod=BODY + "metadata: {name: prod}\n" + AWS)
    assert environments(folder) == ("dev", "prod")
    assert load(folder).stack.environment.name == "dev"


def test_without_dev_one_must_choose(files):
    folder = files.write(BUCKET, BODY + "metadata: {name: a}\n" + AWS, "a")
    write(folder, b=BODY + "metadata: {name: b}\n" + AWS)
    with pytest.raises(UsageError, match=r"several environments.*choose one of a, b"):
        load(folder)


def test_an_unknown_environment_names_the_nearest(files):
    folder = files.write(BUCKET, GOOD)
    with pytest.raises(UsageError, match=r"no environment 'dve'.*did you mean 'dev'"):
        load(folder, "dve")
    with pytest.raises(UsageError, match="no environment"):
        load(folder, "../../etc/passwd")


def test_no_environment_at_all(files):
    folder = files.write(BUCKET, GOOD)
    (folder / "environments/dev.yaml").unlink()
    with pytest.raises(UsageError, match="has no environment"):
        load(folder)


def test_an_abstract_environment_cannot_be_chosen(files):
    folder = files.write(BUCKET, BODY + "metadata: {name: dev}\nextends: base\n")
    write(folder, base=BODY + "abstract: true\nmetadata: {name: base}\n" + AWS)
    assert environments(folder) == ("dev",)
    assert load(folder).stack.environment.name == "dev"
    with pytest.raises(UsageError, match=r"'base' is abstract \(choose one that extends it: dev\)"):
        load(folder, "base")


def test_an_environment_that_cannot_be_read_is_listed_and_told_when_chosen(files):
    folder = files.write(BUCKET, GOOD)
    write(folder, broken="a: [")
    assert environments(folder) == ("broken", "dev")
    assert load(folder, "dev").stack.environment.name == "dev"
    with pytest.raises(SpecError, match=r"broken\.yaml:1:4: not valid YAML"):
        load(folder, "broken")


BASE = (
    BODY
    + """\
abstract: true
metadata: {name: base, labels: {stage: none, region: eu}}
params: {days: 1, name: low}
providers: {aws: {region: eu-central-1, profile: p}}
plugins: official
policies: {packs: [a], parameters: {x: [1, {z: [2]}], y: 2}}
patches:
  - {target: {type: ObjectBucket}, merge: {spec: {versioning: false, expireAfterDays: 5}}}
"""
)
TOP = (
    BODY
    + """\
metadata: {name: dev, labels: {stage: dev}}
extends: base
params: {days: 2}
providers: {aws: {region: us-east-1}}
policies: {packs: [b], parameters: {y: 3}}
patches:
  - {target: {resource: files}, merge: {spec: {expireAfterDays: "${{ params.days }}"}}}
"""
)


def test_extends_merges_and_patches_apply_from_the_bottom(files):
    params = "params:\n  days: {type: integer}\n  name: {type: string}\n"
    stack = params + BUCKET + "    labels: {n: '${{ params.name }}'}\n"
    folder = files.write(stack, TOP)
    write(folder, base=BASE)
    loaded = load(folder, "dev")
    env = loaded.stack.environment
    assert env.labels == {"stage": "dev", "region": "eu"}
    assert (env.providers.aws.region, env.providers.aws.profile, env.plugins) == (
        "us-east-1",
        "p",
        "official",
    )
    assert (env.policies.packs, env.policies.parameters) == (("b",), {"x": [1, {"z": [2]}], "y": 3})
    (bucket,) = loaded.stack.resources
    assert (bucket.spec.versioning, bucket.spec.expire_after_days) == (False, 2)
    assert bucket.labels == {"owner": "alice", "n": "low"}
    assert [file.name for file in loaded.files] == ["stack.yaml", "dev.yaml", "base.yaml"]
    where = loaded.positions.where(("resources", "files", "spec", "expireAfterDays"))
    assert (where.file, where.line) == (str(folder / "environments/dev.yaml"), 9)
    where = loaded.positions.where(("resources", "files", "spec", "versioning"))
    assert (where.file, where.line) == (str(folder / "environments/base.yaml"), 10)


def test_patches_by_type_with_version_by_label_and_by_all_together(files):
    one = "  {0}:\n    type: ObjectBucket@v1\n    placement: {{provider: aws}}\n    labels: {{tier: {1}}}\n"
    patch = "  - {{target: {0}, merge: {{spec: {{expireAfterDays: {1}}}}}}}\n"
    patches = (
        patch.format("{type: ObjectBucket@v1}", 1)
        + patch.format("{labels: {tier: gold}}", 2)
        + patch.format("{type: ObjectBucket, resource: c, labels: {tier: gold, owner: alice}}", 3)
    )
    stack = "resources:\n" + one.format("a", "tin") + one.format("b", "gold") + one.format("c", "gold")
    loaded = files.load(stack, GOOD + "patches:\n" + patches)
    assert [r.spec.expire_after_days for r in loaded.stack.resources] == [1, 2, 3]


def test_a_patch_sets_what_the_stack_does_not_say_and_replaces_lists(files):
    stack = BUCKET + "    register: {service: s, port: 1, tags: [a, b]}\n"
    change = "{register: {tags: [c]}, lifecycle: {protect: true}, count: 2}"
    loaded = files.load(stack, GOOD + "patches: [{target: {resource: files}, merge: " + change + "}]\n")
    assert [resource.name for resource in loaded.stack.resources] == ["files-0", "files-1"]
    for resource in loaded.stack.resources:
        assert resource.register_.tags == ("c",)
        assert resource.register_.service == "s"
        assert resource.lifecycle.protect


def test_environments_may_stand_in_the_stack_file(tmp_path):
    file = tmp_path / "one.yaml"
    head = "apiVersion: orchestrator.dev/v1\nkind: Stack\nmetadata: {name: shop}\n"
    file.write_text(head + BUCKET + "---\n" + GOOD + "---\n" + GOOD.replace("dev}", "live}") + "---\n")
    assert environments(file) == ("dev", "live")
    loaded = load(file, "live")
    assert (loaded.stack.environment.name, loaded.files, loaded.environment_file) == ("live", (file,), file)


def test_an_environment_given_twice(tmp_path):
    file = tmp_path / "one.yaml"
    head = "apiVersion: orchestrator.dev/v1\nkind: Stack\nmetadata: {name: shop}\n"
    file.write_text(head + BUCKET + "---\n" + GOOD + "---\n" + GOOD)
    with pytest.raises(SpecError, match=r"one\.yaml:14:1: the environment 'dev' is given twice"):
        load(file)


def test_the_environment_variable_of_a_secret_is_not_read(files, monkeypatch):
    monkeypatch.setenv("DB_PASSWORD", "hunter2")
    stack = """\
resources:
  net: {type: Network@v1, placement: {provider: aws}, spec: {cidr: 10.0.0.0/16}}
  db:
    type: DatabaseInstance@v1
    placement: {provider: aws}
    spec: {engine: mysql, version: "8.0", network: net, admin: {password: {environmentVariable: DB_PASSWORD}}}
"""
    loaded = files.load(stack)
    assert loaded.stack.resource("db").spec.admin.password.environment_variable == "DB_PASSWORD"
    assert "hunter2" not in repr(loaded)


def test_labels_with_expressions_are_compared_without_a_fault(files):
    stack = BUCKET + "    labels: {tier: '${{ env.name }}', who: '${{ self.name }}'}\n"
    patch = "patches: [{target: {labels: {tier: dev}}, merge: {count: 2}}]\n"
    labels = [resource.labels["who"] for resource in files.load(stack, GOOD + patch).stack.resources]
    assert labels == ["files-0", "files-1"]
