"""Resources that say what their place must have: which one is chosen, and why not another."""

import pytest

from orchestrator.clouds import Target
from orchestrator.model.resources import DatabaseInstance
from orchestrator.spec import Siting, load

ENVIRONMENT = """\
apiVersion: orchestrator.dev/v1
kind: Environment
metadata: {name: dev}
providers:
  aws: {region: eu-central-1}
  azure: {region: eastus, subscriptionId: 00000000-0000-0000-0000-000000000000}
  openstack: {region: RegionOne, cloud: private, residency: eu}
"""
DB = "type: DatabaseInstance@v1, spec: {engine: mysql, version: '8.0', network: net}"
NETS = """\
resources:
  net:
    type: Network@v1
    spec:
      cidr: 10.0.0.0/8
      spans:
        - {placement: {provider: aws}, cidr: 10.1.0.0/16}
        - {placement: {provider: openstack}, cidr: 10.2.0.0/16}
"""
BUCKET = "{type: ObjectBucket@v1, placement: {%s}}"


class Contract:
    """Azure makes no databases; OpenStack cannot keep versions."""

    def refusals(self, resource):
        if resource.target.cloud == "openstack" and isinstance(resource, DatabaseInstance):
            return ("no highly available databases",) if resource.spec.high_availability == "zone" else ()
        return ()

    def lacking(self, kind, cloud):
        if kind == "DatabaseInstance@v1" and cloud == "azure":
            return None
        return frozenset({"versioning"} if cloud == "openstack" else ())


def choice(files, resources, placed=None, contract=True):
    siting = Siting(Contract() if contract else None, placed or {})
    loaded = load(files.write(resources, ENVIRONMENT), "dev", siting=siting)
    return {one.resource: one for one in loaded.choices}, loaded.stack


@pytest.mark.parametrize(
    ("placement", "chosen"),
    [
        ("prefer: [{provider: azure}]", "azure/eastus"),
        ("require: {providers: [openstack, azure]}", "azure/eastus"),
        ("require: {dataResidency: eu}, prefer: [{provider: azure, weight: 9}]", "aws/eu-central-1"),
        ("require: {dataResidency: eu}, prefer: [{provider: openstack}]", "openstack/RegionOne"),
        ("require: {capabilities: [versioning]}, prefer: [{provider: openstack}]", "aws/eu-central-1"),
        ("prefer: [{provider: azure, weight: 2}, {sameProviderAs: web, weight: 3}]", "openstack/RegionOne"),
        ("require: {}", "aws/eu-central-1"),
    ],
)
def test_the_place_is_chosen(files, placement, chosen):
    web = "resources:\n  web: {type: ObjectBucket@v1, placement: {provider: openstack}}\n"
    found, stack = choice(files, web + f"  files: {BUCKET % placement}\n")
    assert str(found["files"].chosen) == chosen
    assert str(stack.resource("files").target) == chosen
    assert len(found["files"].candidates) == 3


def test_each_candidate_has_its_reasons(files):
    db = DB.replace("network", "highAvailability: zone, network")
    text = NETS + "  db: {" + db + ", placement: {require: {}}}\n"
    found, stack = choice(files, text)
    reasons = {str(one.target): one.reasons for one in found["db"].candidates}
    assert reasons["aws/eu-central-1"] == ()
    assert reasons["openstack/RegionOne"] == ("no highly available databases",)
    assert reasons["azure/eastus"] == (
        "no DatabaseInstance can be made there yet",
        "the Network 'net' does not reach azure/eastus",
    )
    assert stack.resource("db").spec.network == "net-aws"


def test_what_is_there_stays_there(files):
    text = "resources:\n  files: " + BUCKET % "prefer: [{provider: azure}]" + "\n"
    placed = {"files": Target("openstack", "RegionOne")}
    found, stack = choice(files, text, placed)
    assert found["files"].kept
    assert stack.resource("files").target == placed["files"]


def test_all_instances_go_to_one_place(files):
    text = "resources:\n  files: {count: 3, " + (BUCKET % "prefer: [{provider: azure}]")[1:] + "\n"
    _, stack = choice(files, text)
    assert {str(one.target) for one in stack.resources} == {"azure/eastus"}
    assert len(stack.resources) == 3


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("placement: §{provider: aws, require: {}}", "give either 'provider', or 'require' and 'prefer'"),
        ("placement: §{}", "give either 'provider', or 'require' and 'prefer'"),
        ("placement: {prefer: [§{weight: 3}]}", "give exactly one of 'provider' and 'sameProviderAs'"),
        ("placement: {require: {providers: [§oracle]}}", "must be"),
        ("placement: {require: {}}, spec: {expireAfterDays: §0}", "expireAfterDays"),
    ],
)
def test_faults(files, entry, said):
    (fault,) = files.faults("resources:\n  files: {type: ObjectBucket@v1, " + entry + "}\n", ENVIRONMENT)
    assert said in fault.summary


def test_no_place_is_told_with_every_reason(files):
    text = "resources:\n  §files: " + BUCKET % "require: {dataResidency: jp}" + "\n"
    (fault,) = files.faults(text, ENVIRONMENT)
    assert fault.summary == "there is no place for 'files'"
    assert "aws/eu-central-1: it lies in eu, required: jp" in fault.hint
    assert "azure/eastus: it lies in us, required: jp" in fault.hint
