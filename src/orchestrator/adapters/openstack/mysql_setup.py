"""The script that makes a MySQL server, or a copy of one, of a fresh Ubuntu machine at its first boot."""

from orchestrator.adapters.openstack.database_setup import Setup
from orchestrator.adapters.openstack.first_boot import PREPARE, START, disk_key, joined, secret, volumes
from orchestrator.graph import Value

INSTALL = r"""
# The data is mounted where MySQL's package and its AppArmor profile expect it: nothing has to move.
export DEBIAN_FRONTEND=noninteractive
# The account first: data of an earlier machine may belong to another number.
id mysql > /dev/null 2>&1 || adduser --system --group --no-create-home --home /nonexistent mysql
chown -R mysql:mysql /var/lib/mysql
chmod 0700 /var/lib/mysql
for _ in $(seq 30); do
  apt-get update && apt-get -o DPkg::Lock::Timeout=300 install -y mysql-server-8.0 && break
  sleep 10
done
systemctl is-active mysql
"""
ACCOUNTS = r"""
# Through the shell's standard input, where no list of processes shows it; quoted as SQL wants it.
quoted=$(printf '%s' "$password" | sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g")
mysql --protocol=socket -u root <<SQL
CREATE USER IF NOT EXISTS '$username'@'%' IDENTIFIED BY '$quoted';
ALTER USER '$username'@'%' IDENTIFIED BY '$quoted';
GRANT ALL PRIVILEGES ON *.* TO '$username'@'%' WITH GRANT OPTION;
CREATE USER IF NOT EXISTS 'orchestrator_copy'@'%' IDENTIFIED BY '$replication' REQUIRE SSL;
ALTER USER 'orchestrator_copy'@'%' IDENTIFIED BY '$replication' REQUIRE SSL;
GRANT REPLICATION SLAVE, BACKUP_ADMIN ON *.* TO 'orchestrator_copy'@'%';
SQL
unset password quoted replication
"""
COPY = r"""
as_root() { mysql --protocol=socket -u root "$@"; }
answers() { as_root -e 'SELECT 1' > /dev/null 2>&1; }
cloned() {
  as_root -N -e 'SELECT state FROM performance_schema.clone_status' 2> /dev/null | grep -q Completed
}
# A new machine with the volume of an old one knows its source already.
if [ -z "$(as_root -e 'SHOW REPLICA STATUS')" ]; then
  # The source may still be at its own first boot.
  for _ in $(seq 360); do
    # It ends by stopping the server, which then comes with the data of its source.
    as_root <<SQL || true
SET GLOBAL clone_valid_donor_list = '$source:$port';
CLONE INSTANCE FROM 'orchestrator_copy'@'$source':$port IDENTIFIED BY '$replication' REQUIRE SSL;
SQL
    for _ in $(seq 60); do
      if answers; then break; fi
      systemctl start mysql || true
      sleep 2
    done
    if cloned; then break; fi
    sleep 10
  done
  cloned
  as_root <<SQL
CHANGE REPLICATION SOURCE TO SOURCE_HOST = '$source', SOURCE_PORT = $port, SOURCE_USER = 'orchestrator_copy',
  SOURCE_PASSWORD = '$replication', SOURCE_SSL = 1, SOURCE_AUTO_POSITION = 1;
START REPLICA;
SET PERSIST super_read_only = ON;
SQL
fi
unset replication
"""
BACKUP = r"""
cat > /usr/local/sbin/mysql-backup <<'SCRIPT'
#!/bin/bash
set -euo pipefail
umask 077
folder=/var/backups/mysql
mountpoint -q "$folder"
mysqldump --protocol=socket -u root --all-databases --single-transaction --routines --events --triggers \
  --set-gtid-purged=OFF \
  | gzip > "$folder/partial"
mv "$folder/partial" "$folder/$(date -u +%Y%m%dT%H%M%SZ).sql.gz"
# Only after a good one: without a new backup the old ones stay.
find "$folder" -name '*.sql.gz' -mtime "+$1" -delete
SCRIPT
chmod 0700 /usr/local/sbin/mysql-backup /var/backups/mysql
cat > /etc/systemd/system/mysql-backup.service <<UNIT
[Unit]
Description=Backup of all MySQL databases
After=mysql.service
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/mysql-backup $keep_days
UNIT
cat > /etc/systemd/system/mysql-backup.timer <<UNIT
[Unit]
Description=Nightly backup of all MySQL databases
[Timer]
OnCalendar=*-*-* 02:30:00 UTC
RandomizedDelaySec=15m
Persistent=true
[Install]
WantedBy=timers.target
UNIT
systemctl daemon-reload
systemctl enable --now mysql-backup.timer
"""


def script(setup: Setup, network: str) -> Value:
    """The user-data."""
    spec = setup.db.spec
    first = setup.source is None
    parts: list[Value] = [
        START,
        *(_owner(setup) if first else [f"port={spec.port} source='", setup.source, "'\n"]),
        *secret("replication", setup.replication),
        *disk_key(setup.disk_key, "/etc/mysql-disk.key"),
        PREPARE,
        *volumes(setup.disks),
        "\n",
        *_settings(setup),
        INSTALL,
        ACCOUNTS if first else COPY,
    ]
    if first and (days := spec.backup.retention_days):
        parts += [f"\nkeep_days={days}", BACKUP]
    return joined(parts)


def _owner(setup: Setup) -> list[Value]:
    return [f"username='{setup.db.spec.admin.username}'\n", *secret("password", setup.password)]


def _settings(setup: Setup) -> list[Value]:
    """Before the package, so that MySQL never listens for a moment with settings of its own."""
    spec = setup.db.spec
    return [
        "mkdir -p /etc/mysql/mysql.conf.d\n"
        "cat > /etc/mysql/mysql.conf.d/zz-orchestrator.cnf <<'CONF'\n[mysqld]\nbind-address = ",
        setup.address,
        f"\nport = {spec.port}\nmysqlx = OFF\nslow_query_log = ON\n"
        f"require_secure_transport = {'ON' if spec.require_tls else 'OFF'}\n"
        # Even without copies: with the first of them the source stays as it is.
        f"server_id = {setup.number + 1}\ngtid_mode = ON\nenforce_gtid_consistency = ON\n"
        "plugin_load_add = mysql_clone.so\nbinlog_expire_logs_seconds = 259200\nCONF\n",
    ]
