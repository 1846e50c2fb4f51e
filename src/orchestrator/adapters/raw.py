"""Raw on every cloud: one resource of its provider, in that provider's own words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.clouds import Cloud
from orchestrator.graph import CloudApi, Node, Properties, Value
from orchestrator.model.resources import Raw
from orchestrator.model.values import Template

PACKAGES: Final[dict[Cloud, str]] = {"aws": "aws", "azure": "azure-native", "openstack": "openstack"}
ANYWHERE: Final = "random"
"""The package that needs no cloud."""


def _package(raw: Raw) -> str:
    return raw.spec.pulumi_type.split(":")[0]


LIMITS: Final[tuple[Limit[Raw], ...]] = (
    Limit(
        "pulumiType",
        lambda raw: _package(raw) not in (PACKAGES[raw.target.cloud], ANYWHERE),
        "it is not of the provider of the cloud that the resource is placed on",
        "aws: is placed on aws, azure-native: on azure, openstack: on openstack, random: anywhere",
    ),
)


def translate(raw: Raw, site: Site, preset: Properties | None = None) -> Translation:
    """What is preset stands where the spec says nothing; `null` in the spec takes it away."""
    given = {name: _value(value, site) for name, value in raw.spec.properties.items()}
    here = (preset or {}) if _package(raw) != ANYWHERE else {}
    wanted = {name: value for name, value in {**here, **given}.items() if value is not None}
    node = Node(raw.spec.pulumi_type, raw.name, wanted)
    return Translation(
        nodes=(node,),
        outputs={"id": node["id"]},
        # Which of its properties tells how it is, only its provider knows.
        slots=(CloudApi(node["id"]),),
        checks=checks(raw, node["id"]),
        protected=(node.name,),
    )


def _value(value: Any, site: Site) -> Value:
    """A property, with the outputs of other resources put in; raises TranslationError."""
    match value:
        case str() | Template():
            return site.text(value)
        case Mapping():
            return {str(name): _value(item, site) for name, item in value.items()}
        case Sequence():
            return [_value(item, site) for item in value]
        case None | bool() | int() | float():
            return value
    return str(value)
