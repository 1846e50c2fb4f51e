"""How the plugins log in where an environment says so: variables of their process, never of the state."""

from collections.abc import Mapping

from orchestrator.errors import EngineError
from orchestrator.model.environment import Providers

SESSION = "orchestrator"


def login_variables(providers: Providers, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that the built-in and the official plugins read; tokens stay in their files.

    Raises EngineError where the user's environment would win over them.
    """
    return {**_aws(providers, environment), **_azure(providers, environment)}


def _aws(providers: Providers, environment: Mapping[str, str]) -> dict[str, str]:
    if not providers.aws or not providers.aws.auth:
        return {}
    _refuse("AWS_PROFILE", "providers.aws.auth", environment)
    oidc = providers.aws.auth.oidc
    return {
        "AWS_ROLE_ARN": oidc.role_arn,
        "AWS_WEB_IDENTITY_TOKEN_FILE": oidc.token_file,
        "AWS_ROLE_SESSION_NAME": SESSION,
        # Else the user's own keys would be taken, without a word.
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
        "AWS_SESSION_TOKEN": "",
    }


def _azure(providers: Providers, environment: Mapping[str, str]) -> dict[str, str]:
    if not providers.azure or not providers.azure.auth:
        return {}
    _refuse("AZURE_CLIENT_SECRET", "providers.azure.auth", environment)
    oidc = providers.azure.auth.oidc
    return {
        "AZURE_CLIENT_ID": oidc.client_id,
        "AZURE_TENANT_ID": oidc.tenant_id,
        "AZURE_FEDERATED_TOKEN_FILE": oidc.token_file,
        "ARM_USE_OIDC": "true",
        "ARM_CLIENT_ID": oidc.client_id,
        "ARM_TENANT_ID": oidc.tenant_id,
        "ARM_OIDC_TOKEN_FILE_PATH": oidc.token_file,
        # Else a secret would be taken, without a word.
        "ARM_CLIENT_SECRET": "",
    }


def _refuse(variable: str, where: str, environment: Mapping[str, str]) -> None:
    """Refuse what would win over the token, and cannot be taken back by an empty variable."""
    if environment.get(variable):
        summary = f"{variable} is set, but the environment's file logs in by a token"
        raise EngineError(summary, where, f"unset {variable}, or leave out {where}")
