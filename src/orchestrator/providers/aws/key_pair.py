"""aws:ec2/keyPair:KeyPair, a public key that instances let in."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from orchestrator.providers.aws.client import Aws
from orchestrator.providers.aws.tags import Tagged, born_with, own_tags, owned, retag, tag_dict
from orchestrator.providers.kit.autoname import Autoname
from orchestrator.providers.kit.fields import CloudChosen, Computed, Immutable, WriteOnly
from orchestrator.providers.kit.wire import UNREAD


@dataclass(frozen=True, kw_only=True)
class KeyPair(Tagged):
    """A public key."""

    token: ClassVar[str] = "aws:ec2/keyPair:KeyPair"
    autoname: ClassVar[Autoname | None] = Autoname("keyName")

    key_name: Immutable[CloudChosen[str | None]] = None
    public_key: Immutable[WriteOnly[str]]
    arn: Computed[str] = ""
    fingerprint: Computed[str] = ""
    key_pair_id: Computed[str] = ""
    key_type: Computed[str] = ""

    def create(self, client: Aws) -> str:
        tags = born_with(client, "key-pair", self.tags)
        pair = client.ec2.import_key_pair(
            KeyName=self.key_name, PublicKeyMaterial=self.public_key.encode(), TagSpecifications=tags
        )
        return str(pair["KeyName"])

    @classmethod
    def read(cls, client: Aws, id: str) -> Self:
        pair = client.ec2.describe_key_pairs(KeyNames=[id])["KeyPairs"][0]
        tags = tag_dict(pair.get("Tags"))
        return cls(
            key_name=pair["KeyName"],
            public_key=UNREAD,
            tags=own_tags(client, tags),
            tags_all=tags,
            arn=f"arn:{client.partition}:ec2:{client.region}:{client.account}:key-pair/{id}",
            fingerprint=pair["KeyFingerprint"],
            key_pair_id=pair["KeyPairId"],
            key_type=pair.get("KeyType", ""),
        )

    def update(self, client: Aws, id: str, old: Self) -> None:
        pair = client.ec2.describe_key_pairs(KeyNames=[id])["KeyPairs"][0]
        retag(client, pair["KeyPairId"], old.tags, self.tags)

    def delete(self, client: Aws, id: str) -> None:
        client.ec2.delete_key_pair(KeyName=id)

    def find(self, client: Aws, known: frozenset[str]) -> str | None:
        def pairs(filters: list[dict[str, Any]]) -> list[str]:
            return [pair["KeyName"] for pair in client.ec2.describe_key_pairs(Filters=filters)["KeyPairs"]]

        return owned(self.tags, known, pairs)
