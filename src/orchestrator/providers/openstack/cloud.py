"""The connection to one OpenStack cloud: its services as JSON over openstacksdk's authenticated sessions."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried, wait_until
from orchestrator.providers.kit.wire import Props
from orchestrator.providers.openstack.errors import busy

T = TypeVar("T")
Record = dict[str, Any]

# What may be asked again without harm when a gateway or an overloaded service says no.
REPEATABLE = [429, 502, 503, 504]
ATTEMPTS = 3
BUILD_SECONDS = 900.0
DELETE_SECONDS = 600.0
BUSY_SECONDS = 60.0


@dataclass(frozen=True)
class Service:
    """One API. Paths are relative to its endpoint; every refusal is raised."""

    adapter: Any
    microversion: str | None = None

    def get(self, path: str, **query: str) -> Record:
        return self._call("GET", path, params=query)

    def head(self, path: str) -> Mapping[str, str]:
        """The headers of the answer."""
        headers: Mapping[str, str] = self._send("HEAD", path).headers
        return headers

    def post(self, path: str, body: Record) -> Record:
        return self._call("POST", path, json=body)

    def put(self, path: str, body: Record) -> Record:
        return self._call("PUT", path, json=body)

    def patch(self, path: str, body: Record) -> Record:
        return self._call("PATCH", path, json=body)

    def put_bytes(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """A body that is no JSON; the headers say what it is."""
        self._send("PUT", path, data=body, headers=dict(headers))

    def get_bytes(self, path: str, kind: str) -> bytes:
        """An answer that is no JSON but of this type of content."""
        content: bytes = self._send("GET", path, headers={"Accept": kind}).content
        return content

    def delete(self, path: str, **query: str) -> None:
        self._send("DELETE", path, params=query)

    def send_headers(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """A request that says everything in its headers, as Swift's do."""
        self._send(method, path, headers=dict(headers))

    def rows(self, path: str, **query: str) -> list[Any]:
        """A list that comes without a key around it."""
        found: list[Any] = self._send("GET", path, params=query).json()
        return found

    def _call(self, method: str, path: str, **arguments: Any) -> Record:
        answer = self._send(method, path, **arguments)
        body: Record = answer.json() if answer.content else {}
        return body

    def _send(self, method: str, path: str, **arguments: Any) -> Any:
        from openstack.exceptions import raise_from_response

        # A POST that was lost on its way may have worked: only what was never connected is sent again.
        repeats = (
            {}
            if method == "POST"
            else {"retriable_status_codes": REPEATABLE, "status_code_retries": ATTEMPTS}
        )
        answer = self.adapter.request(
            path, method, microversion=self.microversion, connect_retries=ATTEMPTS, **repeats, **arguments
        )
        raise_from_response(answer)
        return answer


@dataclass(frozen=True)
class Cloud:
    """All services of one cloud, and what is asked so often that it is kept."""

    connection: Any
    region: str
    cancelled: threading.Event
    _kept: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def network(self) -> Service:
        return Service(self.connection.network)

    @property
    def compute(self) -> Service:
        # 2.79: flavors are shown by name, attachments by volume; older clouds than Train are not supported.
        return Service(self.connection.compute, "2.79")

    @property
    def block_storage(self) -> Service:
        return Service(self.connection.block_storage, "3.42")

    @property
    def image(self) -> Service:
        return Service(self.connection.image)

    @property
    def object_store(self) -> Service:
        return Service(self.connection.object_store)

    @property
    def dns(self) -> Service:
        return Service(self.connection.dns)

    @property
    def key_manager(self) -> Service:
        return Service(self.connection.key_manager)

    @property
    def load_balancer(self) -> Service:
        return Service(self.connection.load_balancer)

    def kept(self, kind: str, key: str, ask: Callable[[], str]) -> str:
        """An answer that does not change while this process lives."""
        if (kind, key) not in self._kept:
            self._kept[kind, key] = ask()
        return self._kept[kind, key]

    def wait(self, poll: Callable[[], T | None], what: str, timeout: float = BUILD_SECONDS) -> T:
        return wait_until(poll, what, timeout=timeout, cancelled=self.cancelled, interval=0.3, longest=5.0)

    def once_free(self, call: Callable[[], T]) -> T:
        """Call again while the answer is that something else still uses the object."""
        return retried(call, busy, cancelled=self.cancelled, timeout=BUSY_SECONDS)


AUTH = (
    ("auth_url", "authUrl"),
    ("username", "userName"),
    ("password", "password"),
    ("project_name", "tenantName"),
    ("project_id", "tenantId"),
    ("user_domain_name", "userDomainName"),
    ("project_domain_name", "projectDomainName"),
    ("application_credential_id", "applicationCredentialId"),
    ("application_credential_secret", "applicationCredentialSecret"),
)


def connect(config: Props, cancelled: threading.Event) -> Cloud:
    """A client for a provider configuration; what it leaves out comes from clouds.yaml and OS_* variables."""
    # Here, not above: the import takes a third of a second, and a schema can be told without it.
    from openstack.config import OpenStackConfig
    from openstack.connection import Connection

    auth = {name: config[key] for name, key in AUTH if config.get(key)}
    arguments: dict[str, Any] = {"auth": auth} if auth else {}
    if "applicationCredentialId" in config:
        arguments["auth_type"] = "v3applicationcredential"
    if config.get("region"):
        arguments["region_name"] = config["region"]
    if config.get("insecure"):
        arguments["verify"] = False
    if config.get("cacertFile"):
        arguments["cacert"] = config["cacertFile"]
    region = OpenStackConfig().get_one(config.get("cloud"), **arguments)
    connection = Connection(config=region, app_name="orchestrator")
    return Cloud(connection, str(region.region_name or ""), cancelled)


def one(rows: list[Record], what: str) -> Record:
    """The only record; none or several are the user's to sort out."""
    if not rows:
        raise ProviderError(f"there is no {what}", hint="look at the name, and at the project and region")
    if len(rows) > 1:
        raise ProviderError(f"not one but {len(rows)} fit: {what}", hint="give the id instead of the name")
    return rows[0]
