"""The functions: who we are, and the keys that ARM tells only to those who ask for them."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.kit.fields import Computed
from orchestrator.providers.kit.resource import ProviderFunction

SUBSCRIPTIONS = "2022-12-01"


@dataclass(frozen=True, kw_only=True)
class GetClientConfig(ProviderFunction[Arm]):
    """The account whose credentials the provider has."""

    token: ClassVar[str] = "azure-native:authorization:getClientConfig"

    client_id: Computed[str] = ""
    object_id: Computed[str] = ""
    subscription_id: Computed[str] = ""
    tenant_id: Computed[str] = ""

    def call(self, arm: Arm) -> Self:
        found = arm.get(f"/subscriptions/{arm.subscription}", SUBSCRIPTIONS)
        claims = arm.claims()
        return replace(
            self,
            client_id=str(claims.get("appid") or ""),
            object_id=str(claims.get("oid") or ""),
            subscription_id=arm.subscription,
            tenant_id=found["tenantId"],
        )
