"""AWS Secrets Manager."""

from collections.abc import Mapping

from orchestrator.errors import SecretError
from orchestrator.model.environment import SecretsManagerStore

_LEADS = "AWS_ENDPOINT_URL"
"""Set by the sandbox, whose keys then count and not those of a profile."""


def read(store: SecretsManagerStore, key: str, reference: str, variables: Mapping[str, str]) -> str:
    """The current version's text; raises SecretError."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    sandboxed = _LEADS in variables
    try:
        session = boto3.Session(
            aws_access_key_id=variables.get("AWS_ACCESS_KEY_ID") if sandboxed else None,
            aws_secret_access_key=variables.get("AWS_SECRET_ACCESS_KEY") if sandboxed else None,
            profile_name=None if sandboxed else store.profile,
            region_name=store.region,
        )
        client = session.client("secretsmanager", endpoint_url=variables.get(_LEADS))
        answer = client.get_secret_value(SecretId=key)
    except ClientError as error:
        # The code only: the message may repeat what was sent.
        code = error.response.get("Error", {}).get("Code", "an error")
        raise SecretError(f"Secrets Manager answers {code}", reference) from None
    except BotoCoreError as error:
        raise SecretError(f"Secrets Manager cannot be asked: {type(error).__name__}", reference) from None
    if "SecretString" not in answer:
        raise SecretError("the secret is binary", reference, "only text can be used")
    return str(answer["SecretString"])
