"""The provider's life of a stack (tests/providers/openstack), on the real services."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PROVIDERS = Path(__file__).parents[1] / "providers"


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # data classes look their own module up
    spec.loader.exec_module(module)
    return module


harness = load("providers_harness", PROVIDERS / "conftest.py")
life = load("openstack_life", PROVIDERS / "openstack" / "test_life.py")
box = load("openstack_box", PROVIDERS / "openstack" / "test_container.py")
groups = load("openstack_groups", PROVIDERS / "openstack" / "test_balancers.py")

pulumi_program, new_engine, declare, get = (
    harness.pulumi_program,
    harness.new_engine,
    harness.declare,
    harness.get,
)
stack, engine, balanced = life.stack, life.engine, groups.balanced
test_a_stack_lives_and_leaves_nothing = life.test_a_stack_lives_and_leaves_nothing
test_drift_is_seen_and_mended = life.test_drift_is_seen_and_mended
test_adoption = life.test_what_an_interrupted_run_has_left_is_adopted
test_refusals = life.test_what_the_cloud_refuses_is_said_in_its_words
test_boot = life.test_a_server_boots_from_a_volume_with_a_drive_of_its_own
test_births = life.test_a_birth_that_was_cut_short_is_recognised
test_container = box.test_a_container_lives_with_its_objects
test_foreign_container = box.test_a_container_that_exists_is_not_taken_over
test_server_group = groups.test_a_server_is_born_into_its_group
