"""OPA as a server that somebody else runs, reached through opa-python-client."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from orchestrator.errors import PolicyError, UsageError
from orchestrator.policy.bundle import Bundle, Module, Pack
from orchestrator.policy.question import Request
from orchestrator.policy.refusal import raise_refusal

if TYPE_CHECKING:
    from opa_client.opa import OpaClient  # type: ignore[import-untyped]  # ships no types

_STRICT = {"strict-builtin-errors": "true"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PACKAGE = re.compile(r"^package[ \t]+(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RemoteOpa:
    """Asks a server that holds the same policies as the packs; every question checks that it does."""

    url: str
    token: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds for a small stack; larger ones get more."""
    upload: bool = False
    """Put the packs on the server when it holds others; only modules under `orchestrator/` are touched."""
    ca: str = ""
    """A file of certificates to trust instead of the usual ones."""

    def ask(self, bundle: Bundle, request: Request) -> object:
        """The answer to a question; raises PolicyError."""
        limit = request.limit(self.timeout)
        with self._client(limit) as client, self._told(limit):
            self._agree(client, bundle)
            body = client.query_rule(request.input(), "orchestrator.driver", "answer", query_params=_STRICT)
        raise_refusal(body)
        return body.get("result") if isinstance(body, dict) else None

    @contextmanager
    def _client(self, limit: float) -> "Iterator[OpaClient]":
        # Imported here: it takes 0.6 s, longer than a local decision.
        from opa_client.opa import OpaClient

        place = urlsplit(self.url)
        if (
            place.scheme not in ("http", "https")
            or not place.hostname
            or place.path.strip("/")
            or place.query
        ):
            raise UsageError(
                f"'{self.url}' is not the URL of an OPA", "--opa-url", "give http(s)://HOST:PORT"
            )
        if place.scheme == "http" and self.token and place.hostname not in _LOOPBACK:
            raise UsageError("the token would travel in plain text", "--opa-url", "use https")
        secure = place.scheme == "https"
        host = f"[{place.hostname}]" if ":" in place.hostname else place.hostname
        port = place.port or (443 if secure else 8181)
        trust = self.ca or True if secure else False
        client = OpaClient(host=host, port=port, ssl=trust, token=self.token or None, timeout=limit)
        try:
            yield client
        finally:
            client.close_connection()

    @contextmanager
    def _told(self, limit: float) -> Iterator[None]:
        """Every way in which the client fails, as one of our errors."""
        from opa_client.errors import (  # type: ignore[import-untyped]  # ships no types
            DeletePolicyError,
            PolicyNotFoundError,
            RegoParseError,
        )
        from requests.exceptions import HTTPError, RequestException, Timeout

        try:
            yield
        except Timeout as error:
            hint = "raise the limit; is the server overloaded?"
            raise PolicyError(f"OPA did not answer within {limit:g} s", self.url, hint) from error
        except HTTPError as error:
            status, text = (
                (error.response.status_code, error.response.text) if error.response is not None else (0, "")
            )
            raise self._status(status, text) from error
        except RequestException as error:
            hint = "check that it runs and can be reached from here"
            raise PolicyError(f"this OPA cannot be reached: {_reason(error)}", self.url, hint) from error
        except RegoParseError as error:
            raise_refusal({"errors": error.errors, "code": error.expression, "message": error.message})
            raise
        except (DeletePolicyError, PolicyNotFoundError) as error:
            summary = f"OPA refused: {error.message} ({error.expression})"
            raise PolicyError(summary, self.url, "see the log of that OPA") from error
        except (AttributeError, TypeError, ValueError) as error:
            # The client takes for granted what an answer looks like.
            raise PolicyError("what answers there is not an OPA", self.url, "check the URL") from error

    def _status(self, status: int, text: str) -> PolicyError:
        if status in (401, 403):
            return PolicyError(
                f"OPA does not let us in (HTTP {status})", self.url, "check the token and what it may do"
            )
        with suppress(ValueError):
            raise_refusal(json.loads(text))
        return PolicyError(
            f"OPA answered HTTP {status}: {text.strip()[:400]}", self.url, "see the log of that OPA"
        )

    def _agree(self, client: "OpaClient", bundle: Bundle) -> None:
        """Make sure that the server holds exactly these policies; raises PolicyError."""
        there = _held(client)
        missing, foreign = _compare(there, bundle)
        if (missing or foreign) and self.upload:
            _upload(client, bundle, there)
            missing, foreign = _compare(_held(client), bundle)
        if missing:
            names = ", ".join(module.package for module in missing[:3])
            hint = "put them there: orchestrator policy push --opa-url URL [--pack FOLDER]"
            raise PolicyError(f"this OPA lacks {len(missing)} of our policies: {names} …", self.url, hint)
        if foreign:
            hint = "remove them there; they could change what our rules say"
            raise PolicyError(
                f"this OPA has policies of its own in our packages: {', '.join(foreign[:3])}", self.url, hint
            )


def _held(client: "OpaClient") -> dict[str, str]:
    """The server's policies: id to text."""
    held = {}
    for name in client.get_policies_list():
        held[name] = str(client.get_policy(name).get("result", {}).get("raw", ""))
    return held


def _compare(there: dict[str, str], bundle: Bundle) -> tuple[list[Module], list[str]]:
    """Modules that the server lacks, and ids of its modules that meddle with ours."""
    texts = {module.text for module in bundle.modules}
    ours = {pack.name for pack in (bundle.driver, *bundle.packs)}
    missing = [module for module in bundle.modules if module.text not in there.values()]
    foreign = [name for name, text in there.items() if text not in texts and _meddles(text, ours)]
    return missing, foreign


def _meddles(text: str, packs: set[str]) -> bool:
    found = _PACKAGE.search(text)
    root, _, rest = found[1].partition(".") if found else ("", "", "")
    return root in ("orchestrator", "lib") or (root == "rules" and rest.split(".")[0] in packs)


def _upload(client: "OpaClient", bundle: Bundle, there: dict[str, str]) -> None:
    """Put our modules there, and take away those of ours that are no more."""
    wanted = {_id(pack, module): module for pack in (bundle.driver, *bundle.packs) for module in pack.modules}
    mine = tuple(f"orchestrator/{pack.name}/" for pack in (bundle.driver, *bundle.packs))
    for name in there:
        if name.startswith(mine) and name not in wanted:
            client.delete_policy(name)
    for name in _used_first(wanted):
        if there.get(name) != wanted[name].text:
            client.update_policy_from_string(wanted[name].text, name, rego_compat=False)


def _used_first(modules: dict[str, Module]) -> list[str]:
    """The ids so that a module comes after those that it uses: the server compiles each as it arrives."""
    uses = {
        name: [
            other
            for other, used in modules.items()
            if other != name and re.search(rf"\bdata\.{re.escape(used.package)}\b", module.text)
        ]
        for name, module in modules.items()
    }
    try:
        return list(TopologicalSorter(uses).static_order())
    except CycleError:
        return list(modules)  # two modules that use each other: OPA decides


def _id(pack: Pack, module: Module) -> str:
    return f"orchestrator/{pack.name}/{module.path.relative_to(pack.folder).as_posix()}"


def _reason(error: Exception) -> str:
    """The innermost cause, without the names of Python objects."""
    inner: BaseException = error
    while inner.__cause__ or inner.__context__:
        inner = inner.__cause__ or inner.__context__ or inner
    return str(inner) or type(inner).__name__
