package rules.webshop.artifact_over_tls_test

import data.rules.webshop.artifact_over_tls

shop(url) := {"resource": {"name": "shop", "type": "WebShop@v2", "spec": {"artifact": url}}}

test_tls_is_allowed if {
	count(artifact_over_tls.deny) == 0 with input as shop("https://artifacts.example/shop.tar.gz")
}

test_without_tls_is_denied if {
	count(artifact_over_tls.deny) == 1 with input as shop("http://artifacts.example/shop.tar.gz")
}

test_it_is_listed if count(artifact_over_tls.about) > 0
