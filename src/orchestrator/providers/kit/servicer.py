"""The provider's gRPC service: messages in and out, one method for each call of the engine."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf import empty_pb2, struct_pb2

from orchestrator.providers.kit.check import check
from orchestrator.providers.kit.connections import Connections
from orchestrator.providers.kit.document import schema_json
from orchestrator.providers.kit.handler import Provider
from orchestrator.providers.kit.lifecycle import Lifecycle, SettleFailed
from orchestrator.providers.kit.messages import DEFAULTS, diff_response, init_failed, own, with_name
from orchestrator.providers.kit.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from orchestrator.providers.kit.reconcile import preview_create, preview_update
from orchestrator.providers.kit.secrecy import hidden_texts, inputs_secrecy, outputs_secrecy
from orchestrator.providers.kit.trouble import ProviderError, message
from orchestrator.providers.kit.wire import UNKNOWN, Decoded, Props, decode, encode, has_unknown, parse_path

C = TypeVar("C")
M = TypeVar("M")
Context = grpc.ServicerContext


class Servicer(provider_pb2_grpc.ResourceProviderServicer, Generic[C]):
    """Serves one provider to any number of connections, each with a configuration of its own."""

    def __init__(self, provider: Provider[C]) -> None:
        self.provider = provider
        self.cancelled = threading.Event()
        self._handlers = {handler.schema.token: handler for handler in provider.resources}
        self._functions = {function.token: function for function in provider.functions}
        self._connections = Connections(provider, self.cancelled)

    # ── before there is a configuration ──

    def Handshake(self, request: Any, context: Context) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            accept_resources=False,
            accept_outputs=False,
            supports_autonaming_configuration=True,
        )

    def GetPluginInfo(self, request: Any, context: Context) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self.provider.version)

    def Attach(self, request: Any, context: Context) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def GetMapping(self, request: Any, context: Context) -> provider_pb2.GetMappingResponse:
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: Context) -> provider_pb2.GetMappingsResponse:
        return provider_pb2.GetMappingsResponse()

    def GetSchema(self, request: Any, context: Context) -> provider_pb2.GetSchemaResponse:
        return self._guard(context, lambda: provider_pb2.GetSchemaResponse(schema=schema_json(self.provider)))

    def CheckConfig(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        return self._guard(context, lambda: self._connections.check(request))

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        return self._guard(context, lambda: diff_response(self._connections.diff(request), False))

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: Context
    ) -> provider_pb2.ConfigureResponse:
        def configure() -> provider_pb2.ConfigureResponse:
            self._connections.configure(request, context.peer())
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True,
                supportsPreview=True,
                acceptResources=False,
                acceptOutputs=False,
                supports_autonaming_configuration=True,
            )

        return self._guard(context, configure)

    def Cancel(self, request: Any, context: Context) -> empty_pb2.Empty:
        self.cancelled.set()
        return empty_pb2.Empty()

    # ── one resource ──

    def Check(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        return self._guard(context, lambda given: self._check(request, given, context), request.news)

    def _check(
        self, request: provider_pb2.CheckRequest, given: Decoded, context: Context
    ) -> provider_pb2.CheckResponse:
        life = self._life(request.urn, context)
        schema = life.handler.schema
        named = with_name(schema, request, given.props)
        inputs, faults = check(schema.inputs, named)
        if not faults and not has_unknown(inputs):
            faults = list(life.handler.check(life.client, inputs))
        if named.get(DEFAULTS):
            inputs[DEFAULTS] = named[DEFAULTS]
        secrets = inputs_secrecy(schema, Decoded(inputs, given.secrets))
        return provider_pb2.CheckResponse(
            inputs=encode(inputs, secrets),
            failures=[provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in faults],
        )

    def Diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        return self._guard(context, lambda: self._diff(request, context))

    def _diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        life = self._life(request.urn, context)
        state, new = decode(request.olds).props, decode(request.news).props
        old = decode(request.old_inputs).props or state
        changes = life.diff(old, new, [parse_path(path) for path in request.ignoreChanges])
        schema = life.handler.schema
        name = schema.autoname.property if schema.autoname else ""
        # A name of the user's own cannot be held by two objects at once; a fresh automatic one can.
        fixed_name = bool(name) and name in new and name not in new.get(DEFAULTS, ())
        fixed_name = fixed_name and not any(change.path[0] == name for change in changes)
        return diff_response(changes, schema.delete_before_replace or fixed_name)

    def Create(self, request: provider_pb2.CreateRequest, context: Context) -> provider_pb2.CreateResponse:
        return self._guard(context, lambda given: self._create(request, given, context), request.properties)

    def _create(
        self, request: provider_pb2.CreateRequest, given: Decoded, context: Context
    ) -> provider_pb2.CreateResponse:
        life, inputs = self._life(request.urn, context), own(given.props)
        schema = life.handler.schema
        if request.preview:
            id, state = "", preview_create(schema, inputs, life.handler.predict(life.client, inputs))
        else:
            self._not_cancelled()
            id, state = life.create(request.urn, inputs, bool(given.props.get(DEFAULTS)))
        secrets = outputs_secrecy(schema, state, given)
        return provider_pb2.CreateResponse(id=id, properties=encode(state, secrets))

    def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        return self._guard(
            context,
            lambda inputs, state: self._read(request, inputs, state, context),
            request.inputs,
            request.properties,
        )

    def _read(
        self, request: provider_pb2.ReadRequest, inputs: Decoded, state: Decoded, context: Context
    ) -> provider_pb2.ReadResponse:
        life = self._life(request.urn, context)
        found = life.read(request.id, own(inputs.props), own(state.props))
        if found is None:
            return provider_pb2.ReadResponse(id="")
        schema = life.handler.schema
        told = dict(found.inputs)
        if DEFAULTS in inputs.props:
            told[DEFAULTS] = inputs.props[DEFAULTS]
        secret_inputs = inputs_secrecy(schema, Decoded(told, outputs_secrecy(schema, told, inputs)))
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=encode(found.state, outputs_secrecy(schema, found.state, inputs, state)),
            inputs=encode(told, secret_inputs),
        )

    def Update(self, request: provider_pb2.UpdateRequest, context: Context) -> provider_pb2.UpdateResponse:
        return self._guard(
            context,
            lambda given, before: self._update(request, given, before, context),
            request.news,
            request.olds,
        )

    def _update(
        self, request: provider_pb2.UpdateRequest, given: Decoded, before: Decoded, context: Context
    ) -> provider_pb2.UpdateResponse:
        life = self._life(request.urn, context)
        schema, new = life.handler.schema, own(given.props)
        old = {**own(before.props), **own(decode(request.old_inputs).props)}
        if request.preview:
            state = preview_update(schema, old, new, life.handler.predict(life.client, new))
        else:
            self._not_cancelled()
            state = life.update(request.id, old, new)
        return provider_pb2.UpdateResponse(properties=encode(state, outputs_secrecy(schema, state, given)))

    def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        return self._guard(context, lambda state: self._delete(request, state, context), request.properties)

    def _delete(
        self, request: provider_pb2.DeleteRequest, state: Decoded, context: Context
    ) -> empty_pb2.Empty:
        self._not_cancelled()
        life = self._life(request.urn, context)
        life.delete(request.id, {**own(state.props), **own(decode(request.old_inputs).props)})
        return empty_pb2.Empty()

    # ── functions ──

    def Invoke(self, request: provider_pb2.InvokeRequest, context: Context) -> provider_pb2.InvokeResponse:
        return self._guard(context, lambda given: self._invoke(request, given, context), request.args)

    def _invoke(
        self, request: provider_pb2.InvokeRequest, given: Decoded, context: Context
    ) -> provider_pb2.InvokeResponse:
        function = self._functions.get(request.tok)
        if function is None:
            raise ProviderError(f"{self.provider.package}: no function {request.tok} among the built-in ones")
        args, faults = check(function.inputs, given.props)
        if faults:
            failures = [provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in faults]
            return provider_pb2.InvokeResponse(failures=failures)
        if has_unknown(args):
            result: Props = dict.fromkeys(function.outputs, UNKNOWN)
        else:
            result = function.call(self._connections.client(context.peer()), args)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(result))  # a Python word, but a field of the message
        return response

    # ── common ──

    def _life(self, urn: str, context: Context) -> Lifecycle[C]:
        token = urn.split("::")[2].split("$")[-1]
        handler = self._handlers.get(token)
        if handler is None:
            raise ProviderError(
                f"{token} is not among the built-in resource types of {self.provider.package}",
                hint=f"the official {self.provider.package} plugin has it",
            )
        client = self._connections.client(context.peer())
        return Lifecycle(self.provider, handler, client, self.cancelled)

    def _not_cancelled(self) -> None:
        if self.cancelled.is_set():
            raise ProviderError("the run was cancelled before this began", hint="run again to go on")

    def _guard(self, context: Context, answer: Callable[..., M], *structs: struct_pb2.Struct) -> M:
        """The answer to the decoded structs, or its error as one message without secrets."""
        given: tuple[Decoded, ...] = ()
        details: bytes | None = None
        try:
            given = tuple(decode(struct) for struct in structs)
            return answer(*given)
        except SettleFailed as failed:
            reason = self._message(failed.cause, given)
            details = init_failed(failed, reason, given)
        except Exception as error:  # the rim: whatever it is, the engine gets one line
            reason = self._message(error, given)
        if details is not None:
            context.set_trailing_metadata((("grpc-status-details-bin", details),))
        return context.abort(grpc.StatusCode.UNKNOWN, reason)

    def _message(self, error: Exception, given: tuple[Decoded, ...]) -> str:
        hidden = frozenset(text for decoded in given for text in hidden_texts(decoded))
        return message(error, self.provider.explain, hidden)
