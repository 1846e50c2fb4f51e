"""The functions of our own providers are those of the official ones: their arguments and their results."""

import ast
from typing import Any

import pytest

from orchestrator.providers import aws, openstack
from orchestrator.providers.azure import provider as azure
from orchestrator.providers.kit.handler import Function

FUNCTIONS: list[Function[Any]] = [
    function for p in (aws.PROVIDER, azure.PROVIDER, openstack.PROVIDER) for function in p.functions
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.token)
def test_a_function_is_the_official_one(function: Function[Any], official: Any) -> None:
    theirs = official.function(function.token)
    assert function.inputs.keys() <= theirs.inputs.keys()
    assert function.outputs.keys() <= theirs.outputs.keys() | theirs.inputs.keys()
    asked = {name for name, member in theirs.inputs.items() if "Optional" not in ast.unparse(member.type)}
    assert {name for name, one in function.inputs.items() if one.required} <= asked | theirs.inputs.keys()
    assert asked <= function.inputs.keys()


def test_there_are_functions_of_each_cloud() -> None:
    assert {function.token.split(":")[0] for function in FUNCTIONS} == {"aws", "azure-native", "openstack"}
