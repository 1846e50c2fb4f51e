"""The inline Pulumi program: registers a graph straight on the engine's ResourceMonitor.

Not through the SDK's resource classes: these cost 10-16 ms of Python a resource, and a graph is plain data.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import grpc
import pulumi
from pulumi.runtime import settings
from pulumi.runtime.proto import alias_pb2, resource_pb2

from orchestrator.clouds import Target
from orchestrator.engine.failures import hint_for
from orchestrator.engine.names import GROUP_TYPE, PACKAGE_OF, SHARES, provider_name, uses_its_cloud
from orchestrator.engine.plugins import VERSIONS
from orchestrator.engine.values import (
    UNKNOWN,
    UNKNOWN_WIRE,
    Hidden,
    Made,
    Outside,
    Resolver,
    from_wire,
    reveal,
    to_wire,
)
from orchestrator.errors import EngineError, OrchestratorError
from orchestrator.graph import EnvironmentSecret, Graph, Group, Node, outputs_in, walk

PARALLEL = 32
ProviderConfig = Callable[[Target], Mapping[str, Any]]


def program(
    graph: Graph, provider_config: ProviderConfig, faults: list[OrchestratorError], others: Outside
) -> Callable[[], Awaitable[None]]:
    """An inline program for the Automation API that makes the graph; what stops it is put into `faults`."""

    async def run() -> None:
        root = settings.get_root_resource()
        assert root is not None  # run_in_stack made it
        stack_urn = await root.urn.future()
        registrar = _Registrar(graph, provider_config, others, stack_urn or "", settings.get_monitor())
        try:
            outputs = await asyncio.get_running_loop().run_in_executor(None, registrar.register)
        except OrchestratorError as error:
            faults.append(error)
            # The one exception that the SDK tells without a traceback.
            raise pulumi.RunError(error.summary) from error
        for name, value in outputs.items():
            if isinstance(value, Hidden):
                pulumi.export(name, pulumi.Output.secret(reveal(value)))
            elif value is not UNKNOWN:
                pulumi.export(name, value)
        if graph.shares:
            pulumi.export(SHARES, {name: list(readers) for name, readers in graph.shares.items()})

    return run


class _Stopped(Exception):
    """The engine stopped the deployment: it has reported why."""


class _Registrar:
    """Registers providers, groups and nodes of one graph, each after all that it needs."""

    def __init__(
        self,
        graph: Graph,
        provider_config: ProviderConfig,
        others: Outside,
        stack_urn: str,
        monitor: Any,
    ) -> None:
        self._graph = graph
        self._others = others
        self._provider_config = provider_config
        self._stack_urn = stack_urn
        self._monitor = monitor
        self._made: dict[str, Made] = {}
        self._group_urns: dict[str, str] = {}
        self._providers: dict[Target, str] = {}
        self._lookup_once = cache(self._invoke)

    def register(self) -> Mapping[str, Any]:
        """Register everything; the resolved stack outputs."""
        try:
            for target in sorted({group.target for group in self._graph.groups if uses_its_cloud(group)}):
                self._providers[target] = self._register_provider(target)
            for group in self._graph.groups:
                self._group_urns[group.resource] = self._register_group(group)
            self._register_nodes()
            for group in self._graph.groups:
                self._finish_group(group)
        except _Stopped:
            return {}
        return {name: self._resolver(None).resolve(value) for name, value in self._graph.outputs.items()}

    def _register_nodes(self) -> None:
        groups = {node.name: group for group in self._graph.groups for node in group.nodes}
        nodes = {node.name: node for node in self._graph.nodes()}
        order = TopologicalSorter({node.name: node.needs() for node in nodes.values()})
        order.prepare()
        running: dict[Future[Made], str] = {}
        with ThreadPoolExecutor(PARALLEL) as pool:
            while order.is_active():
                # Sorted, so that the same graph registers in the same order.
                for name in sorted(order.get_ready()):
                    running[pool.submit(self._register_node, nodes[name], groups[name])] = name
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    name = running.pop(future)
                    self._made[name] = future.result()
                    order.done(name)

    def _register_node(self, node: Node, group: Group) -> Made:
        resolver = self._resolver(group.target)
        request = resource_pb2.RegisterResourceRequest(
            type=node.type,
            name=node.name,
            custom=True,
            parent=self._group_urns[group.resource],
            provider=self._providers[group.target] if node.package == PACKAGE_OF[group.target.cloud] else "",
            version=VERSIONS.get(node.package, ""),
            protect=node.options.protect,
            retainOnDelete=node.options.retain_on_delete,
            deletedWith=self._made[node.options.deleted_with].urn if node.options.deleted_with else "",
            deleteBeforeReplace=node.options.delete_before_replace,
            deleteBeforeReplaceDefined=node.options.delete_before_replace,
            ignoreChanges=node.options.ignore_changes,
            additionalSecretOutputs=node.options.secret_outputs,
            importId=node.options.import_id,
            aliases=self._aliases(f"{GROUP_TYPE}{group.kind}${node.type}", node.options.aliases),
            acceptSecrets=True,
            acceptResources=True,
            supportsPartialValues=True,
        )
        for key, value in sorted(node.properties.items()):
            if value is None:
                continue
            to_wire(resolver.resolve(value), request.object.fields[key])
            if needs := sorted({self._made[output.node].urn for output in outputs_in(value)}):
                request.propertyDependencies[key].urns.extend(needs)
        request.dependencies.extend(self._made[need].urn for need in node.needs())
        return self._send(request)

    def _register_provider(self, target: Target) -> str:
        package = PACKAGE_OF[target.cloud]
        request = resource_pb2.RegisterResourceRequest(
            type=f"pulumi:providers:{package}",
            name=provider_name(target),
            custom=True,
            parent=self._stack_urn,
            version=VERSIONS[package],
            acceptSecrets=True,
            supportsPartialValues=True,
        )
        for key, value in self._provider_config(target).items():
            to_wire(value, request.object.fields[key])
        made = self._send(request)
        return f"{made.urn}::{UNKNOWN_WIRE if made.id is UNKNOWN else made.id}"

    def _register_group(self, group: Group) -> str:
        request = resource_pb2.RegisterResourceRequest(
            type=GROUP_TYPE + group.kind,
            name=group.resource,
            custom=False,
            parent=self._stack_urn,
            acceptSecrets=True,
            aliases=self._aliases(GROUP_TYPE + group.kind, group.aliases),
        )
        return self._send(request).urn

    def _aliases(self, type_chain: str, names: tuple[str, ...]) -> list[alias_pb2.Alias]:
        """The URNs under which the state may know a resource that was renamed."""
        project = "::".join(self._stack_urn.split("::")[:2])
        return [alias_pb2.Alias(urn=f"{project}::{type_chain}::{name}") for name in names]

    def _finish_group(self, group: Group) -> None:
        resolver = self._resolver(group.target)
        request = resource_pb2.RegisterResourceOutputsRequest(urn=self._group_urns[group.resource])
        for name, value in sorted(group.outputs.items()):
            to_wire(resolver.resolve(value), request.outputs.fields[name])
        self._call(self._monitor.RegisterResourceOutputs, request)

    def _send(self, request: resource_pb2.RegisterResourceRequest) -> Made:
        answer = self._call(self._monitor.RegisterResource, request)
        outputs = {key: from_wire(value) for key, value in answer.object.fields.items()}
        known = answer.id and answer.id != UNKNOWN_WIRE
        return Made(urn=answer.urn, id=answer.id if known else UNKNOWN, outputs=outputs)

    def _resolver(self, target: Target | None) -> Resolver:
        def lookup(token: str, arguments: Mapping[str, Any], at: Target | None) -> Mapping[str, Any]:
            if (where := at or target) is None:
                raise EngineError(f"{token} cannot be asked in a stack output")
            return self._lookup_once(token, json.dumps(arguments, sort_keys=True), where)

        return Resolver(self._made, secret_variable, lookup, self._others)

    def _invoke(self, token: str, arguments: str, target: Target) -> Mapping[str, Any]:
        request = resource_pb2.ResourceInvokeRequest(
            tok=token,
            provider=self._providers[target],
            version=VERSIONS[PACKAGE_OF[target.cloud]],
            acceptResources=True,
        )
        for key, value in json.loads(arguments).items():
            to_wire(value, request.args.fields[key])
        answer = self._call(self._monitor.Invoke, request)
        if answer.failures:
            reasons = "; ".join(
                f"{f.property}: {f.reason}" if f.property else f.reason for f in answer.failures
            )
            raise EngineError(f"{token} failed: {reasons}", str(target), hint_for(reasons))
        return {key: from_wire(value) for key, value in getattr(answer, "return").fields.items()}

    def _call(self, method: Callable[..., Any], request: Any) -> Any:
        try:
            return method(request)
        except grpc.RpcError as error:
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                raise _Stopped from error
            details = str(error.details())
            raise EngineError(details, hint=hint_for(details)) from error


def secret_variable(name: str) -> str:
    """A secret from the environment; raises EngineError when it is not set."""
    if not (value := os.environ.get(name)):
        raise EngineError(
            f"the environment variable {name} is not set",
            hint=f"a spec takes a secret from it: export {name}=…",
        )
    return value


def required_variables(graph: Graph) -> set[str]:
    """The environment variables that hold secrets of this graph."""
    inner = (value for node in graph.nodes() for value in walk(node.properties))
    return {value.variable for value in inner if isinstance(value, EnvironmentSecret)}
