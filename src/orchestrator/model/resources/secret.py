"""Secret: a value in the cloud's own vault, where applications read it."""

from typing import ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Generate, Model, OutputType, SecretSource


class SecretSpec(Model):
    """Where the value comes from; it is never written here."""

    value: SecretSource = SecretSource(generate=Generate())
    description: str = Field(default="", max_length=200)


class Secret(Resource):
    """A secret. `reference` is the id by which applications fetch it; `value` stays encrypted in state."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {
        "id": "string",
        "name": "string",
        "reference": "string",
        "value": "string",
    }
    type: Literal["Secret@v1"]
    spec: SecretSpec = SecretSpec()
