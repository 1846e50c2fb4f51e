"""The scenario of tests/sandbox/openstack on the real services, which the emulator must not outsmart."""

import importlib.util
from pathlib import Path

SCENARIO = Path(__file__).parents[1] / "sandbox" / "openstack" / "test_scenario.py"
_spec = importlib.util.spec_from_file_location("openstack_scenario", SCENARIO)
assert _spec is not None
assert _spec.loader is not None
scenario = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(scenario)

test_networks = scenario.test_networks_are_made_tagged_found_and_refuse_what_neutron_refuses
test_routers = scenario.test_a_router_leads_out_and_floating_ips_hold_it
test_security_groups = scenario.test_security_groups_keep_their_rules_apart_and_stay_while_in_use
test_servers = scenario.test_a_server_lives_with_its_port_volume_and_key
test_mistakes = scenario.test_a_server_with_a_mistake_is_refused_in_nova_s_words
test_seed = scenario.test_the_seed_is_what_the_real_cloud_has
test_containers = scenario.test_containers_hold_metadata_access_versions_and_objects
