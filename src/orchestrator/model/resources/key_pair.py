"""KeyPair: the public half of an SSH key that machines accept."""

from typing import ClassVar, Literal

from pydantic import Field

from orchestrator.model.resources.envelope import Resource
from orchestrator.model.values import Model, OutputType

PUBLIC_KEY = r"^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d+) \S+"


class KeyPairSpec(Model):
    """The private half never leaves its owner, so only the public one can be given."""

    public_key: str = Field(pattern=PUBLIC_KEY)


class KeyPair(Resource):
    """A public SSH key."""

    OUTPUTS: ClassVar[dict[str, OutputType]] = {"id": "string", "name": "string"}
    type: Literal["KeyPair@v1"]
    spec: KeyPairSpec
