"""What OpenStack's refusals mean: gone, busy for now, or a message for the user."""

from orchestrator.errors import OrchestratorError
from orchestrator.providers.kit.trouble import ProviderError

HINTS = {
    401: "the credentials are wrong or have expired: look at clouds.yaml, or at OS_USERNAME and OS_PASSWORD",
    403: "the user's role does not allow it, or a quota is used up",
    404: "something that it refers to does not exist in this project and region",
    409: "another object has the name or address already, or still uses it",
    413: "a quota is used up",
    429: "the cloud limits the rate of requests: run again later",
}
# Refusals with another status than 409 that only say: not now.
NOT_NOW = (
    "volume status must be available",
    "unable to detach volume",
    "is in an invalid state for",
    "while it is in task_state",
)


def gone(error: Exception) -> bool:
    """Whether the object does not exist. A 404 that no OpenStack service wrote tells nothing."""
    from openstack.exceptions import NotFoundException

    if not isinstance(error, NotFoundException):
        return False
    response = getattr(error, "response", None)
    if response is None or response.request.method == "HEAD":
        return True  # found by name or not at all; and an answer to HEAD has no body
    return "json" in response.headers.get("Content-Type", "") or "X-Openstack-Request-Id" in response.headers


def forbidden(error: Exception) -> bool:
    """Whether the role of the user is not enough."""
    from openstack.exceptions import ForbiddenException

    return isinstance(error, ForbiddenException)


def busy(error: Exception) -> bool:
    """Whether the same request may work in a moment: something else lets go of the object first."""
    from openstack.exceptions import HttpException

    if not isinstance(error, HttpException):
        return False
    if error.status_code == 409:
        return "already" not in str(error).lower() and "quota" not in str(error).lower()
    return error.status_code == 400 and any(text in str(error).lower() for text in NOT_NOW)


def explain(error: Exception) -> OrchestratorError | None:
    """The cloud's own words, with a hint."""
    from keystoneauth1.exceptions import ClientException, ConnectFailure
    from openstack.exceptions import ConfigException, HttpException

    match error:
        case HttpException():
            status = error.status_code or 0
            said = _deeper(error) or str(error.details or error.message or "no reason given").strip()
            return ProviderError(f"OpenStack refuses ({status}): {said}", hint=HINTS.get(status, ""))
        case ConfigException():
            hint = "look at OS_CLIENT_CONFIG_FILE and OS_CLOUD, and at the cloud's name in clouds.yaml"
            return ProviderError(f"no usable OpenStack connection: {error}", hint=hint)
        case ConnectFailure():
            return ProviderError(
                f"OpenStack cannot be reached: {error}", hint="is the URL right, the cloud up?"
            )
        case ClientException():
            status = int(getattr(error, "http_status", 0) or 0)
            return ProviderError(f"OpenStack refuses the connection: {error}", hint=HINTS.get(status, ""))
    return None


def _deeper(error: Exception) -> str:
    """Where the SDK finds no words: Barbican's description, and what Designate says of single fields."""
    response = getattr(error, "response", None)
    try:
        told = response.json() if response is not None else {}
        if text := told.get("description"):
            return str(text)
        return "; ".join(str(fault["message"]) for fault in told["errors"]["errors"])
    except (AttributeError, ValueError, KeyError, TypeError):
        return ""
