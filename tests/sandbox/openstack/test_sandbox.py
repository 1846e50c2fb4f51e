"""What only the emulator has: its password, its faults, and its quotas."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import openstack
import pytest
from openstack import exceptions
from openstack.connection import Connection


def ask(cloud: Connection, method: str, path: str, **arguments: object) -> object:
    base = cloud.config.get_auth_args()["auth_url"].removesuffix("/identity/v3")
    return cloud.session.request(base + path, method, **arguments)


def test_nothing_is_told_without_a_token(emulator) -> None:
    paths = ("/compute/v2.1/servers", "/network/v2.0/networks", "/image/v2/images", "/volume/v3/x/volumes")
    paths += ("/object-store/v1/AUTH_x", "/_sandbox/faults", "/identity/v3/auth/tokens", "/")
    for path in paths:
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"http://127.0.0.1:{emulator.port}{path}", timeout=10)
        assert caught.value.code == 401, path
        caught.value.close()


def test_a_wrong_password_gets_no_token(emulator) -> None:
    domains = {"user_domain_name": "Default", "project_domain_name": "Default", "project_name": "demo"}
    url = f"http://127.0.0.1:{emulator.port}/identity/v3"
    auth = {"auth_url": url, "username": "demo", "password": "wrong", **domains}
    cloud = openstack.connect(load_envvars=False, load_yaml_config=False, auth=auth, region_name="RegionOne")
    with pytest.raises(Exception, match="requires authentication"):
        cloud.authorize()


def test_it_does_not_start_without_a_password() -> None:
    command = [sys.executable, "-m", "orchestrator.sandbox.openstack"]
    done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "ORCHESTRATOR_SANDBOX_PASSWORD is not set" in done.stderr


def test_a_fault_meets_so_many_requests_as_were_ordered(cloud: Connection) -> None:
    order = {"method": "GET", "path": "^/network/v2.0/ports$", "times": 1, "status": 418}
    assert ask(cloud, "POST", "/_sandbox/faults", json=order).status_code == 201
    with pytest.raises(exceptions.HttpException, match="418"):
        list(cloud.network.ports())
    list(cloud.network.ports())


def test_a_fault_after_the_change_loses_only_the_answer(cloud: Connection) -> None:
    order = {"method": "POST", "path": "/network/v2.0/networks$", "status": 500, "after": True}
    ask(cloud, "POST", "/_sandbox/faults", json=order)
    title = uuid.uuid4().hex
    with pytest.raises(exceptions.HttpException, match="A fault that the sandbox was asked for"):
        cloud.network.create_network(name=title)
    cloud.network.delete_network(cloud.network.find_network(title, ignore_missing=False))


def test_a_fault_may_only_be_slow(cloud: Connection) -> None:
    ask(cloud, "POST", "/_sandbox/faults", json={"method": "GET", "path": "/subnets$", "delay": 0.4})
    begin = time.monotonic()
    list(cloud.network.subnets())
    assert time.monotonic() - begin >= 0.4


def test_quotas_refuse_as_each_service_does(cloud: Connection) -> None:
    ask(cloud, "PUT", "/_sandbox/quotas", json={"network": 0, "instances": 0})
    with pytest.raises(exceptions.ConflictException, match=r"Quota exceeded for resources: \['network'\]"):
        cloud.network.create_network(name="x")
    flavor, image = cloud.compute.find_flavor("m1.tiny").id, cloud.image.find_image("debian-12").id
    with pytest.raises(exceptions.ForbiddenException, match="already used 0 of 0 instances"):
        cloud.compute.create_server(name="x", flavor_id=flavor, image_id=image, networks="none")
    ask(cloud, "PUT", "/_sandbox/quotas", json={"network": 100, "instances": 100})


def test_nonsense_is_refused_and_the_emulator_lives_on(cloud: Connection) -> None:
    for body in ("not json", "[]", "{}", '{"server": 1}', '{"server": {"networks": 1}}'):
        assert ask(cloud, "POST", "/compute/v2.1/servers", data=body, raise_exc=False).status_code == 400
    assert ask(cloud, "POST", "/_sandbox/faults", json={"method": "GET"}, raise_exc=False).status_code == 400
    assert cloud.compute.find_flavor("m1.tiny")


def test_a_request_of_no_known_length_is_refused_at_once(emulator) -> None:
    for headers in ("Content-Length: -1", "Content-Length: x", "Transfer-Encoding: chunked\r\n\r\nnonsense"):
        with socket.create_connection(("127.0.0.1", emulator.port), timeout=10) as client:
            client.sendall(f"POST /identity/v3/auth/tokens HTTP/1.1\r\n{headers}\r\n\r\n".encode())
            assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_in_chunks_is_read_whole(emulator, cloud: Connection) -> None:
    cloud.object_store.create_container("chunks")
    cloud.object_store.put("/chunks/a", data=iter([b"one ", b"two"]))
    assert cloud.object_store.download_object("a", "chunks") == b"one two"
