"""The script that makes a MySQL server of a fresh Ubuntu machine at its first boot."""

from dataclasses import dataclass

from orchestrator.graph import Base64, Concat, Value
from orchestrator.model.resources import DatabaseInstance

PREPARE = r"""
# A volume is attached after the machine has started; its serial number is the head of its id.
device_of() {
  local link
  for _ in $(seq 300); do
    for link in /dev/disk/by-id/*"${1:0:20}"*; do
      if [ -e "$link" ]; then readlink -e "$link"; return; fi
    done
    sleep 2
  done
  echo "volume $1 was not attached" >&2
  return 1
}

# By blkid a disk with nothing on it and one that cannot be read are the same: 2. So it is read first.
is_empty() {
  local code=0
  head -c 1048576 "$1" > /dev/null || return 1
  blkid -p "$1" > /dev/null || code=$?
  [ "$code" -eq 2 ]
}

# Never formats a volume that has something on it: a new machine finds the data of the old one.
prepare() {
  local mount=$2 disk name
  disk=$(device_of "$1")
  if [ -n "$disk_key" ]; then
    name=crypt$(tr / - <<< "$mount")
    if is_empty "$disk"; then
      cryptsetup luksFormat --batch-mode --type luks2 "$disk" "$disk_key"
    fi
    cryptsetup open --key-file "$disk_key" "$disk" "$name"
    echo "$name UUID=$(blkid -p -o value -s UUID "$disk") $disk_key luks,nofail" >> /etc/crypttab
    disk=/dev/mapper/$name
  fi
  if is_empty "$disk"; then mkfs.xfs -q "$disk"; fi
  mkdir -p "$mount"
  echo "UUID=$(blkid -p -o value -s UUID "$disk") $mount xfs defaults,nofail 0 2" >> /etc/fstab
  mount "$disk" "$mount"
}
"""
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


@dataclass(frozen=True, slots=True)
class Setup:
    """What the script is told."""

    db: DatabaseInstance
    address: Value
    password: Value
    disk_key: Value
    """None: the volumes are not encrypted."""
    disks: tuple[tuple[Value, str], ...]
    """The id of each volume, and where it is mounted."""


def script(setup: Setup) -> Value:
    """The user-data. Secrets travel in base64, so that no sign in them means anything to the shell."""
    spec = setup.db.spec
    days = spec.backup.retention_days
    parts: list[Value] = [
        "#!/bin/bash\nset -euo pipefail\n",
        f"username='{spec.admin.username}' keep_days={days}\n",
        "password=$(base64 -d <<< '",
        Base64(setup.password),
        "')\n",
        *_disk_key(setup),
        PREPARE,
    ]
    for volume, mount in setup.disks:
        parts += ["prepare '", volume, f"' {mount}\n"]
    parts += ["\n", *_settings(setup), INSTALL]
    if days:
        parts.append(BACKUP)
    return Concat(tuple(parts))


def _disk_key(setup: Setup) -> list[Value]:
    if setup.disk_key is None:
        return ["disk_key=''\n"]
    return [
        "disk_key=/etc/mysql-disk.key\n(umask 077; base64 -d > $disk_key) <<< '",
        Base64(setup.disk_key),
        "'\n",
    ]


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
