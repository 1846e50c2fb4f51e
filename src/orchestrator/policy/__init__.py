"""Stack or Graph → Verdict, by asking OPA; fails closed."""

from orchestrator.policy.answer import Manifest, Parameter, Rule
from orchestrator.policy.builtin import baseline
from orchestrator.policy.catalogue import explain, manifests, rules
from orchestrator.policy.check import check
from orchestrator.policy.document import graph_document, spec_document
from orchestrator.policy.local import LocalOpa
from orchestrator.policy.managed import ManagedOpa
from orchestrator.policy.question import Locate, Opa, Packs, Question
from orchestrator.policy.remote import RemoteOpa
from orchestrator.policy.testing import PackTests, Tested, test

__all__ = [
    "LocalOpa",
    "Locate",
    "ManagedOpa",
    "Manifest",
    "Opa",
    "PackTests",
    "Packs",
    "Parameter",
    "Question",
    "RemoteOpa",
    "Rule",
    "Tested",
    "baseline",
    "check",
    "explain",
    "graph_document",
    "manifests",
    "rules",
    "spec_document",
    "test",
]
