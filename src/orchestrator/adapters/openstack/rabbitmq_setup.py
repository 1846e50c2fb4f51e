"""The script that makes a RabbitMQ server with one queue of a fresh Debian machine at its first boot."""

import json
from dataclasses import dataclass
from typing import Any

from orchestrator.adapters.openstack.first_boot import (
    PACKAGES,
    PREPARE,
    START,
    disk_key,
    joined,
    secret,
    volumes,
)
from orchestrator.graph import Value
from orchestrator.model.resources import MessageQueue

PORT = 5671
USERNAME = "orchestrator"
HASH = "@password-hash@"
DEAD_SECONDS = 14 * 24 * 3600
"""How long a dead letter waits for somebody to look at it."""
CERTIFICATE = r"""
# On the volume, so that a new machine shows the certificate that clients know.
tls=/var/lib/rabbitmq/tls
mkdir -p $tls
if [ ! -s $tls/cert.pem ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj "/CN=$address" -addext "subjectAltName=IP:$address" -keyout $tls/key.pem -out $tls/cert.new
  mv $tls/cert.new $tls/cert.pem
fi
chmod 0700 $tls
"""
SETTINGS = r"""
# Before the package, so that RabbitMQ never runs for a moment with settings of its own.
mkdir -p /etc/rabbitmq
# A name that does not come from the machine's: the data belongs to it. Only AMQP is for others.
cat > /etc/rabbitmq/rabbitmq-env.conf <<'CONF'
NODENAME=rabbit@localhost
SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
CONF
cat > /etc/rabbitmq/rabbitmq.conf <<CONF
listeners.tcp = none
listeners.ssl.1 = $address:5671
ssl_options.certfile = /var/lib/rabbitmq/tls/cert.pem
ssl_options.keyfile = /var/lib/rabbitmq/tls/key.pem
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
load_definitions = /etc/rabbitmq/definitions.json
consumer_timeout = $visible_ms
max_message_size = $largest
disk_free_limit.absolute = 1GB
CONF
# How often it looks for consumers that are too slow: by itself only once a minute.
cat > /etc/rabbitmq/advanced.config <<'CONF'
[{rabbit, [{channel_tick_interval, 5000}]}].
CONF
"""
USERS = r"""
# RabbitMQ keeps no password, but salt and SHA-256 of it.
hash=$(python3 -c '
import base64, hashlib, os, sys
salt, word = os.urandom(4), sys.stdin.buffer.read().rstrip(b"\n")
print(base64.b64encode(salt + hashlib.sha256(salt + word).digest()).decode())
' <<< "$password")
unset password
(umask 077; sed "s|@password-hash@|$hash|" > /etc/rabbitmq/definitions.json) <<'JSON'
"""
INSTALL = r"""
# The package gives the files to the account that it makes; the data may belong to an earlier number.
packages rabbitmq-server
chown -R rabbitmq:rabbitmq /etc/rabbitmq /var/lib/rabbitmq
systemctl restart rabbitmq-server
rabbitmqctl await_startup
rabbitmq-diagnostics -q check_port_listener 5671
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the script is told."""

    queue: MessageQueue
    name: str
    address: Value
    password: Value
    disk: Value
    """The id of the volume."""
    disk_key: Value
    """None: the volume is not encrypted."""


def script(setup: Setup) -> Value:
    """The user-data."""
    spec = setup.queue.spec
    return joined(
        [
            f"{START}address='",
            setup.address,
            f"' visible_ms={_ms(spec.visibility_timeout)} largest={spec.max_message_kib * 1024}\n",
            *secret("password", setup.password),
            *disk_key(setup.disk_key, "/etc/rabbitmq-disk.key"),
            PACKAGES,
            "packages cryptsetup xfsprogs openssl python3\n",
            PREPARE,
            *volumes(((setup.disk, "/var/lib/rabbitmq"),)),
            CERTIFICATE,
            SETTINGS,
            USERS,
            json.dumps(definitions(setup.queue, setup.name), indent=1, sort_keys=True),
            "\nJSON\n",
            INSTALL,
        ]
    )


def definitions(queue: MessageQueue, name: str) -> dict[str, Any]:
    """The queue, its policy, and the one user, who may do nothing else."""
    names, spec = [name], queue.spec
    waiting: dict[str, Any] = {"message-ttl": _ms(spec.retention)}
    policies = [_policy(name, waiting)]
    if spec.dead_letter:
        dead = f"{name}-dead"
        names.append(dead)
        policies = [
            _policy(dead, {"message-ttl": _ms(DEAD_SECONDS)}),
            _policy(
                name,
                {
                    **waiting,
                    "delivery-limit": spec.dead_letter.after - 1,
                    "dead-letter-exchange": "",
                    "dead-letter-routing-key": dead,
                    # It leaves its queue only when the other one has it.
                    "dead-letter-strategy": "at-least-once",
                    "overflow": "reject-publish",
                },
            ),
        ]
    own = f"^({'|'.join(_literal(each) for each in names)})$"
    send = f"^({'|'.join(_literal(each) for each in (*names, 'amq.default'))})$"
    return {
        "vhosts": [{"name": "/"}],
        "users": [
            {
                "name": USERNAME,
                "password_hash": HASH,
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "",
            }
        ],
        "permissions": [{"user": USERNAME, "vhost": "/", "configure": own, "write": send, "read": own}],
        "policies": policies,
        "queues": [_queue(each, one_by_one=spec.fifo and each == name) for each in names],
    }


def _queue(name: str, *, one_by_one: bool) -> dict[str, Any]:
    """A quorum queue: written to the disk before it is confirmed."""
    arguments: dict[str, Any] = {"x-queue-type": "quorum"}
    if one_by_one:
        arguments["x-single-active-consumer"] = True
    return {"name": name, "vhost": "/", "durable": True, "auto_delete": False, "arguments": arguments}


def _policy(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": "/",
        "pattern": f"^{_literal(name)}$",
        "apply-to": "queues",
        "priority": 0,
        "definition": definition,
    }


def _literal(name: str) -> str:
    """A name as a regular expression; its dots and dashes are the only signs that are no letters."""
    return name.replace(".", "[.]")


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
