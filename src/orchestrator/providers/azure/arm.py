"""The ARM client: a pipeline with retries, and long operations that end with the run."""

import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from azure.core import PipelineClient
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.policies import (
    BearerTokenCredentialPolicy,
    HeadersPolicy,
    RequestIdPolicy,
    RetryPolicy,
    SansIOHTTPPolicy,
    UserAgentPolicy,
)
from azure.core.pipeline.transport import HttpTransport, RequestsTransport
from azure.core.polling import LROPoller, NoPolling
from azure.core.rest import HttpRequest
from azure.mgmt.core.exceptions import ARMErrorFormat
from azure.mgmt.core.policies import (
    ARMAutoResourceProviderRegistrationPolicy,
    ARMChallengeAuthenticationPolicy,
)
from azure.mgmt.core.polling.arm_polling import ARMPolling

from orchestrator.providers.azure import trouble
from orchestrator.providers.azure.connection import Connection
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.waiting import retried

if TYPE_CHECKING:
    from azure.mgmt.compute import ComputeManagementClient

Body = dict[str, Any]
Poller = LROPoller[Any]
Transport = HttpTransport[Any, Any]

PATIENCE = 300.0
"""Seconds for which a refusal that passes by itself is met by another try."""


class Arm:
    """One subscription of one cloud."""

    def __init__(
        self, where: Connection, cancelled: threading.Event, transport: Transport | None = None
    ) -> None:
        self.subscription = where.subscription
        self.location = where.location
        self.cancelled = cancelled
        self._where = where
        # One transport for both clients: they share its connections.
        self._transport: Transport = transport or RequestsTransport()
        self._client: PipelineClient[Any, Any] = PipelineClient(
            where.endpoint, policies=self._policies(), transport=self._transport
        )
        self._compute: ComputeManagementClient | None = None
        self._lock = threading.Lock()
        self._running: dict[str, Poller] = {}

    # --- the four verbs of ARM ---

    def get(self, path: str, version: str) -> Body:
        """One resource, or ResourceNotFoundError."""
        return self._json(self._send("GET", path, version))

    def each(self, path: str, version: str) -> Iterator[Body]:
        """Every resource of a collection, over all pages."""
        page = self._json(self._send("GET", path, version))
        while True:
            yield from page.get("value", [])
            following = page.get("nextLink")
            if not following:
                return
            request = HttpRequest("GET", following)
            page = self._json(
                self._checked(self._client.send_request(request, _return_pipeline_response=True))
            )

    def put(self, path: str, version: str, body: Body, etag: str = "") -> Poller:
        """Create or replace; the poller tells when it is done."""
        headers = {"If-Match": etag} if etag else {}
        return self._poller(self.patiently(lambda: self._send("PUT", path, version, body, headers)))

    def delete(self, path: str, version: str) -> Poller:
        """Begin to delete."""
        return self._poller(self.patiently(lambda: self._send("DELETE", path, version)))

    def outside(self, method: str, url: str) -> Poller:
        """A call to the API of a service itself, such as a vault's, which ARM does not offer."""
        answer = self._outside(url).send_request(HttpRequest(method, url), _return_pipeline_response=True)
        done: Any = NoPolling()  # type: ignore[no-untyped-call]  # azure-core does not annotate it
        return LROPoller(self._client, self._checked(answer), lambda _: None, done)

    def claims(self) -> Mapping[str, Any]:
        """What the token says about who we are; the sandbox's says nothing."""
        if self._where.credential is None:
            return {}
        body = self._where.credential.get_token(f"{self._where.endpoint}/.default").token.split(".")[1]
        said: Body = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return said

    def post(self, path: str, version: str) -> Body:
        """An action that tells something, such as listKeys."""
        return self._json(self._send("POST", path, version))

    # --- long-running operations ---

    def began(self, id: str, poller: Poller) -> None:
        """Remember what was begun on a resource, until somebody waits for it."""
        with self._lock:
            self._running[id.lower()] = poller

    def finish(self, id: str) -> bool:
        """Wait for what was begun on a resource; False when nothing is known to be running."""
        with self._lock:
            poller = self._running.pop(id.lower(), None)
        if poller is None:
            return False
        self.wait(poller)
        return True

    def wait(self, poller: Poller) -> None:
        """Wait for an operation; its failure is raised."""
        while not poller.done():
            poller.wait(0.5)
            if self.cancelled.is_set() and not poller.done():
                hint = "run again: Azure goes on by itself, and what exists is kept"
                raise ProviderError("cancelled while an Azure operation was running", hint=hint)
        poller.result()

    def polling(self) -> ARMPolling:
        """How often to ask when ARM does not say; the sandbox need not be spared."""
        return ARMPolling(timeout=0.05 if self._where.sandbox else 5.0)

    def patiently(self, call: "Callable[[], Any]") -> Any:
        """Make a call again while ARM says that something else has to end first."""
        first = 0.05 if self._where.sandbox else 2.0
        return retried(call, trouble.passing, cancelled=self.cancelled, timeout=PATIENCE, interval=first)

    # --- the SDK for machines ---

    def compute(self) -> "ComputeManagementClient":
        """The SDK's client for machines, made for the first machine: its import takes over a second."""
        with self._lock:
            if self._compute is None:
                from azure.mgmt.compute import ComputeManagementClient

                self._compute = ComputeManagementClient(
                    credential=self._where.credential or _Nobody(),
                    subscription_id=self.subscription,
                    base_url=self._where.endpoint,
                    transport=self._transport,
                    authentication_policy=self._authentication(),
                    headers_policy=HeadersPolicy(self._headers()),
                    credential_scopes=[f"{self._where.endpoint}/.default"],
                )
            return self._compute

    # --- the pipeline ---

    def _policies(self) -> list[Any]:
        pause = 0.1 if self._where.sandbox else 0.8
        policies = [
            RequestIdPolicy(),
            HeadersPolicy(self._headers()),
            UserAgentPolicy("orchestrator"),
            RetryPolicy(retry_total=8, retry_backoff_factor=pause, retry_backoff_max=30),
            self._authentication(),
        ]
        if not self._where.sandbox:
            policies.insert(3, ARMAutoResourceProviderRegistrationPolicy())
        return policies

    def _outside(self, url: str) -> PipelineClient[Any, Any]:
        """A client whose tokens are for one service only: those for ARM are nobody else's business."""
        if self._where.credential is None:
            return self._client
        service = str(urlsplit(url).hostname).partition(".")[2]
        login = BearerTokenCredentialPolicy(self._where.credential, f"https://{service}/.default")
        policies = [RequestIdPolicy(), UserAgentPolicy("orchestrator"), RetryPolicy(), login]
        return PipelineClient(url, policies=policies, transport=self._transport)

    def _authentication(self) -> Any:
        if self._where.credential is None:
            # azure-core sends bearer tokens over https only; loopback needs none, so a header carries it.
            return SansIOHTTPPolicy()
        return ARMChallengeAuthenticationPolicy(self._where.credential, f"{self._where.endpoint}/.default")

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._where.token}"} if self._where.sandbox else {}

    def _send(
        self,
        method: str,
        path: str,
        version: str,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        url = self._client.format_url(quote(path))
        version_of = {"api-version": version}
        request = HttpRequest(method, url, params=version_of, json=body, headers=dict(headers or {}))
        return self._checked(self._client.send_request(request, _return_pipeline_response=True))

    def _checked(self, answer: Any) -> Any:
        response = answer.http_response
        if response.status_code < 400:
            return answer
        kinds = {401: ClientAuthenticationError, 404: ResourceNotFoundError}
        raise kinds.get(response.status_code, HttpResponseError)(
            response=response, error_format=ARMErrorFormat
        )

    def _json(self, answer: Any) -> Body:
        body: Body = answer.http_response.json()
        return body

    def _poller(self, answer: Any) -> Poller:
        return LROPoller(self._client, answer, lambda _: None, self.polling())


class _Nobody:
    """The credential of the sandbox, which is never asked."""

    def get_token(self, *scopes: str, **options: Any) -> Any:
        raise ProviderError("the sandbox needs no Azure credential")
