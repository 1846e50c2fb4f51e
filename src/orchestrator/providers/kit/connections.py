"""The configurations of one server, each belonging to the connection that sent it."""

import json
import threading
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from google.protobuf import struct_pb2

from orchestrator.providers.kit.check import check
from orchestrator.providers.kit.diff import Change, diff
from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.proto import provider_pb2
from orchestrator.providers.kit.schema import Property, Scalar
from orchestrator.providers.kit.trouble import ProviderError
from orchestrator.providers.kit.wire import Props, decode, plain

C = TypeVar("C")
# Every provider resource may carry these; they are the engine's business.
_ENGINE_OWN = frozenset({"version", "pluginDownloadURL"})


class Connections(Generic[C]):
    """Who is configured how. One server may serve many provider instances: a connection tells them apart."""

    def __init__(self, provider: Provider[C], cancelled: threading.Event) -> None:
        self._provider = provider
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._by_peer: dict[str, C] = {}
        self._by_config: dict[str, C] = {}

    def check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        """What is wrong with a configuration."""
        _, faults = check(self._provider.config, self._read(request.news))
        failures = [provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in faults]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def diff(self, request: provider_pb2.DiffRequest) -> list[Change]:
        """What changed in a configuration."""
        old = self._read(request.old_inputs if request.old_inputs.fields else request.olds)
        return diff(self._provider.config, old, self._read(request.news), lambda *_: False)

    def configure(self, request: provider_pb2.ConfigureRequest, peer: str) -> None:
        """From now on, this connection means this configuration."""
        given = self._read(request.args)
        if not given:
            prefix = f"{self._provider.package}:config:"
            given = _parsed(
                self._provider.config, {k.removeprefix(prefix): v for k, v in request.variables.items()}
            )
        config, faults = check(self._provider.config, given)
        if faults:
            raise ProviderError(
                "; ".join(fault.reason for fault in faults), where=f"provider {self._provider.package}"
            )
        key = json.dumps(config, sort_keys=True, default=repr)
        with self._lock:
            if key not in self._by_config:
                # Building the clients of a cloud takes a third of a second: once for each configuration.
                self._by_config[key] = self._provider.connect(config, self._cancelled)
            self._by_peer[peer] = self._by_config[key]

    def client(self, peer: str) -> C:
        """The client of a connection; never that of another one, which may be of another region."""
        with self._lock:
            if peer not in self._by_peer:
                raise ProviderError(
                    f"provider {self._provider.package}: this connection was never configured",
                    hint="the connection to the engine was lost; run again",
                )
            return self._by_peer[peer]

    def _read(self, struct: struct_pb2.Struct) -> Props:
        return _parsed(self._provider.config, decode(struct).props)


def _parsed(config: Mapping[str, Property], args: Mapping[str, Any]) -> Props:
    """The engine sends all but strings as JSON text."""
    result: Props = {}
    for name, value in args.items():
        if name in _ENGINE_OWN or name.startswith("__"):
            continue
        prop = config.get(name)
        textual = prop is None or (isinstance(prop.type, Scalar) and prop.type.kind == "string")
        if isinstance(value, str) and not textual:
            try:
                value = plain(json.loads(value))
            except ValueError as error:
                raise ProviderError(f"provider configuration {name!r} is not what it should be") from error
        result[name] = value
    return result
