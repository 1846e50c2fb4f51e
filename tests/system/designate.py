"""The real Designate of Debian in one process: its API, central and worker, on SQLite, without Keystone."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system.alone import Alone, alone, free_port, install, running

CONFIG = """\
[DEFAULT]
state_path = {folder}/state
transport_url = fake://
quota_zones = 1000
[oslo_messaging_notifications]
driver = noop
[service:api]
auth_strategy = noauth
api_base_uri = http://127.0.0.1:{port}/dns
enable_host_header = false
[storage:sqlalchemy]
connection = sqlite:///{folder}/zones.sqlite
[service:worker]
threads = 4
poll_delay = 0
poll_retry_interval = 1
poll_max_retries = 5
serial_retry_delay = 0
serial_max_retries = 1
[heartbeat_emitter]
emitter_type = noop
"""
POOL = """\
- name: default
  description: One name server
  attributes: {{}}
  ns_records: [{{hostname: ns1.sandbox.example., priority: 1}}]
  nameservers: [{{host: 127.0.0.1, port: {names}}}]
  targets:
    - type: fake
      description: The name server
      masters: [{{host: 127.0.0.1, port: 5354}}]
      options: {{host: 127.0.0.1, port: "{names}"}}
"""
# Its name server is a few lines here: it knows the zones that the worker told it, with the serials of
# the database, as a server does that has transferred them.
SERVER = """
import os, socket, sqlite3, sys
import eventlet
eventlet.monkey_patch()
import dns.flags, dns.message, dns.opcode, dns.rcode, dns.rrset
import eventlet.wsgi
from designate import rpc
from designate.api import wsgi
from designate.backend.impl_fake import FakeBackend
from designate.central import service as central
from designate.manage.pool import PoolCommands
from designate.worker import service as worker

folder, port, names = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.environ["OS_DESIGNATE_CONFIG_DIR"] = folder
app, known = wsgi.init_application(), set()
FakeBackend.create_zone = lambda self, context, zone: known.add(zone.name)
FakeBackend.delete_zone = lambda self, context, zone: known.discard(zone.name)

def serial(name):
    db = sqlite3.connect(folder + "/zones.sqlite")
    with db:
        row = db.execute("select serial from zones where name = ? and deleted = '0'", (name,)).fetchone()
    db.close()
    return row[0] if row else 0

def replied(query):
    reply, name = dns.message.make_response(query), str(query.question[0].name)
    if name not in known:
        reply.set_rcode(dns.rcode.REFUSED)
        return reply
    reply.flags |= dns.flags.AA
    if query.opcode() != dns.opcode.NOTIFY:
        text = f"ns1.sandbox.example. me.example.com. {serial(name)} 3600 600 86400 3600"
        reply.answer.append(dns.rrset.from_text(name, 3600, "IN", "SOA", text))
    return reply

def name_server():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", names))
    while True:
        data, peer = server.recvfrom(4096)
        server.sendto(replied(dns.message.from_wire(data)).to_wire(), peer)

eventlet.spawn(name_server)
services = [central.Service(), worker.Service()]
for each in services:
    each.start()
rpc.init = lambda conf: None
PoolCommands().update(folder + "/pools.yaml", False)
eventlet.wsgi.server(eventlet.listen(("127.0.0.1", port)), app, log_output=False)
"""


@contextmanager
def designate(folder: Path) -> Iterator[Alone]:
    """While it runs."""
    install("python3-designate", "designate-common")
    port, names = free_port(), free_port()
    (folder / "state").mkdir()
    (folder / "designate.conf").write_text(CONFIG.format(folder=folder, port=port))
    (folder / "pools.yaml").write_text(POOL.format(names=names))
    paste = Path("/etc/designate/api-paste.ini").read_text()
    (folder / "api-paste.ini").write_text(
        paste.replace("\n/: ", "\n/dns: ").replace("\n/v2: ", "\n/dns/v2: ").replace("\n/admin: ", "\n#")
    )
    sync = ["/usr/bin/designate-manage", "--config-file", str(folder / "designate.conf"), "database", "sync"]
    subprocess.run(["/usr/bin/python3", *sync], check=True, capture_output=True, timeout=120)
    command = ["/usr/bin/python3", "-c", SERVER, str(folder), str(port), str(names)]
    with running(folder, "designate", command, port):
        yield alone(folder, port, "/dns")
