"""The page of a type says what its users can write."""

from pathlib import Path

from orchestrator.cli.main import main
from orchestrator.composites import docs, types_at

PLATFORM = Path(__file__).parents[2] / "stacks" / "platform"


def test_every_key_default_rule_output_and_resource_is_on_the_page(files):
    (found,) = types_at((files.type(files.web_shop),))
    page = docs(found)
    assert page.index("## WebShop@v2") < page.index("## WebShop@v1")
    for line in (
        "Revision 1.0.0. Owner: team-platform.",
        "**Deprecated** since 2026-09-01, gone after 2027-03-01. use v2 with a tier",
        "| `host` | string, a hostname | required | Public DNS name |",
        '| `tier` | `bronze`, `gold` | `"bronze"` |  |',
        "| `days` | integer, at least 1 |  |  |",
        "* gold only in prod: `spec.tier != 'gold' || env.labels.stage == 'prod'`",
        "| `dbHost` |  |",
        "| `INSTANCE-db` | DatabaseInstance@v1 |",
    ):
        assert line in page


def test_the_platform_s_type_is_reviewed_and_has_a_page(capsys):
    assert main(["type", "lint", str(PLATFORM)]) == 0
    assert "error" not in capsys.readouterr().out
    assert main(["type", "docs", str(PLATFORM)]) == 0
    page = capsys.readouterr().out
    assert "| `pictures.keepVersions` | boolean | `true` |" in page
    assert page.count("\n## ") == 3
