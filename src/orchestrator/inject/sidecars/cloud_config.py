"""The agent as cloud-init puts it on a machine: three files, and the commands that start it."""

import json
from base64 import b64encode

from orchestrator.graph import Group, HttpCheck, TcpCheck
from orchestrator.inject.sidecars.packing import gzipped
from orchestrator.inject.site import AGENT_PORT, Site
from orchestrator.model.resources import Thresholds

PROGRAM = "/opt/orchestrator/agent.py"
SETTINGS = "/etc/orchestrator-agent.json"
SERVICE = "orchestrator-agent.service"
UNIT = f"""\
[Unit]
Description=orchestrator agent
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/bin/python3 -I -S {PROGRAM} {SETTINGS}
Restart=always
RestartSec=5
DynamicUser=yes
StateDirectory=orchestrator-agent
MemoryMax=64M
CPUQuota=10%
TasksMax=32
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
PrivateTmp=yes
PrivateDevices=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
"""


def cloud_config(group: Group, place: Site) -> str:
    """The cloud-config; in JSON, which is YAML too, so that nothing in it is mistaken for a sign of YAML."""
    packed = b64encode(gzipped(place.agent.text)).decode()
    document = {
        # Its lists go before those of the user's cloud-config, which would otherwise be replaced by ours.
        "merge_how": "list(prepend)+dict(no_replace,recurse_array)+str()",
        "write_files": [
            {"path": PROGRAM, "permissions": "0755", "encoding": "gz+b64", "content": packed},
            {"path": SETTINGS, "permissions": "0644", "content": settings(group, place)},
            {"path": f"/etc/systemd/system/{SERVICE}", "permissions": "0644", "content": UNIT},
        ],
        "runcmd": [["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", SERVICE]],
    }
    return "#cloud-config\n" + json.dumps(document, indent=0) + "\n"


def settings(group: Group, place: Site) -> str:
    """The agent's settings: it listens to the machine's network, and to nobody else."""
    monitoring = place.resource.monitoring if place.resource else None
    network = place.network
    document = {
        "address": "0.0.0.0",
        "port": AGENT_PORT,
        "allowFrom": [network.spec.cidr] if network else [],
        "labels": {
            "application": place.stack.labels.get("application", place.stack.name),
            "orchestrator_stack": place.stack.name,
            "orchestrator_environment": place.stack.environment.name,
            "orchestrator_resource": group.resource,
        },
        "interval": monitoring.interval if monitoring else 10.0,
        "rules": _rules(place.thresholds),
        "probes": _probes(group),
    }
    return json.dumps(document, sort_keys=True)


def _rules(thresholds: Thresholds) -> list[dict[str, object]]:
    """When the agent warns: metric, limit, how many seconds above it, and how bad that is."""
    rows = (
        ("cpu_usage_ratio", thresholds.cpu_percent / 100, 10, "WARNING"),
        ("memory_usage_ratio", thresholds.memory_percent / 100, 10, "CRITICAL"),
        ("disk_io_wait_seconds", thresholds.io_wait_ms / 1000, 30, "WARNING"),
        ("filesystem_usage_ratio", thresholds.disk_percent / 100, 0, "CRITICAL"),
    )
    return [
        {"metric": metric, "above": above, "for": seconds, "severity": severity}
        for metric, above, seconds, severity in rows
    ]


def _probes(group: Group) -> list[dict[str, object]]:
    """The resource's own checks, asked on the machine itself, so that they go on when it is cut off."""
    probes: list[dict[str, object]] = []
    for check in group.checks:
        rhythm = {
            "interval": check.interval,
            "timeout": check.timeout,
            "unhealthyAfter": check.unhealthy_after,
        }
        match check.probe:
            case HttpCheck(scheme, _, port, path, expect) if port != AGENT_PORT:
                url = f"{scheme}://127.0.0.1:{port}{path}"
                # The certificate is for the public name; on loopback only the service is asked.
                probes.append(
                    {"name": f"{port}{path}", "url": url, "expect": expect, "verify": False, **rhythm}
                )
            case TcpCheck(_, port) if port != AGENT_PORT:
                probes.append({"name": str(port), "port": port, **rhythm})
    return probes
