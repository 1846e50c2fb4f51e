"""aws:rds/parameterGroup:ParameterGroup, the settings of a database server."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.faults import in_use
from orchestrator.providers.aws.tags import (
    Tagged,
    every_tag,
    is_owned,
    own_tags,
    retag_rds,
    tag_dict,
    tag_list,
)
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Unordered
from orchestrator.providers.kit.waiting import retried
from orchestrator.providers.kit.wire import Path

_AT_ONCE = 20  # RDS takes no more in one call


@dataclass(frozen=True, kw_only=True)
class ParameterGroupParameter:
    """One setting."""

    name: str
    value: str
    apply_method: str = "immediate"


@dataclass(frozen=True, kw_only=True)
class ParameterGroup(Tagged):
    """The settings of a database server."""

    token: ClassVar[str] = "aws:rds/parameterGroup:ParameterGroup"
    autoname: ClassVar[Autoname | None] = Autoname("name", lower=True)

    name: Immutable[CloudChosen[str | None]] = None
    family: Immutable[str]
    description: Immutable[str] = "Managed by Pulumi"
    parameters: Unordered[list[ParameterGroupParameter]] = field(default_factory=list)
    arn: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        seen: set[str] = set()
        for i, parameter in enumerate(self.parameters):
            if parameter.name.lower() in seen:
                yield Fault(("parameters", i, "name"), f"{parameter.name!r} is given twice")
            seen.add(parameter.name.lower())

    def create(self, client: Aws) -> str:
        made = client.rds.create_db_parameter_group(
            DBParameterGroupName=self.name,
            DBParameterGroupFamily=self.family,
            Description=self.description,
            Tags=tag_list(every_tag(client, self.tags)),
        )
        return str(made["DBParameterGroup"]["DBParameterGroupName"])

    def settle(self, client: Aws, id: str) -> None:
        there = {p.name: p for p in _set_by_user(client, id)}
        missing = [p for p in self.parameters if not _equal(p, there.get(p.name.lower()))]
        for some in _batches(missing):
            client.rds.modify_db_parameter_group(DBParameterGroupName=id, Parameters=[_full(p) for p in some])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self | None:
        groups = client.rds.describe_db_parameter_groups(DBParameterGroupName=id)["DBParameterGroups"]
        if not groups:
            return None
        group = groups[0]
        arn = group["DBParameterGroupArn"]
        tags = tag_dict(client.rds.list_tags_for_resource(ResourceName=arn)["TagList"])
        return cls(
            name=group["DBParameterGroupName"],
            family=group["DBParameterGroupFamily"],
            description=group["Description"],
            parameters=_set_by_user(client, id),
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=arn,
        )

    @classmethod
    def same(cls, client: Aws, path: Path, old: Any, new: Any) -> bool:
        if len(path) == 3 and path[2] == "name":
            return str(old).lower() == str(new).lower()
        return super().same(client, path, old, new)

    def update(self, client: Aws, id: str, old: Self) -> None:
        kept = {p.name.lower() for p in self.parameters}
        gone = [p for p in old.parameters if p.name.lower() not in kept]
        for some in _batches(gone):
            names = [{"ParameterName": p.name.lower(), "ApplyMethod": p.apply_method} for p in some]
            client.rds.reset_db_parameter_group(DBParameterGroupName=id, Parameters=names)
        retag_rds(client, old.arn, old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        # In use for some minutes after its database is gone.
        retried(
            lambda: client.rds.delete_db_parameter_group(DBParameterGroupName=id),
            in_use,
            cancelled=client.cancelled,
            timeout=client.patience,
        )

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        for page in client.rds.get_paginator("describe_db_parameter_groups").paginate():
            for group in page["DBParameterGroups"]:
                tags = client.rds.list_tags_for_resource(ResourceName=group["DBParameterGroupArn"])["TagList"]
                if group["DBParameterGroupName"] not in known and is_owned(self.tags, tag_dict(tags)):
                    return str(group["DBParameterGroupName"])
        return None


def _set_by_user(aws: Aws, id: str) -> list[ParameterGroupParameter]:
    pages = aws.rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=id, Source="user")
    return [
        ParameterGroupParameter(
            name=p["ParameterName"], value=p["ParameterValue"], apply_method=p.get("ApplyMethod", "immediate")
        )
        for page in pages
        for p in page["Parameters"]
        if p.get("ParameterValue") is not None
    ]


def _equal(wanted: ParameterGroupParameter, there: ParameterGroupParameter | None) -> bool:
    return there is not None and (wanted.value, wanted.apply_method) == (there.value, there.apply_method)


def _full(parameter: ParameterGroupParameter) -> dict[str, str]:
    return {
        "ParameterName": parameter.name.lower(),
        "ParameterValue": parameter.value,
        "ApplyMethod": parameter.apply_method,
    }


def _batches(parameters: list[ParameterGroupParameter]) -> Iterator[list[ParameterGroupParameter]]:
    for i in range(0, len(parameters), _AT_ONCE):
        yield parameters[i : i + _AT_ONCE]
