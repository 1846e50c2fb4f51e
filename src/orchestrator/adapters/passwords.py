"""Passwords: made at random once, or read from the orchestrator's own environment."""

from orchestrator.graph import EnvironmentSecret, Node, Secret, StoredSecret, Value
from orchestrator.model.values import SecretSource

RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword"


def generated(name: str, length: int) -> Node:
    """Three kinds of characters, as Azure asks; no signs, which RDS and shells take ill."""
    return Node(
        RANDOM_PASSWORD,
        name,
        {"length": length, "special": False, "minLower": 1, "minUpper": 1, "minNumeric": 1},
    )


def password(name: str, source: SecretSource) -> tuple[tuple[Node, ...], Value]:
    """The nodes that make the password, if any, and its value."""
    if source.environment_variable:
        return (), EnvironmentSecret(source.environment_variable)
    if source.secret_ref:
        return (), StoredSecret(source.secret_ref)
    node = generated(name, source.generate.length if source.generate else 32)
    return (node,), Secret(node["result"])
