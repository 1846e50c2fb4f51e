"""Parts of the engine's messages that more than one call needs."""

from collections.abc import Sequence

import grpc

from orchestrator.providers.kit.autoname import NameAdvice, autoname
from orchestrator.providers.kit.diff import Change
from orchestrator.providers.kit.lifecycle import SettleFailed
from orchestrator.providers.kit.proto import provider_pb2, status_pb2
from orchestrator.providers.kit.schema import Schema
from orchestrator.providers.kit.secrecy import inputs_secrecy, outputs_secrecy
from orchestrator.providers.kit.wire import Decoded, Props, decode, encode, show

DEFAULTS = "__defaults"
"""Where the engine's state keeps which inputs the provider chose: here, the automatic name."""

_Diff = provider_pb2.PropertyDiff
_KINDS = {
    ("add", False): _Diff.ADD,
    ("add", True): _Diff.ADD_REPLACE,
    ("delete", False): _Diff.DELETE,
    ("delete", True): _Diff.DELETE_REPLACE,
    ("update", False): _Diff.UPDATE,
    ("update", True): _Diff.UPDATE_REPLACE,
}
_Mode = provider_pb2.CheckRequest.AutonamingOptions
_MODES = {_Mode.PROPOSE: "propose", _Mode.ENFORCE: "enforce", _Mode.DISABLE: "disable"}


def own(props: Props) -> Props:
    """The properties without those that the engine and SDKs keep beside them."""
    return {name: value for name, value in props.items() if not name.startswith("__")}


def diff_response(changes: Sequence[Change], delete_before_replace: bool) -> provider_pb2.DiffResponse:
    """The changes as the engine wants them."""
    replaces = sorted({str(change.path[0]) for change in changes if change.replace})
    some = provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE
    detailed = {
        show(change.path): _Diff(kind=_KINDS[change.kind, change.replace], inputDiff=True)
        for change in changes
    }
    return provider_pb2.DiffResponse(
        changes=some,
        diffs=sorted({str(change.path[0]) for change in changes}),
        replaces=replaces,
        detailedDiff=detailed,
        hasDetailedDiff=True,
        deleteBeforeReplace=bool(replaces) and delete_before_replace,
    )


def with_name(schema: Schema, request: provider_pb2.CheckRequest, news: Props) -> Props:
    """The inputs with a name: the given one, else the one that it had, else a fresh one."""
    rule = schema.autoname
    if rule is None or news.get(rule.property) is not None:
        return own(news)
    olds = decode(request.olds).props
    if olds.get(rule.property) is not None:
        marked = {DEFAULTS: [rule.property]} if rule.property in olds.get(DEFAULTS, ()) else {}
        return {**own(news), rule.property: olds[rule.property], **marked}
    advice = NameAdvice(request.randomSeed)
    if request.HasField("autonaming"):
        advice = NameAdvice(
            request.randomSeed, request.autonaming.proposed_name, _MODES[request.autonaming.mode]
        )
    fresh = autoname(rule, request.name or request.urn.split("::", 3)[3], advice)
    return own(news) if fresh is None else {**own(news), rule.property: fresh, DEFAULTS: [rule.property]}


def init_failed(failed: SettleFailed, reason: str, given: tuple[Decoded, ...]) -> bytes:
    """The gRPC detail that makes the engine record a half-made resource."""
    inputs = given[0]
    detail = provider_pb2.ErrorResourceInitFailed(
        id=failed.id,
        properties=encode(failed.state, outputs_secrecy(failed.schema, failed.state, *given)),
        reasons=[reason],
        inputs=encode(inputs.props, inputs_secrecy(failed.schema, inputs)),
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason)
    status.details.add().Pack(detail)
    return status.SerializeToString()
