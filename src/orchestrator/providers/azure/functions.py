"""The functions: who we are, and the keys that ARM tells only to those who ask for them."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from orchestrator.providers.azure import ids
from orchestrator.providers.azure.arm import Arm
from orchestrator.providers.azure.table import load
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


@dataclass(frozen=True, kw_only=True)
class ListQueueKeys(ProviderFunction[Arm]):
    """The two keys of an authorization rule of a queue."""

    token: ClassVar[str] = "azure-native:servicebus:listQueueKeys"

    authorization_rule_name: str
    namespace_name: str
    queue_name: str
    resource_group_name: str
    key_name: Computed[str] = ""
    primary_key: Computed[str] = ""
    primary_connection_string: Computed[str] = ""
    secondary_key: Computed[str] = ""
    secondary_connection_string: Computed[str] = ""

    def call(self, arm: Arm) -> Self:
        rule = load("servicebus.QueueAuthorizationRule")
        names = {
            "resourceGroupName": self.resource_group_name,
            "namespaceName": self.namespace_name,
            "queueName": self.queue_name,
            "authorizationRuleName": self.authorization_rule_name,
        }
        told = arm.post(f"{ids.build(rule, arm.subscription, names)}/listKeys", rule.api_version)
        return replace(
            self,
            key_name=told["keyName"],
            primary_key=told["primaryKey"],
            primary_connection_string=told["primaryConnectionString"],
            secondary_key=told["secondaryKey"],
            secondary_connection_string=told["secondaryConnectionString"],
        )


@dataclass(frozen=True, kw_only=True)
class ListDatabaseKeys(ProviderFunction[Arm]):
    """The two keys of a cache."""

    token: ClassVar[str] = "azure-native:redisenterprise:listDatabaseKeys"

    cluster_name: str
    database_name: str
    resource_group_name: str
    primary_key: Computed[str] = ""
    secondary_key: Computed[str] = ""

    def call(self, arm: Arm) -> Self:
        database = load("redisenterprise.Database")
        names = {
            "resourceGroupName": self.resource_group_name,
            "clusterName": self.cluster_name,
            "databaseName": self.database_name,
        }
        told = arm.post(f"{ids.build(database, arm.subscription, names)}/listKeys", database.api_version)
        return replace(self, primary_key=told["primaryKey"], secondary_key=told["secondaryKey"])
