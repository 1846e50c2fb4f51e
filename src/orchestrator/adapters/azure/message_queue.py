"""MessageQueue on Azure: a queue of Service Bus in a namespace of its own, and a key to it."""

from typing import Final

from orchestrator.adapters.azure.durations import duration
from orchestrator.adapters.azure.foundation import group_name, placed
from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import AzureMonitor, Concat, Lookup, Node, Secret, Value
from orchestrator.model.resources import MessageQueue

NAMESPACE_LIMIT = 50
LARGEST_KIB = 256
"""What the standard tier takes; only the premium one can be told another size, of 1 MiB and more."""
FOR_EVER: Final = 2000
"""The most deliveries that Azure counts: without deadLetter, a message is given out until it is too old."""
LIMITS: Final[tuple[Limit[MessageQueue], ...]] = (
    Limit(
        "maxMessageKiB",
        lambda queue: queue.spec.max_message_kib != LARGEST_KIB,
        "the largest message of a queue on Azure is always 256 KiB",
        "leave it out",
        "messages of up to 256 KiB",
    ),
)


def translate(queue: MessageQueue, site: Site) -> Translation:
    """Azure encrypts every message, and puts aside those that nobody took care of in a queue within it."""
    namespace = _namespace(queue, site)
    node = _queue(queue, site, namespace)
    rule = _rule(queue, site, namespace, node)
    key = Lookup(
        "azure-native:servicebus:listQueueKeys",
        {
            "resourceGroupName": group_name(site),
            "namespaceName": namespace["name"],
            "queueName": node["name"],
            "authorizationRuleName": rule["name"],
        },
        ("primaryKey",),
        site.target,
    )
    return Translation(
        nodes=(namespace, node, rule),
        outputs={
            "id": node["id"],
            "name": node["name"],
            "url": Concat(("amqps://", namespace["name"], ".servicebus.windows.net:5671")),
            "protocol": "amqp",
            "username": rule["name"],
            "password": Secret(key),
        },
        slots=(AzureMonitor("Microsoft.ServiceBus/namespaces", namespace["id"], group_name(site)),),
        checks=checks(queue, node["status"], ("Active",)),
        protected=(namespace.name, node.name),
    )


def _namespace(queue: MessageQueue, site: Site) -> Node:
    properties: dict[str, Value] = {
        **placed(site),
        "namespaceName": site.unique(limit=NAMESPACE_LIMIT),
        "sku": {"name": "Standard", "tier": "Standard"},
        "minimumTlsVersion": "1.2",
        "publicNetworkAccess": "Enabled",
        # Applications log in with the key of their queue.
        "disableLocalAuth": False,
    }
    return Node("azure-native:servicebus:Namespace", f"{queue.name}-namespace", properties)


def _queue(queue: MessageQueue, site: Site, namespace: Node) -> Node:
    spec = queue.spec
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "namespaceName": namespace["name"],
        "queueName": site.named(),
        "lockDuration": duration(spec.visibility_timeout),
        "defaultMessageTimeToLive": duration(spec.retention),
        "maxDeliveryCount": spec.dead_letter.after if spec.dead_letter else FOR_EVER,
        "deadLetteringOnMessageExpiration": False,
        # A session keeps the order; without duplicates, a message that is sent again arrives once.
        "requiresSession": spec.fifo,
        "requiresDuplicateDetection": spec.fifo,
    }
    return Node("azure-native:servicebus:Queue", queue.name, properties)


def _rule(queue: MessageQueue, site: Site, namespace: Node, node: Node) -> Node:
    """To send and to listen in this queue; not to change it."""
    properties: dict[str, Value] = {
        "resourceGroupName": group_name(site),
        "namespaceName": namespace["name"],
        "queueName": node["name"],
        "authorizationRuleName": "application",
        "rights": ["Listen", "Send"],
    }
    return Node("azure-native:servicebus:QueueAuthorizationRule", f"{queue.name}-rule", properties)
