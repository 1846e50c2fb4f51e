"""The script that makes a PostgreSQL server, or a copy of one, of a fresh machine at its first boot."""

from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.adapters.openstack.first_boot import (
    CERTIFICATE,
    PACKAGES,
    PREPARE,
    START,
    disk_key,
    joined,
    secret,
    volumes,
)
from orchestrator.graph import Value

PLACES = r"""
data=/var/lib/postgresql/$version/$cluster etc=/etc/postgresql/$version/$cluster
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
"""
INSTALL = r"""
# The packages make no cluster of their own: ours is on the volume, and listens to nobody before it is set up.
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/orchestrator.conf
packages "postgresql-$version"
# Data of an earlier machine may belong to another number.
chown -R postgres:postgres /var/lib/postgresql
"""
CREATE = r"""
if [ -s "$data/PG_VERSION" ]; then
  # The configuration of a cluster with nothing in it, led to the data that is there already.
  pg_createcluster "$version" "$cluster" --port "$port" --datadir "$data.empty" > /dev/null
  pg_conftool "$version" "$cluster" set data_directory "$data"
  rm -rf "${data:?}.empty"
else
  pg_createcluster "$version" "$cluster" --port "$port" > /dev/null
fi
"""
COPY = r"""
passfile=/etc/postgresql/replication.pgpass
(umask 077; echo "*:*:*:orchestrator_replication:$replication" > "$passfile")
chown postgres:postgres "$passfile"
# Bound to the connection, the login proves each side to the other, though no authority signed a certificate.
login="host=$source port=$port user=orchestrator_replication passfile=$passfile"
login="$login sslmode=require channel_binding=require application_name=$slot"
if [ ! -s "$data/PG_VERSION" ]; then
  as_postgres mkdir -p "${data%/*}"
  # The source may still be at its own first boot.
  for _ in $(seq 360); do
    rm -rf "${data:?}.partial"
    # The slot makes the source keep what the copy has not read yet; it is there already after a failure.
    as_postgres psql -q "$login dbname=postgres replication=true" \
      -c "CREATE_REPLICATION_SLOT $slot PHYSICAL RESERVE_WAL" || true
    if as_postgres pg_basebackup -d "$login" -D "$data.partial" -S "$slot" -X stream -c fast -R; then
      mv "$data.partial" "$data"
      break
    fi
    sleep 10
  done
  test -s "$data/PG_VERSION"
fi
"""
CONFIGURE = r"""
certificate "$etc" postgres "$address"
mkdir -p "$etc/conf.d"
cat > "$etc/conf.d/zz-orchestrator.conf" <<CONF
listen_addresses = '*'
port = $port
password_encryption = 'scram-sha-256'
ssl = on
ssl_cert_file = '$etc/server.crt'
ssl_key_file = '$etc/server.key'
ssl_min_protocol_version = 'TLSv1.2'
shared_buffers = '$(($(awk '/MemTotal/ {print $2}' /proc/meminfo) / 4096))MB'
wal_level = replica
max_wal_senders = 12
max_replication_slots = 12
# A copy that is away for too long has to begin anew; it does not fill the disk.
max_slot_wal_keep_size = '${keep_mib}MB'
log_min_duration_statement = '10s'
CONF
cat > "$etc/pg_hba.conf" <<CONF
local all postgres peer
local all all scram-sha-256
hostssl replication orchestrator_replication $network scram-sha-256
host all orchestrator_replication all reject
$host all all $reach scram-sha-256
CONF
chown -R postgres:postgres "$etc"
pg_ctlcluster "$version" "$cluster" start
"""
ACCOUNTS = r"""
# Through the shell's standard input, where no list of processes shows it; quoted as SQL wants it.
quoted=$(printf '%s' "$password" | sed -e "s/'/''/g")
as_postgres psql -q -v ON_ERROR_STOP=1 -p "$port" > /dev/null <<SQL
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SELECT 'CREATE ROLE "$username"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$username') \gexec
ALTER ROLE "$username" LOGIN CREATEDB CREATEROLE PASSWORD '$quoted';
GRANT pg_monitor, pg_signal_backend TO "$username";
ALTER DATABASE postgres OWNER TO "$username";
SELECT 'CREATE ROLE orchestrator_replication'
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'orchestrator_replication') \gexec
ALTER ROLE orchestrator_replication LOGIN REPLICATION PASSWORD '$replication';
SQL
unset password quoted
"""
BACKUP = r"""
cat > /usr/local/sbin/postgresql-backup <<'SCRIPT'
#!/bin/bash
set -euo pipefail
umask 077
folder=/var/backups/postgresql
mountpoint -q "$folder"
(cd / && runuser -u postgres -- pg_dumpall -p "$2") | gzip > "$folder/partial"
mv "$folder/partial" "$folder/$(date -u +%Y%m%dT%H%M%SZ).sql.gz"
# Only after a good one: without a new backup the old ones stay.
find "$folder" -name '*.sql.gz' -mtime "+$1" -delete
SCRIPT
chmod 0700 /usr/local/sbin/postgresql-backup /var/backups/postgresql
cat > /etc/systemd/system/postgresql-backup.service <<UNIT
[Unit]
Description=Backup of all PostgreSQL databases
After=postgresql.service
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/postgresql-backup $keep_days $port
UNIT
cat > /etc/systemd/system/postgresql-backup.timer <<UNIT
[Unit]
Description=Nightly backup of all PostgreSQL databases
[Timer]
OnCalendar=*-*-* 02:30:00 UTC
RandomizedDelaySec=15m
Persistent=true
[Install]
WantedBy=timers.target
UNIT
systemctl daemon-reload
systemctl enable --now postgresql-backup.timer
"""
FUNCTIONS = PACKAGES + CERTIFICATE + PREPARE


def script(setup: Setup, network: str) -> Value:
    """The user-data of a server; `network` is where copies stand."""
    parts: list[Value] = [
        START,
        *_variables(setup, network),
        *disk_key(setup.disk_key, "/etc/postgresql-disk.key"),
        FUNCTIONS,
        PLACES,
        "packages cryptsetup xfsprogs openssl\n",
        *volumes(setup.disks),
        INSTALL,
        *([CREATE] if setup.source is None else [COPY, CREATE]),
        CONFIGURE,
    ]
    if setup.source is None:
        parts.append(ACCOUNTS)
        if days := setup.db.spec.backup.retention_days:
            parts += [f"\nkeep_days={days}", BACKUP]
    return joined(parts)


def _variables(setup: Setup, network: str) -> list[Value]:
    spec = setup.db.spec
    parts: list[Value] = [
        f"version={spec.version} cluster=main port={spec.port}\n",
        f"host={'hostssl' if spec.require_tls else 'host'} reach={setup.reach} network={network}\n",
        f"keep_mib={spec.storage_gib * 1024 // 5} address='",
        setup.address,
        "'\n",
        *secret("replication", setup.replication),
    ]
    if setup.source is not None:
        return [*parts, f"slot=copy_{setup.number} source='", setup.source, "'\n"]
    return [*parts, f"username='{spec.admin.username}'\n", *secret("password", setup.password)]
