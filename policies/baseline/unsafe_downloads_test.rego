package rules.baseline.unsafe_downloads_test

import data.lib.baseline.fixtures
import data.rules.baseline.unsafe_downloads.deny

with_user_data(text) := fixtures.machine("dev", {"userData": text})

test_https if count(deny) == 0 with input as with_user_data("curl -fsSL https://example.org/a.sh | sh")

test_only_downloaded if count(deny) == 0 with input as with_user_data("curl http://example.org/a.tgz -o a.tgz")

test_piped if count(deny) == 1 with input as with_user_data("curl -s http://example.org/a.sh | sudo bash")

test_machines_of_a_group if count(deny) == 1 with input as fixtures.asked("dev", fixtures.resource("VirtualMachineGroup@v1", {"spec": {"userData": "curl -s http://example.org/a.sh | sudo bash"}}))
