"""What a resource type is taken through: its inputs, and changes of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

World = dict[str, str]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMIm9vXHLTdFVkQFdt0dGBQVzBBB1qpqeZ1yF0DEADBE someone"
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "%s.amazonaws.com"}}]}'
)
DEBIAN = "ami-0deb12a6d6420260901"
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Sid": "%s", "Effect": "Deny", "Principal": "*", '
    '"Action": "s3:*", "Resource": "arn:aws:s3:::the-worlds-bucket"}]}'
)


@dataclass
class Case:
    """A type, its inputs, then a change in place, and a change that needs a new object."""

    token: str
    inputs: Callable[[World], dict[str, Any]]
    change: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    replace: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Inputs that an import cannot know."""
    stays: bool = False
    """Deleting it only resets it."""


TAGS = {"tags": {"a": "1", "b": "2"}}
RETAG = {"tags": {"a": "1", "b": "3", "team": "red"}}
RETAGGED = {"tags.b": "update", "tags.team": "add"}
