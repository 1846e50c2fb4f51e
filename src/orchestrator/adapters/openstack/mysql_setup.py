"""The script that makes a MySQL server of a fresh Ubuntu machine at its first boot."""

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

# Through the shell's standard input, where no list of processes shows it; quoted as SQL wants it.
quoted=$(printf '%s' "$password" | sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g")
mysql --protocol=socket -u root <<SQL
CREATE USER IF NOT EXISTS '$username'@'%' IDENTIFIED BY '$quoted';
ALTER USER '$username'@'%' IDENTIFIED BY '$quoted';
GRANT ALL PRIVILEGES ON *.* TO '$username'@'%' WITH GRANT OPTION;
SQL
unset password quoted
"""
BACKUP = r"""
cat > /usr/local/sbin/mysql-backup <<'SCRIPT'
#!/bin/bash
set -euo pipefail
umask 077
folder=/var/backups/mysql
mountpoint -q "$folder"
mysqldump --protocol=socket -u root --all-databases --single-transaction --routines --events --triggers \
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
    days = spec.backup.retention_days
    parts: list[Value] = [
        START,
        f"username='{spec.admin.username}' keep_days={days}\n",
        *secret("password", setup.password),
        *disk_key(setup.disk_key, "/etc/mysql-disk.key"),
        PREPARE,
        *volumes(setup.disks),
        "\n",
        *_settings(setup),
        INSTALL,
    ]
    if days:
        parts.append(BACKUP)
    return joined(parts)


def _settings(setup: Setup) -> list[Value]:
    """Before the package, so that MySQL never listens for a moment with settings of its own."""
    spec = setup.db.spec
    return [
        "mkdir -p /etc/mysql/mysql.conf.d\n"
        "cat > /etc/mysql/mysql.conf.d/zz-orchestrator.cnf <<'CONF'\n[mysqld]\nbind-address = ",
        setup.address,
        f"\nport = {spec.port}\nmysqlx = OFF\nslow_query_log = ON\n"
        f"require_secure_transport = {'ON' if spec.require_tls else 'OFF'}\nCONF\n",
    ]
