"""The texts of Pulumi and the clouds become errors with a next step."""

import pytest
from pulumi.automation import CommandResult
from pulumi.automation.errors import create_command_error

from orchestrator.engine.events import Diagnostic
from orchestrator.engine.failures import failure, hint_for, resource_failures
from orchestrator.errors import EngineError, Interrupted, StateLocked

URN = "urn:pulumi:dev::shop::orchestrator:resource:Network$aws:ec2/vpc:Vpc::net-vpc"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("error: incorrect passphrase", "PULUMI_CONFIG_PASSPHRASE"),
        ("no resource plugin 'pulumi-resource-aws' found in the workspace", "plugins: builtin"),
        ("AuthFailure: AWS was not able to validate the provided access credentials", "credentials"),
        ("VcpuLimitExceeded: You have requested more vCPU capacity", "quota"),
        ("Throttling: Rate exceeded", "slow down"),
        ('Could not connect to the endpoint URL: "http://127.0.0.1:1/": Connection refused', "endpoint"),
        ("open /x: permission denied", "cannot be written"),
        ("write /x: no space left on device", "disk is full"),
    ],
)
def test_known_texts_have_a_hint(text: str, hint: str) -> None:
    assert hint in hint_for(text)


def test_unknown_texts_have_none() -> None:
    assert hint_for("the flux capacitor is misaligned") == ""


def test_one_error_for_each_resource_without_engine_noise() -> None:
    errors = resource_failures(
        [
            Diagnostic("error", "update failed", "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"),
            Diagnostic("error", "1 error occurred:\n\t* Quota exceeded for cores", URN),
            Diagnostic("error", "1 error occurred:\n\t* Quota exceeded for cores", URN),
            Diagnostic("warning", "deprecated", URN),
        ]
    )
    assert [str(error.where) for error in errors] == ["resource net-vpc"]
    assert errors[0].summary == "Quota exceeded for cores"
    assert "quota" in errors[0].hint


def command_error(stderr: str) -> Exception:
    return create_command_error(CommandResult(stdout="", stderr=stderr, code=1))


def test_a_lock_is_told_apart() -> None:
    error = command_error("error: the stack is currently locked by 1 lock(s)")
    assert isinstance(failure(error, None, False), StateLocked)


def test_an_interrupt_is_told_apart() -> None:
    assert isinstance(failure(command_error("error: x"), None, True), Interrupted)


def test_the_rest_is_one_line() -> None:
    error = failure(command_error("Diagnostics:\nerror: something\nbroke"), None, False)
    assert isinstance(error, EngineError)
    assert error.summary == "something"


def test_the_advice_of_a_built_in_plugin_is_the_hint() -> None:
    told = 'Could not connect to "http://x/" (is the network up, and AWS_ENDPOINT_URL right?)'
    (error,) = resource_failures([Diagnostic("error", told, URN)])
    assert error.summary == 'Could not connect to "http://x/"'
    assert error.hint == "is the network up, and AWS_ENDPOINT_URL right?"


def test_a_killed_engine_is_called_so_instead_of_the_end_of_its_output() -> None:
    cut = create_command_error(
        CommandResult(stdout="Destroying (dev):\n - aws:ec2:Vpc net", stderr="", code=-9)
    )
    error = failure(cut, None, interrupted=False)
    assert "killed by signal 9" in error.summary and "run the same command again" in error.hint
