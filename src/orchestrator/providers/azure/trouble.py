"""ARM's errors in the user's words, and which of them pass by themselves."""

from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)

from orchestrator.errors import OrchestratorError
from orchestrator.providers.kit.trouble import ProviderError

PASSING = frozenset(
    {
        "AnotherOperationInProgress",
        "AnotherUpdateInProgress",
        "CanceledAndSupersededDueToAnotherOperation",
        "ConcurrentUpdateError",
        "ReferencedResourceNotProvisioned",
        "ResourceGroupBeingDeleted",
        "RetryableError",
        "RetryableErrorDueToAnotherOperation",
        "ServerIsBusy",
        "StorageAccountOperationInProgress",
    }
)
"""Codes of refusals that a later try does not meet."""

HINTS = {
    "AuthorizationFailed": "give the identity a role on the resource group",
    "InUseSubnetCannotBeDeleted": "something that this stack does not manage still uses it",
    "InvalidAuthenticationTokenTenant": "the subscription belongs to another tenant: check ARM_TENANT_ID",
    "MissingSubscriptionRegistration": "register the resource provider with the subscription",
    "NicInUse": "detach it from its machine first",
    "QuotaExceeded": "ask Azure for more, or choose another size or region",
    "ResourceInUse": "something that this stack does not manage still uses it",
    "SkuNotAvailable": "choose another size or region",
    "StorageAccountAlreadyTaken": "names of storage accounts are unique in all of Azure: choose another",
    "SubscriptionNotFound": "check ARM_SUBSCRIPTION_ID",
}


# A 404 that says nothing about the resource: taken for its loss, it would empty the state of a wrong account.
NOT_LOST = frozenset(
    {
        "",  # no answer of ARM at all: a proxy, or another server
        "InvalidApiVersionParameter",
        "InvalidResourceNamespace",
        "InvalidResourceType",
        "InvalidSubscriptionId",
        "NoRegisteredProviderFound",
        "SubscriptionNotFound",
    }
)


def gone(error: Exception) -> bool:
    """Whether it says that the resource, its parent or its group does not exist."""
    return isinstance(error, ResourceNotFoundError) and code(error) not in NOT_LOST


def code(error: Exception) -> str:
    """ARM's code of an error, or nothing."""
    told = getattr(getattr(error, "error", None), "code", None)
    return str(told or "")


def passing(error: Exception) -> bool:
    """Whether a later try may work."""
    return isinstance(error, HttpResponseError) and code(error) in PASSING


def explain(error: Exception) -> OrchestratorError | None:
    """The error for the user; None when it does not come from Azure."""
    match error:
        case ClientAuthenticationError():
            hint = "check the credentials: az login, or ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID"
            return ProviderError(f"Azure does not accept who we are: {_first_line(error)}", hint=hint)
        case HttpResponseError():
            told = getattr(error.error, "message", None) or _first_line(error)
            name = code(error) or f"HTTP {error.status_code}"
            return ProviderError(f"{name}: {told}", hint=HINTS.get(code(error), ""))
        case ServiceRequestError() | ServiceResponseError():
            return ProviderError(f"Azure cannot be reached: {_first_line(error)}", hint="check the network")
    return None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]
