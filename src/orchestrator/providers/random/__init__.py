"""The random provider: values that are made once and kept in the state."""

from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.resource import ResourceType
from orchestrator.providers.random.random_id import RandomId
from orchestrator.providers.random.random_password import RandomPassword

PROVIDER: Provider[None] = Provider(
    package="random",
    version="4.21.4",
    connect=lambda config, cancelled: None,
    resources=[ResourceType(RandomPassword), ResourceType(RandomId)],
)
