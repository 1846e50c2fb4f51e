"""The random keys of one sandbox, made anew by each `up` of a sandbox that is down."""

import base64
import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """What a caller must know to be let in by each cloud; never printed."""

    aws_id: str
    aws_secret: str
    arm_token: str
    openstack_password: str

    def __repr__(self) -> str:
        return "Keys(***)"

    def hidden_in(self, text: str) -> str:
        """The text without any of the keys."""
        for key in (self.aws_id, self.aws_secret, self.arm_token, self.openstack_password):
            text = text.replace(key, "***")
        return text


def new_keys() -> Keys:
    """Unguessable keys; the AWS id has the form that botocore and others expect."""
    aws_id = "AKIA" + base64.b32encode(secrets.token_bytes(10)).decode()
    return Keys(aws_id, secrets.token_urlsafe(30), secrets.token_urlsafe(32), secrets.token_urlsafe(32))
