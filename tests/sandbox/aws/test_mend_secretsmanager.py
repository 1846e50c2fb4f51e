"""The mend of moto's secrets, by a real boto3 client."""

from collections.abc import Callable
from typing import Any


def test_the_current_version_is_the_one_that_is_given(aws: Callable[..., Any]) -> None:
    vault = aws("secretsmanager")
    first = vault.create_secret(Name="s", SecretString="one")["VersionId"]
    second = vault.put_secret_value(SecretId="s", SecretString="two")["VersionId"]
    moved = {"VersionStage": "AWSCURRENT", "MoveToVersionId": first, "RemoveFromVersionId": second}
    vault.update_secret_version_stage(SecretId="s", **moved)
    assert vault.get_secret_value(SecretId="s")["SecretString"] == "one"
