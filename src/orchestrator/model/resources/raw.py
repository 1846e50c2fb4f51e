"""Raw: any resource type of the cloud's Pulumi provider, for what no abstract type covers yet."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, OutputType


class RawSpec(Model):
    """The provider's own words; they are checked by the provider, and judged by the policies."""

    pulumi_type: str = Field(pattern=r"^(aws|azure-native|openstack|random):[A-Za-z0-9/_-]*:[A-Za-z0-9]+$")
    properties: dict[str, Any] = Field(default_factory=dict)


class Raw(Resource):
    """A resource as its provider has it; every property of it can be read as an output."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string"}
    ANY_OUTPUT: ClassVar[bool] = True
    type: Literal["Raw@v1"]
    spec: RawSpec
