"""Every way in which an evaluation can fail ends in an error of its own; none passes for a clean stack."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator import policy
from orchestrator.errors import Faults, OrchestratorError, PolicyError, Where
from orchestrator.policy.bundle import Bundle, Module, driver
from orchestrator.policy.question import Request

Make = Callable[..., Path]
Document = Callable[..., dict[str, Any]]
SLOW = (
    'deny contains "x" if { some i in numbers.range(1, 9999); some j in numbers.range(1, 9999); i * j < 0 }'
)


@dataclass(frozen=True)
class OtherDriver:
    """A real OPA that runs a driver other than ours."""

    opa: policy.LocalOpa
    modules: tuple[Module, ...]

    def ask(self, bundle: Bundle, request: Request) -> object:
        return self.opa.ask(replace(bundle, driver=replace(bundle.driver, modules=self.modules)), request)


@pytest.fixture
def driver_with(opa: policy.LocalOpa, tmp_path: Path) -> Callable[[str, str, str], OtherDriver]:
    """A copy of the driver in which a text of one module is another."""

    def make(name: str, old: str, new: str) -> OtherDriver:
        folder = tmp_path / "driver"
        shutil.copytree(driver().folder, folder)
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))
        return OtherDriver(opa, tuple(replace(m, path=folder / m.path.name) for m in driver().modules))

    return make


def fails(
    opa: policy.Opa, packs: tuple[Path, ...], document: dict[str, Any], **more: Any
) -> OrchestratorError:
    """The error of a check that must fail; PolicyErrors only."""
    with pytest.raises(OrchestratorError) as caught:
        policy.check(policy.Question("spec", document, packs, **more), opa)
    assert all(isinstance(error, PolicyError) and error.hint for error in caught.value.each())
    return caught.value


def test_undefined_answer(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    assert "undefined" in fails(OtherDriver(opa, ()), (pack(),), document()).summary


@pytest.mark.parametrize("value", ["{}", "[]", "true", '{"violations": []}', "null"])
def test_answer_of_the_wrong_shape(
    opa: policy.LocalOpa, pack: Make, document: Document, tmp_path: Path, value: str
) -> None:
    other = tmp_path / "other.rego"
    other.write_text(f"package orchestrator.driver\n\nanswer := {value}\n")
    error = fails(OtherDriver(opa, (Module(other, "", "orchestrator.driver"),)), (pack(),), document())
    assert "wrong shape" in str(error) or "undefined" in str(error)


@pytest.mark.parametrize("name", ["canary_single.rego", "canary_whole.rego"])
def test_canary_that_is_not_denied(
    driver_with: Callable[..., OtherDriver], pack: Make, document: Document, name: str
) -> None:
    error = fails(
        driver_with(name, "deny contains", "deny contains {} if false\n\nnot_deny contains"),
        (pack(),),
        document(),
    )
    assert "was not denied" in error.summary
    assert name.removesuffix(".rego").replace("_", "-") in error.summary


def test_loop_that_skips_resources(
    driver_with: Callable[..., OtherDriver], pack: Make, document: Document
) -> None:
    other = driver_with("driver.rego", "array.concat(subjects, [canary])", "subjects")
    assert "canary-single was not denied" in fails(other, (pack(),), document(web={"bad": True})).summary


def test_too_few_resources_looked_at(
    driver_with: Callable[..., OtherDriver], pack: Make, document: Document
) -> None:
    other = driver_with("driver.rego", '"examined": count(subjects)', '"examined": 0')
    assert "judged 0 things" in str(fails(other, (pack(),), document(web={}, db={})))


def test_answer_to_an_older_question(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    @dataclass
    class Stale:
        kept: object = None

        def ask(self, bundle: Bundle, request: Request) -> object:
            self.kept = self.kept or opa.ask(bundle, request)
            return self.kept

    stale, folder = Stale(), pack()
    policy.check(policy.Question("spec", document(web={}), (folder,)), stale)
    assert "canary" in str(fails(stale, (folder,), document(web={})))


def test_time_out(opa_binary: Path, pack: Make, document: Document) -> None:
    error = fails(policy.LocalOpa(opa_binary, 0.3), (pack(rules={"slow": SLOW}, scope="stack"),), document())
    assert error.summary == "OPA did not answer within 0.3 s"


def test_killed_process(tmp_path: Path, pack: Make, document: Document) -> None:
    killed = tmp_path / "opa"
    killed.write_text("#!/bin/sh\nkill -KILL $$\n")
    killed.chmod(0o755)
    assert "killed by SIGKILL" in fails(policy.LocalOpa(killed), (pack(),), document()).summary


def test_program_that_is_missing(tmp_path: Path, pack: Make, document: Document) -> None:
    assert "does not start" in fails(policy.LocalOpa(tmp_path / "no-opa"), (pack(),), document()).summary


def test_program_that_is_not_opa(tmp_path: Path, pack: Make, document: Document) -> None:
    other = tmp_path / "opa"
    other.write_text("#!/bin/sh\necho hello\n")
    other.chmod(0o755)
    assert "said: hello" in fails(policy.LocalOpa(other), (pack(),), document()).summary


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("deny contains if {", "rego_parse_error", 13),
        ('deny contains "x" if undefined_function(1)', "rego_type_error", 13),
        ('deny contains "x" if y', "rego_unsafe_var_error", 13),
        ('deny contains "x" if count(deny) > 0', "rego_recursion_error", 13),
        ('deny contains "x" if to_number(input.resource.name) > 1', "eval_builtin_error", 13),
    ],
)
def test_rule_that_cannot_be_evaluated(
    opa: policy.LocalOpa, pack: Make, document: Document, body: str, code: str, line: int
) -> None:
    folder = pack(rules={"broken": body})
    error = fails(opa, (folder,), document(web={}))
    places = [single.where for single in error.each() if isinstance(single.where, Where)]
    assert code in str(error)
    assert (str(folder / "broken.rego"), line) in [(place.file, place.line) for place in places]


def test_missing_folder(opa: policy.LocalOpa, tmp_path: Path, document: Document) -> None:
    assert "does not exist" in fails(opa, (tmp_path / "none",), document()).summary


def test_no_packs(opa: policy.LocalOpa, document: Document) -> None:
    assert "no policy pack" in fails(opa, (), document()).summary


def test_pack_without_rules(opa: policy.LocalOpa, tmp_path: Path, document: Document) -> None:
    (tmp_path / "pack.yaml").write_text("name: empty\n")
    assert "has no rules" in fails(opa, (tmp_path,), document()).summary


def test_tests_are_no_rules(opa: policy.LocalOpa, tmp_path: Path, document: Document) -> None:
    (tmp_path / "pack.yaml").write_text("name: empty\n")
    (tmp_path / "a_test.rego").write_text("package rules.empty.a_test\n\ntest_a if true\n")
    assert "has no rules" in fails(opa, (tmp_path,), document()).summary


def test_rule_that_opa_does_not_list(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    folder = pack()
    (folder / "bare.rego").write_text('package rules.mine.bare\n\ndeny contains "x"\n')
    error = fails(opa, (folder,), document())
    assert (error.summary[-22:], error.where) == ("not in OPA's inventory", "rules.mine.bare")


@pytest.mark.parametrize("body", ['denied contains "x" if true', "deny := true", 'deny := {"message": "x"}'])
def test_rule_without_a_set_of_denials(
    opa: policy.LocalOpa, pack: Make, document: Document, body: str
) -> None:
    assert "no set `deny`" in fails(opa, (pack(rules={"odd": body}),), document()).summary


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("severity: high", "severity: dire", "severity"),
        ("scope: resource", "scope: resuorce", "scope"),
        ("point: spec", "point: sepc", "point"),
        ("point: spec", "point: any", "point"),
        ("#   point: spec\n", "", "point"),
    ],
)
def test_annotations_that_mean_nothing(
    opa: policy.LocalOpa, pack: Make, document: Document, old: str, new: str, part: str
) -> None:
    folder = pack()
    rule = folder / "good.rego"
    rule.write_text(rule.read_text().replace(old, new))
    error = fails(opa, (folder,), document(web={"bad": True}))
    assert part in error.summary
    assert error.where == "rule mine/good"


@pytest.mark.parametrize(
    "finding", ['{"msg": "x"}', "7", '{"message": ""}', '{"message": "x", "path": "spec.bad"}']
)
def test_finding_of_the_wrong_shape(
    opa: policy.LocalOpa, pack: Make, document: Document, finding: str
) -> None:
    folder = pack(rules={"odd": f'deny contains {finding} if input.resource.name == "web"'})
    error = fails(opa, (folder,), document(web={}))
    assert all(single.where == "rule mine/odd" for single in error.each())


def test_unknown_parameter(opa: policy.LocalOpa, document: Document) -> None:
    error = fails(opa, (policy.baseline(),), document(), parameters={"allowedRegion": {}})
    assert error.summary == "no policy has the parameter 'allowedRegion'"
    assert error.hint == "did you mean 'allowedRegions'?"


def test_parameter_of_another_type(opa: policy.LocalOpa, document: Document) -> None:
    error = fails(opa, (policy.baseline(),), document(), parameters={"adminPorts": "22"})
    assert (error.summary, error.hint) == (
        "the policy parameter 'adminPorts' is of type string",
        "give array",
    )


@pytest.mark.parametrize(
    ("manifest", "part"),
    [
        ("name: [", "yaml"),
        ("", "pack.yaml is not usable"),
        ("name: mine", "version"),
        ('name: other\nversion: "1"\ntitle: x', "names the pack 'other'"),
        ('name: mine\nversion: "1"\ntitle: x\nparameters: {a: 1}', "parameters.a"),
        ('name: mine\nversion: "1"\ntitle: x\nparameters: {a: {}}', "parameters.a"),
    ],
)
def test_pack_yaml_that_says_nothing(
    opa: policy.LocalOpa, pack: Make, document: Document, manifest: str, part: str
) -> None:
    folder = pack()
    (folder / "pack.yaml").write_text(manifest)
    assert part in str(fails(opa, (folder,), document()))


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"stack": {}, "environment": {}},
        {"stack": {}, "environment": {}, "resources": {}},
        {"stack": {}, "environment": {}, "resources": [{"name": "web"}]},
        {"stack": {}, "environment": None, "resources": []},
    ],
)
def test_document_of_the_wrong_shape(opa: policy.LocalOpa, pack: Make, broken: dict[str, Any]) -> None:
    assert "is not of type" in str(fails(opa, (pack(),), broken))


def test_all_faults_of_packs_at_once(
    opa: policy.LocalOpa, pack: Make, tmp_path: Path, document: Document
) -> None:
    error = fails(opa, (tmp_path / "none", pack(), tmp_path / "nor-this"), document())
    assert isinstance(error, Faults)
    assert len(error.errors) == 2


def test_two_rules_with_one_id(opa: policy.LocalOpa, pack: Make, document: Document) -> None:
    folder = pack(rules={"one": 'deny contains "x" if false', "two": 'deny contains "x" if false'})
    for name in ("one", "two"):
        rule = folder / f"{name}.rego"
        rule.write_text(rule.read_text().replace("# custom:\n", "# custom:\n#   id: mine/same\n"))
    assert "two rules have this id" in fails(opa, (folder,), document()).summary
