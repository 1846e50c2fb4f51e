"""The list of rules, and one rule explained."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator import policy
from orchestrator.errors import UsageError


def test_lists_what_opa_lists(opa: policy.LocalOpa, pack: Callable[..., Path]) -> None:
    [rule] = policy.rules((pack(),), opa)
    assert (rule.id, rule.title, rule.severity) == ("mine/good", "Things are good", "high")
    assert (rule.scope, rule.point, rule.enforce) == ("resource", "spec", True)


def test_explains_a_rule(opa: policy.LocalOpa) -> None:
    rule = policy.explain("baseline/db-encrypted", (policy.baseline(),), opa)
    assert rule.examples == {"allowed": "encrypted: true", "denied": "encrypted: false"}


def test_knows_what_was_meant(opa: policy.LocalOpa) -> None:
    with pytest.raises(UsageError) as caught:
        policy.explain("baseline/db-encypted", (policy.baseline(),), opa)
    assert caught.value.hint == "did you mean 'baseline/db-encrypted'?"


def test_manifests_have_the_parameters(opa: policy.LocalOpa) -> None:
    [manifest] = policy.manifests((policy.baseline(),), opa)
    assert manifest.parameters["adminPorts"].default == [22, 3389]
