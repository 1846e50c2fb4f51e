"""aws:lb/listener:Listener, one port of a load balancer and where it leads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws import elb_calls
from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, every_tag, own_tags, tag_list
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable


@dataclass(frozen=True, kw_only=True)
class ListenerDefaultAction:
    """Where what comes in goes to."""

    type: str
    target_group_arn: str | None = None


@dataclass(frozen=True, kw_only=True)
class Listener(Tagged):
    """One port of a load balancer; its id is its ARN."""

    token: ClassVar[str] = "aws:lb/listener:Listener"

    load_balancer_arn: Immutable[str]
    port: int | None = None
    protocol: CloudChosen[str | None] = None
    certificate_arn: str | None = None
    ssl_policy: CloudChosen[str | None] = None
    default_actions: list[ListenerDefaultAction]
    arn: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        for i, action in enumerate(self.default_actions):
            if action.type != "forward" or not action.target_group_arn:
                yield Fault(
                    ("defaultActions", i, "type"),
                    "only 'forward' with 'targetGroupArn' is among the built-in actions",
                )

    def create(self, client: Aws) -> str:
        made = client.elbv2.create_listener(
            LoadBalancerArn=self.load_balancer_arn,
            Tags=tag_list(every_tag(client, self.tags)),
            **self._settings(),
        )
        return str(made["Listeners"][0]["ListenerArn"])

    def _settings(self) -> dict[str, Any]:
        names: dict[str, Any] = {
            "Port": self.port,
            "Protocol": self.protocol,
            "SslPolicy": self.ssl_policy,
            "Certificates": [{"CertificateArn": self.certificate_arn}] if self.certificate_arn else None,
            "DefaultActions": [
                {"Type": action.type, "TargetGroupArn": action.target_group_arn}
                for action in self.default_actions
            ],
        }
        return {name: value for name, value in names.items() if value is not None}

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        found = client.elbv2.describe_listeners(ListenerArns=[id])["Listeners"][0]
        tags = elb_calls.tags_of(client, id)
        certificates = found.get("Certificates") or [{}]
        encrypted = found["Protocol"] in ("TLS", "HTTPS")
        return cls(
            load_balancer_arn=found["LoadBalancerArn"],
            port=found["Port"],
            protocol=found["Protocol"],
            certificate_arn=certificates[0].get("CertificateArn"),
            ssl_policy=found.get("SslPolicy") if encrypted else None,
            default_actions=[
                ListenerDefaultAction(type=a["Type"], target_group_arn=a.get("TargetGroupArn"))
                for a in found["DefaultActions"]
            ],
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=id,
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        before, after = old._settings(), self._settings()
        moved = {name: value for name, value in after.items() if value != before.get(name)}
        if moved:
            client.elbv2.modify_listener(ListenerArn=id, **moved)
        elb_calls.retag(client, id, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        client.elbv2.delete_listener(ListenerArn=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        return elb_calls.own(client, self.tags, known, self._arns(client))

    def _arns(self, client: Aws) -> Iterator[str]:
        pages = client.elbv2.get_paginator("describe_listeners")
        for page in pages.paginate(LoadBalancerArn=self.load_balancer_arn):
            yield from (str(listener["ListenerArn"]) for listener in page["Listeners"])
