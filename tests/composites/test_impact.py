"""What another revision would do: renamed is kept, and what would be lost is told."""

from pathlib import Path

import pytest

from orchestrator import pipeline
from orchestrator.composites import Composer, candidate, compare, lock, pinned_revision, stacks_in, usable
from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.outcome import Action

STACK = """\
resources:
  shop: {type: WebShop@v2, placement: {provider: aws}, spec: {host: shop.example}}
"""


@pytest.fixture
def folder(shop) -> Path:
    """A stack that pins the first revision."""
    folder = shop.write(STACK)
    lock(folder)
    return folder


def impact(folder, text, tmp_path):
    """What changes, and what is renamed, with the type of that text."""
    file = tmp_path / "candidate.yaml"
    file.write_text("apiVersion: orchestrator.dev/v1\nkind: CompositeType\n" + text)
    found = candidate(str(file), folder)
    after = pipeline.translate(folder, "dev", Composer(candidates=(found,)))
    changes, renamed = compare(pipeline.translate(folder, "dev").graph, after.graph)
    return {(change.action, change.name) for change in changes}, changes, dict(renamed)


def test_the_same_content_changes_nothing(shop, folder, tmp_path):
    assert impact(folder, shop.web_shop.replace("1.0.0", "1.0.1"), tmp_path) == (set(), (), {})


def test_a_renamed_resource_is_kept_only_with_its_old_name(shop, folder, tmp_path):
    text = shop.web_shop.replace("      files:\n", "      archive:\n")
    done, _, renamed = impact(folder, text, tmp_path)
    assert (Action.DELETE, "shop-files") in done
    assert (Action.CREATE, "shop-archive") in done
    assert renamed == {}
    text = text.replace("      archive:\n", "      archive:\n        movedFrom: [files]\n")
    done, _, renamed = impact(folder, text, tmp_path)
    assert done == set()
    assert renamed["shop-files"] == "shop-archive"
    assert renamed["shop-files-versioning"] == "shop-archive-versioning"


def test_a_changed_property_is_told_by_its_name(shop, folder, tmp_path):
    text = shop.web_shop.replace("'large' : 'small'", "'large' : 'medium'")
    done, changes, _ = impact(folder, text, tmp_path)
    assert (Action.UPDATE, "shop-db") in done
    (database,) = (change for change in changes if change.name == "shop-db")
    assert [one.path for one in database.properties] == ["instanceClass"]


def test_a_candidate_is_a_file_or_a_name(shop, folder, tmp_path):
    shop.type(shop.web_shop.replace("1.0.0", "2.0.0"), "newer")
    assert candidate("WebShop", folder).document.spec.revision == "2.0.0"
    assert candidate("WebShop@1.0.0", folder).document.spec.revision == "1.0.0"
    with pytest.raises(UsageError, match=r"there is no type 'WebShop@3\.0\.0'"):
        candidate("WebShop@3.0.0", folder)
    bad = tmp_path / "bad.yaml"
    bad.write_text("kind: CompositeType\n")
    with pytest.raises(OrchestratorError, match="missing"):
        candidate(str(bad), folder)


def test_stacks_are_found_below_folders(shop, folder):
    (folder / "inner").mkdir()
    (folder / "inner/stack.yml").write_text("")
    assert list(stacks_in((folder,))) == [folder, folder / "inner"]
    assert pinned_revision(folder, "WebShop") == "1.0.0"
    assert usable(folder, "WebShop")
    assert not usable(folder, "Other")
    with pytest.raises(UsageError, match="there is no stack"):
        list(stacks_in((folder / "types",)))
