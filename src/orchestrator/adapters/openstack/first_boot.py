"""Shell that the scripts of a first boot share: packages, secrets, volumes, a certificate."""

from orchestrator.graph import Base64, Concat, Value

START = "#!/bin/bash\nset -euo pipefail\n"
PACKAGES = r"""
# Another process may hold the package database, and the network may still be on its way.
packages() {
  export DEBIAN_FRONTEND=noninteractive
  for _ in $(seq 30); do
    if apt-get update && apt-get -o DPkg::Lock::Timeout=300 install -y "$@"; then return; fi
    sleep 10
  done
  return 1
}
"""
CERTIFICATE = r"""
# Of its own: who asks for more than privacy binds the login to the connection, or brings a certificate.
certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -sha256 -nodes -days 3650 \
    -subj "/CN=$3" -addext "subjectAltName=IP:$3" -keyout "$1/server.key" -out "$1/server.crt" 2> /dev/null
  chown "$2:$2" "$1/server.key" "$1/server.crt"
  chmod 0600 "$1/server.key"
}
"""
AUTHORITY = r"""
# Servers of one resource make the same authority of the same seed, and so trust what each issues to itself.
issued() {
  local work scalar
  work=$(mktemp -d)
  scalar=$(printf '%s' "$seed" | sha256sum | cut -c 1-64)
  (
    umask 077
    printf '%s\n' 'asn1=SEQUENCE:key' '[key]' 'version=INTEGER:1' "private=FORMAT:HEX,OCT:$scalar" \
      'curve=EXPLICIT:0,OID:prime256v1' > "$work/authority.cnf"
    openssl asn1parse -genconf "$work/authority.cnf" -noout -out "$work/authority.der"
    openssl ec -inform DER -in "$work/authority.der" -out "$work/authority.key" 2> /dev/null
    openssl req -x509 -new -key "$work/authority.key" -sha256 -days 3650 -subj "/CN=authority" \
      -out "$1/authority.crt"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$3" \
      -keyout "$1/server.key" -out "$work/server.csr" 2> /dev/null
    printf 'subjectAltName=IP:%s' "$3" > "$work/names"
    openssl x509 -req -in "$work/server.csr" -CA "$1/authority.crt" -CAkey "$work/authority.key" -sha256 \
      -days 3650 -set_serial "0x$(openssl rand -hex 15)" -extfile "$work/names" \
      -out "$1/server.crt" 2> /dev/null
  )
  rm -rf "${work:?}"
  chown "$2:$2" "$1/authority.crt" "$1/server.key" "$1/server.crt"
  chmod 0644 "$1/authority.crt" "$1/server.crt"
  chmod 0600 "$1/server.key"
}
"""
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


def secret(variable: str, value: Value) -> list[Value]:
    """A variable of the script. It travels in base64, so that no sign in it means anything to the shell."""
    return [f"{variable}=$(base64 -d <<< '", Base64(value), "')\n"]


def disk_key(key: Value, path: str) -> list[Value]:
    """The file that opens the volumes; None: they are not encrypted."""
    if key is None:
        return ["disk_key=''\n"]
    return [f"disk_key={path}\n(umask 077; base64 -d > $disk_key) <<< '", Base64(key), "'\n"]


def volumes(disks: tuple[tuple[Value, str], ...]) -> list[Value]:
    """Each volume, by its id, where it belongs."""
    return [part for volume, mount in disks for part in ("prepare '", volume, f"' {mount}\n")]


def joined(parts: list[Value]) -> Value:
    """One text of many parts."""
    return Concat(tuple(parts))
