"""A stack uses exactly what its lock pins; what changed or is newer is told, never used."""

import subprocess

import pytest

from orchestrator.composites import load, lock
from orchestrator.errors import OrchestratorError

STACK = """\
resources:
  shop: {type: WebShop@v2, placement: {provider: aws}, spec: {host: shop.example}}
"""


def faults(folder):
    with pytest.raises(OrchestratorError) as caught:
        load(folder, "dev")
    return [str(error).replace(f"{folder}/", "") for error in caught.value.each()]


def told(folder, *upgrade):
    return [
        (one.name, one.before and one.before.revision, one.after and one.after.revision)
        for one in lock(folder, upgrade)
    ]


def test_an_unpinned_type_is_a_fault_and_nothing_else_is_told(shop):
    folder = shop.write(STACK + "outputs: {url: '${{ resources.shop.outputs.url }}'}\n")
    assert faults(folder) == [
        "stack.yaml:5:16: the type WebShop is not pinned "
        "(run `orchestrator type lock`, and keep orchestrator.lock in version control)"
    ]


def test_what_is_pinned_is_used_and_a_newer_revision_is_told(shop):
    folder = shop.write(STACK)
    assert told(folder) == [("WebShop", None, "1.0.0")]
    assert told(folder) == []
    assert load(folder, "dev").notices == ()
    shop.type(shop.web_shop.replace("1.0.0", "2.0.0"), "newer")
    loaded = load(folder, "dev")
    assert loaded.stack.composites[0].revision == "1.0.0"
    assert ["WebShop 2.0.0 is there; the lock pins 1.0.0" in str(n) for n in loaded.notices] == [True]
    assert told(folder) == []
    assert told(folder, "WebShop") == [("WebShop", "1.0.0", "2.0.0")]
    assert load(folder, "dev").stack.composites[0].revision == "2.0.0"


def test_changed_content_is_refused(shop):
    folder = shop.write(STACK)
    lock(folder)
    shop.type(shop.web_shop.replace("size: small", "size: large"))
    found = faults(folder)
    assert len(found) == 1
    assert "WebShop 1.0.0 is not what the lock pins" in found[0]
    with pytest.raises(OrchestratorError, match="with the pinned content is not there"):
        lock(folder)


def test_a_revision_that_is_gone_is_refused(shop):
    folder = shop.write(STACK)
    lock(folder)
    shop.type(shop.web_shop.replace("1.0.0", "1.1.0"))
    assert "the lock pins WebShop 1.0.0, which is not there: found 1.1.0" in faults(folder)[0]


def test_a_type_that_is_not_used_any_more_is_taken_out(shop):
    folder = shop.write(STACK)
    lock(folder)
    shop.write("resources: {}\n")
    assert told(folder) == [("WebShop", "1.0.0", None)]
    assert "types: {}" in (folder / "orchestrator.lock").read_text()


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("revision: 1.0.0", "revision: one", "'types.WebShop.revision' is wrong"),
        ("sha256:", "md5:", "'types.WebShop.digest' must be"),
        ("kind: Lock", "kind: Key", "a document of kind 'Key' cannot stand here"),
        ("types:", "types: [", "not valid YAML"),
    ],
)
def test_a_lock_that_was_spoiled_is_told(shop, good, bad, message):
    folder = shop.write(STACK)
    lock(folder)
    file = folder / "orchestrator.lock"
    file.write_text(file.read_text().replace(good, bad))
    assert any("orchestrator.lock:" in fault and message in fault for fault in faults(folder))


def test_a_folder_that_the_stack_names(shop):
    (shop.folder / "types").rename(shop.folder / "elsewhere")
    folder = shop.write("types:\n  - {folder: elsewhere}\n" + STACK)
    lock(folder)
    assert load(folder, "dev").stack.composites[0].name == "shop"
    shop.write("types:\n  - {folder: nowhere}\n" + STACK)
    assert "there is no folder nowhere" in faults(folder)[0]


def git(folder, *words):
    setting = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *setting, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(shop, tmp_path_factory, monkeypatch):
    """A bare repository with the WebShop in it, and a working copy of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "--quiet", "--bare", "--initial-branch", "main", "types.git")
    git(root, "clone", "--quiet", "types.git", "copy")
    copy = root / "copy"
    (copy / "catalogue").mkdir()
    (shop.folder / "types/webshop.yaml").rename(copy / "catalogue/webshop.yaml")
    commit(copy)
    return copy


def commit(copy):
    git(copy, "add", "-A")
    git(copy, "commit", "--quiet", "-m", "a revision")
    git(copy, "push", "--quiet", "origin", "HEAD:main")
    return git(copy, "rev-parse", "HEAD")


def test_types_in_git_are_used_at_the_pinned_commit(shop, repository):
    url = f"file://{repository.parent}/types.git"
    source = f"types:\n  - {{git: '{url}', ref: main, path: catalogue}}\n"
    folder = shop.write(source + STACK)
    assert "unknown resource type 'WebShop@v2'" in faults(folder)[0]
    assert told(folder) == [("WebShop", None, "1.0.0")]
    first = git(repository, "rev-parse", "HEAD")
    assert f"commit: {first}" in (folder / "orchestrator.lock").read_text()
    assert load(folder, "dev").stack.composites[0].revision == "1.0.0"

    # The branch moves on, and its history with it: nothing changes for the stack.
    file = repository / "catalogue/webshop.yaml"
    file.write_text(file.read_text().replace("1.0.0", "1.1.0"))
    second = commit(repository)
    assert load(folder, "dev").stack.composites[0].revision == "1.0.0"
    assert told(folder) == []
    assert told(folder, "WebShop") == [("WebShop", "1.0.0", "1.1.0")]
    assert f"commit: {second}" in (folder / "orchestrator.lock").read_text()


def test_a_pinned_commit_is_fetched_on_a_machine_that_has_nothing(shop, repository, tmp_path, monkeypatch):
    source = f"types:\n  - {{git: 'file://{repository.parent}/types.git', path: catalogue}}\n"
    folder = shop.write(source + STACK)
    lock(folder)
    file = repository / "catalogue/webshop.yaml"
    file.write_text(file.read_text().replace("1.0.0", "1.1.0"))
    commit(repository)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    assert load(folder, "dev").stack.composites[0].revision == "1.0.0"
    (repository.parent / "types.git").rename(repository.parent / "gone.git")
    assert load(folder, "dev").stack.composites[0].revision == "1.0.0"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert "git fetch failed" in faults(folder)[0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{git: 'ext::sh -c id'}", "the source must be an https://"),
        ("{git: '--upload-pack=id'}", "the source must be an https://"),
        ("{git: 'https://me:secret@git.example/x.git'}", "the source must not hold credentials"),
        ("{git: 'https://git.example/x.git', ref: '--all'}", "has a reference that git does not allow"),
        ("{git: 'https://git.example/x.git', folder: y}", "give exactly one of 'git' and 'folder'"),
        ("{folder: y, ref: main}", "'ref' and 'path' belong to 'git'"),
    ],
)
def test_a_source_that_cannot_be_used_is_told(shop, source, message):
    found = faults(shop.write(f"types:\n  - {source}\n" + STACK))
    assert any(message in fault for fault in found), found
    assert not any("secret" in fault for fault in found)


def test_types_of_an_installed_package(shop, tmp_path_factory, monkeypatch):
    site = tmp_path_factory.mktemp("site")
    (site / "acme_types").mkdir()
    (site / "acme_types/__init__.py").write_text("raise RuntimeError('the package is not imported')\n")
    (shop.folder / "types/webshop.yaml").rename(site / "acme_types/webshop.yaml")
    info = site / "acme_types-3.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-types\nVersion: 3.1\n")
    (info / "entry_points.txt").write_text("[orchestrator.types]\nacme = acme_types\n")
    monkeypatch.syspath_prepend(str(site))
    folder = shop.write(STACK)
    assert [one.origin for one in lock(folder)] == ["acme-types 3.1"]
    assert load(folder, "dev").stack.composites[0].revision == "1.0.0"
    (info / "entry_points.txt").write_text("[orchestrator.types]\nacme = acme_gone\n")
    assert any("there is no package 'acme_gone'" in fault for fault in faults(folder))
