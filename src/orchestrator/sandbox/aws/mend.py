"""Mends the faults of moto 5.2.5 that break our stacks: of subnet groups, snapshots and replicas."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from orchestrator.sandbox.aws.gate import App, StartResponse
from orchestrator.sandbox.aws.mend_autoscaling import mend_autoscaling, mend_launch_templates
from orchestrator.sandbox.aws.mend_ec2 import mend_ec2
from orchestrator.sandbox.aws.mend_eks import mend_eks
from orchestrator.sandbox.aws.mend_elasticache import mend_elasticache
from orchestrator.sandbox.aws.mend_route53 import mend_route53
from orchestrator.sandbox.aws.mend_secretsmanager import mend_secretsmanager
from orchestrator.sandbox.aws.mend_sqs import mend_sqs


def mended(app: App) -> App:
    """Mend a service before it gets its first request; moto loads each only then, which takes a second."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        caller = str(environ.get("HTTP_AUTHORIZATION", ""))
        for service, mend in MENDS.items():
            if f"/{service}/" in caller:
                mend()
        return app(environ, start_response)

    return answer


@cache
def _mend_rds() -> None:
    from moto.rds.exceptions import DBSubnetGroupNotFoundError
    from moto.rds.models import DBInstance, DBSnapshot, DBSubnetGroup, RDSBackend

    original = RDSBackend.modify_db_subnet_group

    def modify(self: RDSBackend, subnet_name: str, description: str, subnets: list[Any]) -> DBSubnetGroup:
        if subnet_name not in self.subnet_groups:
            raise DBSubnetGroupNotFoundError(subnet_name)
        group = original(self, subnet_name, description, subnets)
        self.subnet_groups[subnet_name] = group  # the original takes it out, and forgets to put it back
        return group

    RDSBackend.modify_db_subnet_group = modify  # type: ignore[method-assign]  # the mend itself
    snapshot = RDSBackend.create_auto_snapshot

    def take(self: RDSBackend, db_instance_identifier: str, db_snapshot_identifier: str) -> DBSnapshot:
        # Names have minutes only: a database made again within one is refused, and there all the same.
        self.database_snapshots.pop(db_snapshot_identifier, None)
        return snapshot(self, db_instance_identifier, db_snapshot_identifier)

    RDSBackend.create_auto_snapshot = take  # type: ignore[method-assign]  # the mend itself
    promote = RDSBackend.promote_read_replica

    def promoted(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        replica = self.databases[db_kwargs["db_instance_identifier"]]
        if replica.is_replica:
            # The original leaves both sides believing in the copying.
            self.find_db_from_id(str(replica.source_db_instance_identifier)).remove_replica(replica)
            replica.source_db_instance_identifier = None
        return promote(self, db_kwargs)

    RDSBackend.promote_read_replica = promoted  # type: ignore[method-assign]  # the mend itself


@cache
def _mend_ec2() -> None:
    mend_ec2()
    mend_launch_templates()


MENDS: dict[str, Callable[[], None]] = {
    "autoscaling": mend_autoscaling,
    "ec2": _mend_ec2,
    "eks": mend_eks,
    "elasticache": mend_elasticache,
    "rds": _mend_rds,
    "route53": mend_route53,
    "secretsmanager": mend_secretsmanager,
    "sqs": mend_sqs,
}
