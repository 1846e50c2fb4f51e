"""Where a stack's composite types come from: its own folder, other folders, git, and installed packages."""

import importlib.util
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from orchestrator.composites import git
from orchestrator.composites.library import FOLDER, in_folder
from orchestrator.composites.lock import Lock
from orchestrator.composites.read import CompositeType
from orchestrator.errors import OrchestratorError, Where
from orchestrator.spec.findings import Findings
from orchestrator.spec.nodes import MappingNode, Sequence

GROUP = "orchestrator.types"
"""Entry points of this group name packages whose folders hold type files."""


@dataclass(frozen=True, slots=True)
class GitSource:
    """A repository that the stack names."""

    url: str
    ref: str
    path: str
    where: Where


def local(stack_file: Path, written: MappingNode, findings: Findings) -> list[CompositeType]:
    """The types beside the stack, in the folders that it names, and of installed packages."""
    found = in_folder(stack_file.parent / FOLDER, findings)
    for node in _items(written):
        if name := node.text("folder"):
            folder = stack_file.parent / name
            if not folder.is_dir():
                findings.add(f"there is no folder {name}", node.entries["folder"].value.mark.where)
            found += in_folder(folder, findings)
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        found += _of_package(point, findings)
    return found


def repositories(written: MappingNode, findings: Findings) -> list[GitSource]:
    """The repositories that the stack names; one that cannot be used is a fault."""
    found: list[GitSource] = []
    for node in _items(written):
        url, ref = node.text("git"), node.text("ref") or "HEAD"
        if not url:
            continue
        where = node.entries["git"].value.mark.where
        if reason := git.problem(url, ref):
            findings.add(f"the source {reason}", where)
        else:
            found.append(GitSource(url, ref, node.text("path") or FOLDER, where))
    return found


def pinned(source: GitSource, lock: Lock, findings: Findings) -> list[CompositeType]:
    """The types of a repository at the commits that the lock pins."""
    found: list[CompositeType] = []
    for commit in lock.commits(source.url):
        wanted = {name for name, pin in lock.pins.items() if pin.git == source.url and pin.commit == commit}
        # Of another commit only what is pinned to it may be used.
        found += [one for one in at_commit(source, commit, findings) if one.name in wanted]
    return found


def at_commit(source: GitSource, commit: str, findings: Findings) -> list[CompositeType]:
    """The types of a repository at one commit."""
    try:
        root = git.folder_at(source.url, commit, source.where)
    except OrchestratorError as error:
        findings.add(error.summary, source.where, error.hint)
        return []
    folder = root / source.path
    if not folder.resolve().is_relative_to(root.resolve()) or not folder.is_dir():
        hint = "give path: FOLDER in the repository"
        findings.add(f"{commit[:12]} has no folder '{source.path}'", source.where, hint)
        return []
    origin = f"{source.url} at {commit[:12]}"
    return [replace(one, origin=origin, git=(source.url, commit)) for one in in_folder(folder, findings)]


def _items(written: MappingNode) -> list[MappingNode]:
    listed = written.get("types")
    items = listed.items if isinstance(listed, Sequence) else ()
    return [item for item in items if isinstance(item, MappingNode)]


def _of_package(point: EntryPoint, findings: Findings) -> list[CompositeType]:
    """The type files of an installed package; the package itself is not imported."""
    try:
        found = importlib.util.find_spec(point.module)
    except (ImportError, ValueError):
        found = None
    folders = list(found.submodule_search_locations or ()) if found else []
    if found is not None and not folders and found.origin:
        folders = [str(Path(found.origin).parent)]
    if not folders:
        where = Where(f"entry point {point.name} of {GROUP}")
        findings.add(f"there is no package '{point.module}'", where, "install the package anew")
        return []
    version = f"{point.dist.name} {point.dist.version}" if point.dist else point.module
    types = [one for folder in folders for one in in_folder(Path(folder), findings)]
    return [replace(one, origin=version) for one in types]
