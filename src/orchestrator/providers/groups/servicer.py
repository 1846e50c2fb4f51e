"""Pulumi's component protocol for groups: no inputs, no outputs, only a parent for what is in it."""

import json
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2

from orchestrator.providers.kit.proto import (
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)

PACKAGE = "orchestrator"
VERSION = "0.1.0"
PREFIX = f"{PACKAGE}:resource:"


def schema(kinds: list[str]) -> dict[str, Any]:
    """The package's schema: one component for each kind of group."""
    component = {"isComponent": True, "description": "What one resource of a stack became."}
    return {
        "name": PACKAGE,
        "version": VERSION,
        "resources": {f"{PREFIX}{kind}": component for kind in kinds},
    }


class Groups(provider_pb2_grpc.ResourceProviderServicer):
    """Serves the kinds of groups that one program uses."""

    def __init__(self, kinds: list[str]) -> None:
        self._schema = json.dumps(schema(kinds))

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_outputs=True)

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.GetSchemaResponse(schema=self._schema)

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.ConfigureResponse(acceptSecrets=True, acceptOutputs=True, supportsPreview=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        return empty_pb2.Empty()

    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Register the group just as orchestrator itself does."""
        with grpc.insecure_channel(request.monitorEndpoint) as channel:
            monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
            made = monitor.RegisterResource(
                resource_pb2.RegisterResourceRequest(
                    type=request.type,
                    name=request.name,
                    custom=False,
                    parent=request.parent,
                    aliases=request.aliases,
                    acceptSecrets=True,
                )
            )
            nothing = struct_pb2.Struct()
            monitor.RegisterResourceOutputs(
                resource_pb2.RegisterResourceOutputsRequest(urn=made.urn, outputs=nothing)
            )
        return provider_pb2.ConstructResponse(urn=made.urn)
