"""The script that makes a cache, or a copy of one, of a fresh Debian machine at its first boot."""

from dataclasses import dataclass

from orchestrator.adapters.openstack.first_boot import AUTHORITY, PACKAGES, START, joined, secret
from orchestrator.graph import Value
from orchestrator.model.resources import Cache

INSTALL = r"""
packages redis-server openssl
"""
CONFIGURE = r"""
# A fork that sends all to a copy must not fail for the memory that it never writes to.
echo 'vm.overcommit_memory = 1' > /etc/sysctl.d/90-redis.conf
sysctl -q -p /etc/sysctl.d/90-redis.conf || true
issued "$etc" redis "$address"
(umask 077; cat > "$etc/orchestrator.conf") <<CONF
bind 0.0.0.0
protected-mode yes
port $plain
tls-port $tls
tls-cert-file $etc/server.crt
tls-key-file $etc/server.key
tls-ca-cert-file $etc/authority.crt
tls-auth-clients no
tls-protocols "TLSv1.2 TLSv1.3"
tls-replication $over_tls
requirepass $password
masterauth $password
maxmemory ${memory_mib}mb
maxmemory-policy allkeys-lru
# Nothing is ever on a disk, so nothing there has to be encrypted.
save ""
appendonly no
repl-diskless-sync yes
repl-diskless-load on-empty-db
$follow
CONF
chown redis:redis "$etc/orchestrator.conf"
# What is said last holds; until now it has listened to the machine itself only.
grep -qxF "include $etc/orchestrator.conf" "$etc/redis.conf" ||
  echo "include $etc/orchestrator.conf" >> "$etc/redis.conf"
systemctl enable redis-server
systemctl restart redis-server
"""
FUNCTIONS = PACKAGES + AUTHORITY


@dataclass(frozen=True, slots=True)
class Setup:
    """One server of a cache: the one that is written to, or a copy of it."""

    cache: Cache
    address: Value
    memory_mib: int
    password: Value
    seed: Value
    """Of which all servers make the same authority, so that they trust each other."""
    source: Value = None
    """The address of what this is a copy of; None: of nothing."""


def script(setup: Setup) -> Value:
    """The user-data."""
    spec = setup.cache.spec
    plain, tls = (0, spec.port) if spec.require_tls else (spec.port, 0)
    parts: list[Value] = [
        START,
        f"plain={plain} tls={tls} over_tls={'yes' if spec.require_tls else 'no'}",
        f" memory_mib={setup.memory_mib} etc=/etc/redis\naddress='",
        setup.address,
        "'\n",
        *secret("password", setup.password),
        *secret("seed", setup.seed),
    ]
    if setup.source is None:
        parts.append("follow=''\n")
    else:
        parts += ["follow='replicaof ", setup.source, f" {spec.port}'\n"]
    return joined([*parts, FUNCTIONS, INSTALL, CONFIGURE])
