"""Pulumi's protocol messages without the SDK around them, which takes half a second to import."""

import importlib.util
import sys
import types

_SDK = ("pulumi", "pulumi.runtime")


def _hollow() -> None:
    """Let the packages around the messages be empty while these are imported."""
    spec = importlib.util.find_spec("pulumi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pulumi")
    root = spec.submodule_search_locations[0]
    for name, folder in zip(_SDK, (root, f"{root}/runtime"), strict=True):
        module = types.ModuleType(name)
        module.__path__ = [folder]
        sys.modules[name] = module


_LIGHT = "pulumi" not in sys.modules
if _LIGHT:
    _hollow()
try:
    from pulumi.runtime.proto import (
        plugin_pb2,
        provider_pb2,
        provider_pb2_grpc,
        resource_pb2,
        resource_pb2_grpc,
        status_pb2,
    )
finally:
    if _LIGHT:
        # Who wants the SDK later gets the real one, with these same messages.
        for _name in _SDK:
            del sys.modules[_name]

__all__ = [
    "plugin_pb2",
    "provider_pb2",
    "provider_pb2_grpc",
    "resource_pb2",
    "resource_pb2_grpc",
    "status_pb2",
]
