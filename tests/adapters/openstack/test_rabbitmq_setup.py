"""The script that makes a RabbitMQ server: it parses, tells no secret, and says what the spec says."""

import base64
import hashlib
import json
import re
import subprocess
from typing import Any

import pytest

from orchestrator.adapters.openstack.rabbitmq_setup import USERS, Setup, definitions, script
from orchestrator.adapters.openstack.server import USER_DATA_LIMIT
from orchestrator.clouds import Target
from orchestrator.graph import Base64, Concat, Output, Secret
from orchestrator.model.resources import MessageQueue

NAME = "shop-dev-orders.fifo"


def queue(**spec: Any) -> MessageQueue:
    return MessageQueue.model_validate(
        {
            "name": "orders",
            "logicalName": "orders",
            "type": "MessageQueue@v1",
            "target": Target("openstack", "RegionOne"),
            "spec": {"network": "net", **spec},
        }
    )


def made(**spec: Any) -> Concat:
    key = Secret("disk-key") if spec.get("encrypted", True) else None
    setup = Setup(queue(**spec), NAME, Output("port", ("ip",)), Secret("pw"), Output("data", ("id",)), key)
    text = script(setup)
    assert isinstance(text, Concat)
    return text


def written(**spec: Any) -> str:
    """The script with values in the places of those known later."""
    return "".join(part if isinstance(part, str) else "c2VjcmV0" for part in made(**spec).parts)


@pytest.mark.parametrize(
    "spec", [{}, {"encrypted": False}, {"fifo": True, "deadLetter": {"after": 1}}], ids=str
)
def test_it_is_a_script(spec: dict[str, Any]) -> None:
    text = written(**spec)
    assert text.startswith("#!/bin/bash\n")
    assert len(text) < USER_DATA_LIMIT / 4
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_it_does_what_the_spec_says() -> None:
    text = written(visibilityTimeout=45, maxMessageKiB=64)
    assert "visible_ms=45000 largest=65536" in text
    assert "disk_key=/etc/rabbitmq-disk.key" in text
    assert "disk_key=''" in written(encrypted=False)


def test_secrets_travel_as_secrets() -> None:
    parts = made().parts
    assert Base64(Secret("pw")) in parts
    assert Base64(Secret("disk-key")) in parts
    assert not any("disk-key'" in part or "pw" in part for part in parts if isinstance(part, str))


def test_messages_are_kept_as_long_as_asked_and_no_longer() -> None:
    (policy,) = definitions(queue(retention=3600), NAME)["policies"]
    assert policy["definition"] == {"message-ttl": 3600000}
    assert re.fullmatch(policy["pattern"], NAME)
    assert not re.fullmatch(policy["pattern"], NAME.replace(".", "x"))


def test_dead_letters_have_a_queue_of_their_own() -> None:
    told = definitions(queue(deadLetter={"after": 1}, fifo=True), NAME)
    main, dead = told["queues"]
    assert (main["name"], dead["name"]) == (NAME, f"{NAME}-dead")
    assert [row["arguments"].get("x-single-active-consumer") for row in (main, dead)] == [True, None]
    by_name = {policy["name"]: policy["definition"] for policy in told["policies"]}
    assert by_name[NAME]["delivery-limit"] == 0, "the first delivery is the last one"
    assert by_name[NAME]["dead-letter-routing-key"] == dead["name"]
    assert by_name[dead["name"]] == {"message-ttl": 14 * 86400 * 1000}


def test_its_user_may_use_its_queues_and_nothing_else() -> None:
    told = definitions(queue(deadLetter={}), NAME)
    (right,) = told["permissions"]
    for name in (NAME, f"{NAME}-dead"):
        assert all(re.search(right[kind], name) for kind in ("configure", "read", "write"))
    assert re.search(right["write"], "amq.default")
    for name in ("other", f"x{NAME}", f"{NAME}-dead2", "amq.topic"):
        assert not any(re.search(right[kind], name) for kind in ("configure", "read", "write"))
    assert [user["tags"] for user in told["users"]] == [""]


@pytest.mark.parametrize("password", ["plain", "it's", r"back\slash", '"$HOME`id`"', "a|b&c"])
def test_any_password_becomes_a_hash(password: str) -> None:
    code = USERS.replace("/etc/rabbitmq/definitions.json", "/dev/stdout")
    code = f'password=$1\n{code}{{"hash": "@password-hash@"}}\nJSON\n'
    done = subprocess.run(["bash", "-c", code, "x", password], capture_output=True, text=True, check=True)
    told = base64.b64decode(json.loads(done.stdout)["hash"])
    assert told[4:] == hashlib.sha256(told[:4] + password.encode()).digest()
