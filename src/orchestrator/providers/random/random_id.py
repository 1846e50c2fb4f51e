"""random:index/randomId:RandomId, some random bytes in several spellings."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Self

from orchestrator.providers.kit.check import Fault
from orchestrator.providers.kit.fields import Computed, Immutable
from orchestrator.providers.kit.handler import Born
from orchestrator.providers.kit.resource import ProviderResource
from orchestrator.providers.kit.wire import UNREAD


@dataclass(frozen=True, kw_only=True)
class RandomId(ProviderResource[None]):
    """Random bytes, not secret."""

    token: ClassVar[str] = "random:index/randomId:RandomId"

    byte_length: Immutable[int]
    prefix: Immutable[str | None] = None
    keepers: Immutable[dict[str, str]] = field(default_factory=dict)
    b64_std: Computed[str] = ""
    b64_url: Computed[str] = ""
    dec: Computed[str] = ""
    hex: Computed[str] = ""

    def check(self) -> Iterable[Fault]:
        if self.byte_length < 1:
            yield Fault(("byteLength",), "'byteLength' must be at least 1")

    def create(self, client: None) -> Born:
        value = secrets.token_bytes(self.byte_length)
        id = base64.urlsafe_b64encode(value).rstrip(b"=").decode()
        spellings = {
            "b64Std": base64.b64encode(value).decode(),
            "b64Url": id,
            "dec": str(int.from_bytes(value, "big")),
            "hex": value.hex(),
        }
        return Born(id, {name: (self.prefix or "") + text for name, text in spellings.items()})

    @classmethod
    def read(cls, client: None, id: str) -> Self:
        return cls(
            byte_length=UNREAD,
            prefix=UNREAD,
            keepers=UNREAD,
            b64_std=UNREAD,
            b64_url=UNREAD,
            dec=UNREAD,
            hex=UNREAD,
        )

    def delete(self, client: None, id: str) -> None:
        return
