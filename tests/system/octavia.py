"""The real API of Debian's Octavia, on SQLite, without Keystone, Neutron and machines that balance."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system.alone import PROJECT, USER, Alone, alone, free_port, install, running

CONFIG = """\
[DEFAULT]
transport_url = fake://
[api_settings]
auth_strategy = noauth
enabled_provider_drivers = noop_driver:A provider without machines
default_provider_driver = noop_driver
[database]
connection = sqlite:///{folder}/octavia.sqlite
[controller_worker]
network_driver = network_noop_driver
[certificates]
cert_manager = local_cert_manager
"""
# The provider is a few lines here: what has been pending for a moment is done, and told to Octavia by
# the code that its real providers use.
SERVER = f"""
import sqlite3, sys, threading, time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from octavia.api import app as api
from octavia.api.drivers.driver_agent import driver_updater
from octavia.common import constants
from octavia.db import api as db_api, base_models, models

config, port, database = sys.argv[1], int(sys.argv[2]), sys.argv[3]
app = api.setup_app(argv=["octavia", "--config-file", config])
TABLES = (
    ("member", "members"), ("health_monitor", "healthmonitors"), ("pool", "pools"),
    ("listener", "listeners"), ("load_balancer", "loadbalancers"),
)
LOOKUPS = (
    (constants.SUPPORTED_PROVISIONING_STATUSES, models.ProvisioningStatus),
    (constants.SUPPORTED_OPERATING_STATUSES, models.OperatingStatus),
    (constants.SUPPORTED_HEALTH_MONITOR_TYPES, models.HealthMonitorType),
    (constants.SUPPORTED_LB_ALGORITHMS, models.Algorithm),
    (constants.SUPPORTED_PROTOCOLS, models.Protocol),
    (constants.SUPPORTED_SP_TYPES, models.SessionPersistenceType),
    (constants.SUPPORTED_LB_TOPOLOGIES, models.LBTopology),
    (constants.SUPPORTED_CLIENT_AUTH_MODES, models.ClientAuthenticationMode),
)

def prepared():
    base_models.BASE.metadata.create_all(db_api.get_engine())
    session = db_api.get_session()
    for names, kind in LOOKUPS:
        for name in names:
            with session.begin():
                session.add(kind(name=name))

def pending():
    db = sqlite3.connect(database, timeout=10)
    try:
        for table, kind in TABLES:
            query = f"select id, provisioning_status from {{table}} where provisioning_status like 'PENDING%'"
            for id, status in db.execute(query).fetchall():
                yield kind, id, status
        # With a balancer goes all that it has.
        for table, kind in (("pool", "pools"), ("listener", "listeners")):
            above = "select id from load_balancer where provisioning_status = 'PENDING_DELETE'"
            for (id,) in db.execute(f"select id from {{table}} where load_balancer_id in ({{above}})"):
                yield kind, id, "PENDING_DELETE"
    finally:
        db.close()

def provide():
    updater, since = driver_updater.DriverUpdater(), {{}}
    while True:
        time.sleep(0.05)
        found = list(pending())
        since = {{each: since.get(each, time.monotonic()) for each in found}}
        told = {{}}
        for kind, id, status in found:
            if time.monotonic() - since[kind, id, status] > 0.3:
                done = "DELETED" if status == "PENDING_DELETE" else "ACTIVE"
                healthy = {{}} if done == "DELETED" else {{"operating_status": "ONLINE"}}
                told.setdefault(kind, []).append({{"id": id, "provisioning_status": done, **healthy}})
        if told:
            print(updater.update_loadbalancer_status(told), file=sys.stderr)

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

def owned(environ, start):
    environ.update(HTTP_X_PROJECT_ID="{PROJECT}", HTTP_X_USER_ID="{USER}")
    environ.setdefault("HTTP_X_ROLES", "admin,member")
    return app(environ, start)

prepared()
threading.Thread(target=provide, daemon=True).start()
make_server("127.0.0.1", port, owned, server_class=Server).serve_forever()
"""


@contextmanager
def octavia(folder: Path) -> Iterator[Alone]:
    """While it runs."""
    install("python3-octavia")
    port = free_port()
    config = folder / "octavia.conf"
    config.write_text(CONFIG.format(folder=folder))
    command = ["/usr/bin/python3", "-c", SERVER, str(config), str(port), str(folder / "octavia.sqlite")]
    with running(folder, "octavia", command, port):
        yield alone(folder, port, "")
