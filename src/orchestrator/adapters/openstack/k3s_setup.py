"""The scripts that make a K3s control plane, and nodes that join it, of fresh machines at first boot."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from orchestrator.adapters.openstack.first_boot import (
    PACKAGES,
    PREPARE,
    START,
    disk_key,
    joined,
    secret,
    volumes,
)
from orchestrator.graph import Value

RELEASES = {
    "1.34": ("v1.34.10+k3s1", "e63a3511b2603fd1436a1ea8d228348a3b47334b45024801d41a8c0e2d22e8c4"),
}
"""By version of Kubernetes: the release, and the checksum of its program for amd64."""
API_PORT = 6443
RANGES = ("10.42.0.0/16", "10.43.0.0/16")
"""What K3s gives to containers and to services."""
MESH_PORT = 51820
"""WireGuard between the nodes: what containers say to each other is encrypted."""

FETCH = r"""
# The program is what was pinned, whatever the download gives.
fetch() {
  for _ in $(seq 30); do
    if curl -fsSL --retry 3 -o /usr/local/bin/k3s.part "$url"; then break; fi
    sleep 10
  done
  echo "$checksum  /usr/local/bin/k3s.part" | sha256sum --check --quiet
  chmod 0755 /usr/local/bin/k3s.part
  mv /usr/local/bin/k3s.part /usr/local/bin/k3s
}
"""
NODE = r"""
packages curl ca-certificates cryptsetup xfsprogs
fetch
mkdir -p /etc/rancher/k3s /etc/rancher/node
chmod 0700 /etc/rancher/node
# A machine that stands in for one of the same name is the same node: its password must not be another.
(umask 077; printf '%s' "$token $(hostname)" | sha256sum | cut -c 1-32 > /etc/rancher/node/password)
"""
SERVER_CONFIG = r"""
(umask 077; cat > /etc/rancher/k3s/tokens.csv) <<CSV
$admin,admin,admin,"system:masters"
CSV
(umask 077; cat > /etc/rancher/k3s/config.yaml) <<YAML
token: "$token"
node-ip: "$address"
advertise-address: "$address"
tls-san: [$names]
flannel-backend: wireguard-native
secrets-encryption: true
write-kubeconfig-mode: "0600"
node-taint: ["node-role.kubernetes.io/control-plane:NoSchedule"]
kube-apiserver-arg: ["token-auth-file=/etc/rancher/k3s/tokens.csv"]
YAML
"""
AGENT_CONFIG = r"""
(umask 077; cat > /etc/rancher/k3s/config.yaml) <<YAML
server: "https://$server:6443"
token: "$token"
node-ip: "$address"
YAML
"""
SERVICE = r"""
cat > /etc/systemd/system/k3s.service <<UNIT
[Unit]
Description=K3s $role
Wants=network-online.target
After=network-online.target
[Service]
Type=notify
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s $role
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
[Install]
WantedBy=multi-user.target
UNIT
unset token admin
systemctl daemon-reload
systemctl enable --now k3s
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the machines of a cluster are told."""

    version: str
    """Of Kubernetes."""
    token: Value
    """By which nodes join."""
    admin: Value
    """By which the owner logs in."""
    disk_key: Value
    disks: tuple[tuple[Value, str], ...]
    """The id of each volume of the control plane, and where it is mounted."""


def server(setup: Setup, address: Value, names: Sequence[Value]) -> Value:
    """The control plane, which is to be called by these addresses; it runs no containers of the users."""
    return joined(
        [
            *_start(setup, address, "server"),
            *secret("admin", setup.admin),
            *_names(names),
            *disk_key(setup.disk_key, "/etc/k3s-disk.key"),
            PACKAGES,
            PREPARE,
            FETCH,
            NODE,
            *volumes(setup.disks),
            SERVER_CONFIG,
            SERVICE,
        ]
    )


def agent(setup: Setup, address: Value, control_plane: Value) -> Value:
    """A node that runs containers. It comes again and again until the control plane is there."""
    return joined(
        [
            *_start(setup, address, "agent"),
            "server='",
            control_plane,
            "'\n",
            PACKAGES,
            FETCH,
            NODE,
            AGENT_CONFIG,
            SERVICE,
        ]
    )


def _start(setup: Setup, address: Value, role: str) -> list[Value]:
    release, checksum = RELEASES.get(setup.version, ("", ""))  # what is not known is refused as a limit
    url = f"https://github.com/k3s-io/k3s/releases/download/{quote(release)}/k3s"
    return [
        START,
        f"role={role} checksum={checksum}\nurl='{url}'\naddress='",
        address,
        "'\n",
        *secret("token", setup.token),
    ]


def _names(names: Sequence[Value]) -> list[Value]:
    parts: list[Value] = ["names='"]
    for index, name in enumerate(names):
        parts += ['"' if index == 0 else ', "', name, '"']
    return [*parts, "'\n"]
