"""openstack:compute/keypair:Keypair, the key that opens servers."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, Secret
from orchestrator.providers.kit.handler import Born
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import UNREAD, Path
from orchestrator.providers.openstack.cloud import Cloud
from orchestrator.providers.openstack.errors import gone
from orchestrator.providers.openstack.owned import changed


@dataclass(frozen=True, kw_only=True)
class Keypair(ProviderResource[Cloud]):
    """The key that opens servers: given, or made by the cloud and told once."""

    token: ClassVar[str] = "openstack:compute/keypair:Keypair"
    autoname: ClassVar[Autoname | None] = Autoname("name", in_url=True)

    name: Immutable[CloudChosen[str | None]] = None
    public_key: Immutable[CloudChosen[str | None]] = None
    fingerprint: Computed[str] = ""
    private_key: Secret[Computed[str | None]] = None

    def create(self, cloud: Cloud) -> str | Born:
        body = changed({}, {"name": self.name, "public_key": self.public_key})
        made = cloud.compute.post("/os-keypairs", {"keypair": body})["keypair"]
        private = made.get("private_key")
        return Born(made["name"], {"privateKey": private}) if private else str(made["name"])

    @classmethod
    def read(cls, cloud: Cloud, id: str) -> Self:
        found = cloud.compute.get(f"/os-keypairs/{id}")["keypair"]
        told: Any = UNREAD  # nobody but its creator ever sees the private key
        return cls(
            name=found["name"],
            public_key=found["public_key"],
            fingerprint=found["fingerprint"],
            private_key=told,
        )

    def delete(self, cloud: Cloud, id: str) -> None:
        cloud.compute.delete(f"/os-keypairs/{id}")

    def find(self, cloud: Cloud, known: frozenset[str]) -> str | None:
        # A key that the cloud made is of no use any more: its private half went with the interrupted run.
        if not self.name or not self.public_key or self.name in known:
            return None
        try:
            return str(cloud.compute.get(f"/os-keypairs/{self.name}")["keypair"]["name"])
        except Exception as error:
            if gone(error):
                return None
            raise

    @classmethod
    def same(cls, cloud: Cloud, path: Path, old: Any, new: Any) -> bool:
        return path == ("publicKey",) and str(old).strip() == str(new).strip()
