"""Neutron's security groups and their rules."""

import ipaddress

from orchestrator.sandbox.openstack.http import Answer, Record, Request, Route, select
from orchestrator.sandbox.openstack.neutron_errors import (
    accept,
    common,
    invalid,
    not_found,
    refusal,
    touch,
    within_quota,
)
from orchestrator.sandbox.openstack.store import Store

GROUP = frozenset({"name", "description", "stateful"})
OWNER = {"tenant_id", "project_id"}
RULE_KEY = (
    "security_group_id",
    "direction",
    "ethertype",
    "protocol",
    "port_range_min",
    "port_range_max",
    "remote_ip_prefix",
    "remote_group_id",
    "remote_address_group_id",
)
RULE = frozenset({*RULE_KEY, "description", *OWNER})


class Security:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        groups, rules = "/network/v2.0/security-groups", "/network/v2.0/security-group-rules"
        return [
            Route("GET", groups, self._list_groups),
            Route("POST", groups, self._create_group),
            Route("GET", f"{groups}/([^/]+)", self._show_group),
            Route("PUT", f"{groups}/([^/]+)", self._update_group),
            Route("DELETE", f"{groups}/([^/]+)", self._delete_group),
            Route("GET", rules, self._list_rules),
            Route("POST", rules, self._create_rule),
            Route("GET", f"{rules}/([^/]+)", self._show_rule),
            Route("DELETE", f"{rules}/([^/]+)", self._delete_rule),
        ]

    def _group(self, key: str) -> Record:
        if key not in self._store.security_groups:
            raise not_found("SecurityGroup", key)
        return self._store.security_groups[key]

    def _rule(self, key: str) -> Record:
        if key not in self._store.security_group_rules:
            raise not_found("SecurityGroupRule", key)
        return self._store.security_group_rules[key]

    def _shown(self, group: Record) -> Record:
        rules = self._store.security_group_rules.values()
        return {**group, "security_group_rules": [r for r in rules if r["security_group_id"] == group["id"]]}

    def _list_groups(self, request: Request) -> Answer:
        found = select(list(self._store.security_groups.values()), request)
        return Answer(200, {"security_groups": [self._shown(group) for group in found]})

    def _show_group(self, request: Request, key: str) -> Answer:
        return Answer(200, {"security_group": self._shown(self._group(key))})

    def _create_group(self, request: Request) -> Answer:
        body = request.item("security_group")
        accept(body, GROUP | OWNER, "POST")
        if body.get("name") == "default":
            message = "Default security group already exists."
            raise refusal(409, "SecurityGroupDefaultAlreadyExists", message)
        within_quota(self._store, "security_group", len(self._store.security_groups))
        return Answer(201, {"security_group": self._shown(_add_group(self._store, body))})

    def _update_group(self, request: Request, key: str) -> Answer:
        body = request.item("security_group")
        accept(body, GROUP, "PUT")
        self._group(key).update(body)
        touch(self._group(key))
        return Answer(200, {"security_group": self._shown(self._group(key))})

    def _delete_group(self, request: Request, key: str) -> Answer:
        if self._group(key)["name"] == "default":
            raise refusal(
                409,
                "SecurityGroupCannotRemoveDefault",
                "Insufficient rights for removing default security group.",
            )
        if any(key in port["security_groups"] for port in self._store.ports.values()):
            raise refusal(409, "SecurityGroupInUse", f"Security Group {key} in use.")
        rules = self._store.security_group_rules
        for rule in [rule for rule in rules.values() if rule["security_group_id"] == key]:
            del rules[rule["id"]]
        del self._store.security_groups[key]
        return Answer(204)

    def _list_rules(self, request: Request) -> Answer:
        return Answer(
            200, {"security_group_rules": select(list(self._store.security_group_rules.values()), request)}
        )

    def _show_rule(self, request: Request, key: str) -> Answer:
        return Answer(200, {"security_group_rule": self._rule(key)})

    def _create_rule(self, request: Request) -> Answer:
        body = request.item("security_group_rule")
        accept(body, RULE, "POST")
        self._group(body.get("security_group_id", ""))
        if body.get("remote_group_id"):
            self._group(body["remote_group_id"])
        _check_rule(body)
        within_quota(self._store, "security_group_rule", len(self._store.security_group_rules))
        rule = _rule_of(self._store, body)
        twin = next((r for r in self._store.security_group_rules.values() if _same(r, rule)), None)
        if twin:
            message = f"Security group rule already exists. Rule id is {twin['id']}."
            raise refusal(409, "SecurityGroupRuleExists", message)
        self._store.security_group_rules[rule["id"]] = rule
        return Answer(201, {"security_group_rule": rule})

    def _delete_rule(self, request: Request, key: str) -> Answer:
        self._rule(key)
        del self._store.security_group_rules[key]
        return Answer(204)


def default_group(store: Store) -> None:
    """The group that every project has, and that ports get when none is named."""
    _add_group(store, {"name": "default", "description": "Default security group"})


def _add_group(store: Store, body: Record) -> Record:
    group = {**common(store), "stateful": True, "shared": False, **body}
    store.security_groups[group["id"]] = group
    for ethertype in ("IPv4", "IPv6"):
        body = {"security_group_id": group["id"], "direction": "egress", "ethertype": ethertype}
        # Only rules that nobody asked for have no description at all.
        rule = _rule_of(store, {**body, "description": None})
        store.security_group_rules[rule["id"]] = rule
    return group


def _rule_of(store: Store, body: Record) -> Record:
    rule = {**common(store), **dict.fromkeys(RULE_KEY), "ethertype": "IPv4", **body}
    rule.pop("name")
    return {**rule, "normalized_cidr": rule["remote_ip_prefix"]}


def _same(one: Record, other: Record) -> bool:
    return all(one[key] == other[key] for key in RULE_KEY)


def _check_rule(body: Record) -> None:
    if body.get("direction") not in ("ingress", "egress"):
        raise invalid(f"'{body.get('direction')}' is not in ['ingress', 'egress'].")
    low, high = body.get("port_range_min"), body.get("port_range_max")
    if (low is not None or high is not None) and body.get("protocol") is None:
        raise refusal(
            400,
            "SecurityGroupProtocolRequiredWithPorts",
            "Must also specify protocol if port range is given.",
        )
    if low is not None and high is not None and low > high:
        message = "For TCP/UDP protocols, port_range_min must be <= port_range_max"
        raise refusal(400, "SecurityGroupInvalidPortRange", message)
    if body.get("remote_ip_prefix"):
        try:
            ipaddress.ip_network(body["remote_ip_prefix"])
        except ValueError as error:
            raise invalid(f"'{body['remote_ip_prefix']}' is not a valid CIDR.") from error
