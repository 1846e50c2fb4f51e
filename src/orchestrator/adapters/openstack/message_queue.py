"""MessageQueue on OpenStack: a queue of RabbitMQ on a server of its own, with a volume for its messages."""

from typing import Final

from orchestrator.adapters.checks import checks
from orchestrator.adapters.limits import Limit
from orchestrator.adapters.machines import METRICS_PORT
from orchestrator.adapters.openstack.rabbitmq_setup import PORT, USERNAME, Setup, script
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT, Server, parts
from orchestrator.adapters.passwords import generated
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.errors import TranslationError, Unsupported, raise_all
from orchestrator.graph import CloudInit, Concat, Node, Options, Secret
from orchestrator.model.resources import MessageQueue

FLAVOR = "m1.small"
IMAGE = "debian-12"
"""The oldest whose RabbitMQ drops messages of a replicated queue by their age."""
DISK_GIB = 20
LIMITS: Final[tuple[Limit[MessageQueue], ...]] = (
    Limit(
        "fifo",
        lambda queue: queue.spec.fifo,
        "RabbitMQ keeps the order, but takes a message again that its sender repeats",
        "leave fifo out and let the consumers know what they have done, or place the queue on AWS or Azure",
        "messages in order, to one consumer at a time, and those that a sender repeats twice",
    ),
)


def translate(queue: MessageQueue, site: Site) -> Translation:
    """The server fetches RabbitMQ from Debian at its first boot, so its network needs a way out."""
    server = _server(queue, site)
    secret = generated(f"{queue.name}-password", 32)
    keys = (generated(f"{queue.name}-disk-key", 48),) if queue.spec.encrypted else ()
    made = parts(server, site)
    disk = Node(
        "openstack:blockstorage/volume:Volume",
        f"{queue.name}-data",
        {"name": site.named("data"), "description": f"The data of {queue.name}", "size": DISK_GIB},
    )
    link = Node(
        "openstack:compute/volumeAttach:VolumeAttach",
        f"{disk.name}-link",
        {"instanceId": made.machine["id"], "volumeId": disk["id"]},
        Options(delete_before_replace=True),
    )
    # Whether a queue keeps the order is decided at its birth: the other kind is another queue.
    name = site.named() + (".fifo" if queue.spec.fifo else "")
    password, key = Secret(secret["result"]), Secret(keys[0]["result"]) if keys else None
    data = script(Setup(queue, name, made.inside, password, disk["id"], key))
    return Translation(
        nodes=(*made.firewall, made.port, secret, *keys, disk, made.machine, link),
        outputs={
            "id": made.machine["id"],
            "name": name,
            "url": Concat(("amqps://", made.inside, f":{PORT}")),
            "protocol": "amqp",
            "username": USERNAME,
            "password": password,
        },
        slots=(CloudInit(made.machine.name, ("userData",), "plain", USER_DATA_LIMIT, made.inside, data),),
        checks=checks(queue, made.machine["powerState"], ("active",), host=made.inside, port=PORT),
        # Without the key the volume is noise.
        protected=(made.machine.name, disk.name, secret.name, *(node.name for node in keys)),
    )


def _server(queue: MessageQueue, site: Site) -> Server:
    """Raises the fault of a queue that has no place to stand."""
    if queue.spec.network is None:
        raise Unsupported(
            "OpenStack has no queues: each is a server of its own, which stands in a network",
            queue.name,
            "set network, or place the queue on AWS or Azure",
        )
    network = site.network(queue.spec.network)
    if not network.spec.internet_access:
        summary = f"needs the internet, but its network '{network.name}' has no way there"
        hint = f"set internetAccess: true on '{network.name}': the server fetches RabbitMQ at its first boot"
        raise_all([TranslationError(summary, queue.name, hint)])
    cidr = network.spec.cidr
    return Server(
        name=queue.name,
        flavor=FLAVOR,
        image=IMAGE,
        network=network.name,
        openings=(("tcp", PORT, cidr), ("tcp", METRICS_PORT, cidr)),
    )
