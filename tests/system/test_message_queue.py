"""A MessageQueue of OpenStack on Debian's real RabbitMQ, with the files that its script writes."""

import base64
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from orchestrator.adapters.openstack.rabbitmq_setup import CERTIFICATE, SETTINGS, Setup, script
from orchestrator.clouds import Target
from orchestrator.graph import Base64, Concat
from orchestrator.model.resources import MessageQueue
from orchestrator.model.resources.message_queue import DeadLetter

PASSWORD = secrets.token_urlsafe(16) + "'\"$\\"
# Runs in the system's Python, where the AMQP client is installed.
CLIENT = """
import json, ssl, sys, time
import pika
from pika import exceptions

port, name, password, task = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
context = ssl.create_default_context(cafile=sys.argv[5])
context.check_hostname = False

def connect(word=password):
    login = pika.PlainCredentials("orchestrator", word)
    options = pika.SSLOptions(context, "127.0.0.1")
    there = pika.ConnectionParameters("127.0.0.1", port, "/", login, ssl_options=options)
    return pika.BlockingConnection(there)

def channel():
    made = connect().channel()
    made.confirm_delivery()
    return made

def send(made, body, queue=name):
    made.basic_publish("", queue, body.encode(), pika.BasicProperties(delivery_mode=2), mandatory=True)

def get(made, queue=name, seconds=5.0, ack=True):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        method, _, body = made.basic_get(queue, auto_ack=False)
        if method:
            if ack:
                made.basic_ack(method.delivery_tag)
            return method, body.decode()
        time.sleep(0.1)
    return None, None

def refused(call):
    try:
        call()
    except exceptions.AMQPError as error:
        return str(error) or type(error).__name__
    return "taken"

def life():
    made = channel()
    send(made, "one")
    return get(made)[1]

def wrong_password():
    return refused(lambda: connect("wrong"))

def strange_queue():
    return refused(lambda: channel().queue_declare("other", durable=True))

def large():
    made = channel()
    return refused(lambda: (send(made, "x" * (256 * 1024 + 1)), made.queue_declare(name, passive=True)))

def dead():
    made, seen = channel(), 0
    send(made, "poison")
    while True:
        method, body = get(made, seconds=2.0, ack=False)
        if method is None:
            break
        seen += 1
        made.basic_nack(method.delivery_tag, requeue=True)
    return [seen, get(made, name + "-dead")[1]]

def slow():
    made = channel()
    send(made, "held")
    began = time.monotonic()
    get(made, ack=False)
    other, body = channel(), None
    while body is None and time.monotonic() - began < 40:
        made.connection.process_data_events(0.1)
        body = get(other, seconds=0.5)[1]
    return [body, made.is_open, time.monotonic() - began]

def expiring():
    send(channel(), "old")
    time.sleep(4)
    return taken(channel())

def keep():
    made = channel()
    send(made, "kept")

def taken(*consumers):
    seen = []
    for who, made in enumerate(consumers):
        def take(ch, method, properties, body, who=who):
            seen.append([who, body.decode()])
            ch.basic_ack(method.delivery_tag)
        made.basic_consume(name, take)
    for _ in range(20):
        for made in consumers:
            made.connection.process_data_events(0.05)
    return seen

def kept():
    return taken(channel())

def in_turn():
    consumers, sender = (channel(), channel()), channel()
    for number in range(5):
        send(sender, str(number))
    return taken(*consumers)

print(json.dumps(globals()[task]()))
"""


@dataclass(frozen=True)
class Broker:
    """A running RabbitMQ with one queue."""

    folder: Path
    port: int
    name: str
    environment: dict[str, str]

    def ask(self, task: str) -> Any:
        command = ["/usr/bin/python3", "-c", CLIENT, str(self.port), self.name, PASSWORD, task]
        cert = self.folder / "data/tls/cert.pem"
        done = subprocess.run([*command, str(cert)], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    @contextmanager
    def running(self) -> Iterator[None]:
        """While it runs, beside a name server of its own, that would otherwise outlive it."""
        epmd = ["/usr/bin/epmd", "-port", self.environment["ERL_EPMD_PORT"], "-address", "127.0.0.1"]
        with (self.folder / "out").open("ab") as out, subprocess.Popen(epmd, stdout=out, stderr=out) as names:
            server = subprocess.Popen(
                ["/usr/lib/rabbitmq/bin/rabbitmq-server"],
                env=self.environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            try:
                self._await(server)
                yield
            finally:
                os.killpg(server.pid, signal.SIGTERM)
                server.wait(60)
                names.terminate()

    def _await(self, server: "subprocess.Popen[bytes]") -> None:
        for _ in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert server.poll() is None, (self.folder / "out").read_text()[-3000:]
            time.sleep(0.25)
        raise AssertionError((self.folder / "out").read_text()[-3000:])


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """RabbitMQ and a client of it, installed where they are missing."""
    if which("rabbitmqctl") and Path("/usr/lib/python3/dist-packages/pika").exists():
        return
    # Run level 1: the package must not start a RabbitMQ of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    wanted = ["rabbitmq-server", "python3-pika"]
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *wanted]):
        subprocess.run(["apt-get", *command], env=environment, timeout=600, check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def queue(**spec: Any) -> MessageQueue:
    """A queue with these fields of the spec."""
    made = MessageQueue.model_validate(
        {
            "name": "orders",
            "logicalName": "orders",
            "type": "MessageQueue@v1",
            "target": Target("openstack", "RegionOne"),
            "spec": {"network": "net"},
        }
    )
    return made.model_copy(update={"spec": made.spec.model_copy(update=spec)})


def settled(wanted: MessageQueue, folder: Path) -> Broker:
    """What the script writes, below a folder instead of below /; its part between disk and package."""
    name, port = "shop-dev-orders", free_port()
    made = script(Setup(wanted, name, "127.0.0.1", PASSWORD, "volume", None))
    assert isinstance(made, Concat)
    text = "".join(_encoded(part) if isinstance(part, Base64) else str(part) for part in made.parts)
    head = text[: text.index("disk_key=''")]
    body = text[text.index(CERTIFICATE) : text.index("# The package gives")]
    assert SETTINGS in body
    conf, data = folder / "conf", folder / "data"
    for here, there in (("/etc/rabbitmq", conf), ("/var/lib/rabbitmq", data), (":5671", f":{port}")):
        body = body.replace(here, str(there) if isinstance(there, Path) else there)
    data.mkdir(parents=True)
    subprocess.run(["bash", "-c", head + body], check=True, capture_output=True, text=True)
    environment = {
        **os.environ,
        "HOME": str(data),
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_CONF_ENV_FILE": str(conf / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(conf / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(conf / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(conf / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_DIST_PORT": str(free_port()),
    }
    return Broker(folder, port, name, environment)


def _encoded(part: Base64) -> str:
    return base64.b64encode(str(part.value).encode()).decode()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    wanted = queue(visibility_timeout=5.0, dead_letter=DeadLetter(after=3))
    made = settled(wanted, tmp_path_factory.mktemp("rabbit"))
    with made.running():
        yield made


def test_a_message_is_sent_and_taken_over_tls(broker: Broker) -> None:
    assert broker.ask("life") == "one"


def test_only_tls_and_only_its_user_get_in(broker: Broker) -> None:
    assert "ACCESS_REFUSED" in broker.ask("wrong_password")
    with socket.create_connection(("127.0.0.1", broker.port)) as plain:
        plain.sendall(b"AMQP\x00\x00\x09\x01")
        assert not plain.recv(8).startswith(b"AMQP")
    old = [
        "openssl",
        "s_client",
        "-connect",
        f"127.0.0.1:{broker.port}",
        "-tls1_1",
        "-cipher",
        "ALL:@SECLEVEL=0",
    ]
    assert subprocess.run(old, input=b"", capture_output=True, check=False).returncode != 0


def test_its_user_may_do_nothing_else(broker: Broker) -> None:
    assert "access to queue 'other'" in broker.ask("strange_queue")


def test_a_message_that_is_too_large_is_refused(broker: Broker) -> None:
    assert "larger than" in broker.ask("large")


def test_what_fails_as_often_as_allowed_lies_aside(broker: Broker) -> None:
    assert broker.ask("dead") == [3, "poison"]


def test_a_consumer_that_takes_too_long_loses_its_message(broker: Broker) -> None:
    body, still_open, seconds = broker.ask("slow")
    assert (body, still_open) == ("held", False)
    assert 5 <= seconds < 20


def test_the_password_is_not_in_its_files(broker: Broker) -> None:
    for file in (broker.folder / "conf").iterdir():
        assert PASSWORD not in file.read_text()
    assert (broker.folder / "conf/definitions.json").stat().st_mode & 0o077 == 0
    assert (broker.folder / "data/tls").stat().st_mode & 0o077 == 0


def test_messages_survive_and_the_order_is_kept_and_old_ones_go(tmp_path: Path) -> None:
    made = settled(queue(fifo=True), tmp_path)
    with made.running():
        made.ask("keep")
    with made.running():
        assert made.ask("kept") == [[0, "kept"]]
        assert made.ask("in_turn") == [[0, str(number)] for number in range(5)]
    definitions = tmp_path / "conf/definitions.json"
    definitions.write_text(re.sub(r'"message-ttl": \d+', '"message-ttl": 1000', definitions.read_text()))
    with made.running():
        assert made.ask("expiring") == []
