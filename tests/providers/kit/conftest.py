"""The in-memory cloud, its provider behind a real gRPC server, and a stub to call it as the engine does."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from orchestrator.providers.kit.program import Serving, serve
from orchestrator.providers.kit.wire import NOTHING_SECRET, Secrets, decode, encode

HERE = Path(__file__).parent
URN = "urn:pulumi:dev::proj::mem:things/thing:Thing::one"


@pytest.fixture(scope="session")
def memory() -> ModuleType:
    """The module of the in-memory provider."""
    spec = importlib.util.spec_from_file_location("memory_provider", HERE / "memory_provider.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["memory_provider"] = module  # data classes look their own module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def cloud(memory: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The empty cloud."""
    file = tmp_path / "cloud.json"
    monkeypatch.setenv("MEMORY_CLOUD", str(file))
    return memory.Cloud(file, "north", {})


class Client:
    """The engine's side of the protocol, on plain values."""

    def __init__(self, port: int) -> None:
        self.channel = grpc.insecure_channel(
            f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)]
        )  # else two channels of one process are one connection
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def configure(self, **config: Any) -> Any:
        return self.stub.Configure(provider_pb2.ConfigureRequest(args=encode(config), acceptSecrets=True))

    def check(
        self, news: dict[str, Any], olds: dict[str, Any] | None = None, urn: str = URN, **more: Any
    ) -> Any:
        secrets: Secrets = more.pop("secrets", NOTHING_SECRET)
        return self.stub.Check(
            provider_pb2.CheckRequest(urn=urn, news=encode(news, secrets), olds=encode(olds or {}), **more)
        )

    def diff(
        self, old: dict[str, Any], new: dict[str, Any], urn: str = URN, ignore: list[str] | None = None
    ) -> Any:
        olds = encode(old)
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                id="x", urn=urn, olds=olds, old_inputs=olds, news=encode(new), ignoreChanges=ignore or []
            )
        )

    def create(
        self, props: dict[str, Any], urn: str = URN, preview: bool = False, secrets: Any = NOTHING_SECRET
    ) -> Any:
        return self.stub.Create(
            provider_pb2.CreateRequest(urn=urn, properties=encode(props, secrets), preview=preview)
        )

    def read(
        self,
        id: str,
        inputs: dict[str, Any] | None = None,
        state: dict[str, Any] | None = None,
        urn: str = URN,
        secrets: Any = NOTHING_SECRET,
    ) -> Any:
        return self.stub.Read(
            provider_pb2.ReadRequest(
                id=id, urn=urn, inputs=encode(inputs or {}, secrets), properties=encode(state or {}, secrets)
            )
        )

    def update(
        self,
        id: str,
        old: dict[str, Any],
        new: dict[str, Any],
        preview: bool = False,
        urn: str = URN,
        secrets: Any = NOTHING_SECRET,
        state: dict[str, Any] | None = None,
    ) -> Any:
        return self.stub.Update(
            provider_pb2.UpdateRequest(
                id=id,
                urn=urn,
                olds=encode(state or old),
                old_inputs=encode(old),
                news=encode(new, secrets),
                preview=preview,
            )
        )

    def delete(self, id: str, state: dict[str, Any] | None = None, urn: str = URN) -> Any:
        return self.stub.Delete(provider_pb2.DeleteRequest(id=id, urn=urn, properties=encode(state or {})))

    def invoke(self, token: str, args: dict[str, Any]) -> Any:
        return self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=encode(args)))

    def props(self, struct: Any) -> dict[str, Any]:
        return decode(struct).props

    def secrets(self, struct: Any) -> Any:
        return decode(struct).secrets


@pytest.fixture
def server(memory: ModuleType, cloud: Any) -> Iterator[Serving]:
    """The provider, listening."""
    serving = serve(memory.PROVIDER, workers=4)
    yield serving
    serving.stop()


@pytest.fixture
def client(server: Serving) -> Iterator[Client]:
    """A configured connection to the provider."""
    client = Client(server.port)
    client.configure(region="north")
    yield client
    client.channel.close()


@pytest.fixture
def other_client(server: Serving, client: Client) -> Iterator[Client]:
    """A second connection to the same server, not configured."""
    second = Client(server.port)
    yield second
    second.channel.close()
