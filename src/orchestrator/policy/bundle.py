"""The policies as files: packs, their modules and rules, and the digest of it all."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import OrchestratorError, PolicyError, raise_all

OWN = "orchestrator"
"""The pack of the driver and its canaries; no other may bear this name."""
_DRIVER = Path(__file__).parent / "rego"
_PACKAGE = re.compile(r"^package[ \t]+(\S+)", re.MULTILINE)
_DRIVER_USED = re.compile(r"^[^#\n]*\bdata\.orchestrator\b", re.MULTILINE)
_RULE = re.compile(r"rules\.(\w+)\.(\w+)")


@dataclass(frozen=True, slots=True)
class Module:
    """One Rego file as it was read."""

    path: Path
    text: str
    package: str

    @property
    def rule(self) -> tuple[str, str] | None:
        """The pack and name of the rule it holds; None for what rules share."""
        found = _RULE.fullmatch(self.package)
        return (found[1], found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Pack:
    """One folder of rules and its pack.yaml."""

    name: str
    folder: Path
    manifest: str
    modules: tuple[Module, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that OPA gets to read: the driver and the packs."""

    driver: Pack
    packs: tuple[Pack, ...]

    @property
    def modules(self) -> tuple[Module, ...]:
        """Every module, the driver's first."""
        return (*self.driver.modules, *(module for pack in self.packs for module in pack.modules))

    @property
    def rules(self) -> frozenset[tuple[str, str]]:
        """Pack and name of every rule that must run."""
        return frozenset(module.rule for module in self.modules if module.rule)

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents, whatever folder they are in."""
        content = hashlib.sha256()
        for pack in (self.driver, *self.packs):
            texts = {module.path.relative_to(pack.folder).as_posix(): module.text for module in pack.modules}
            for name, text in sorted({**texts, "pack.yaml": pack.manifest}.items()):
                for part in (pack.name, name, text):
                    content.update(hashlib.sha256(part.encode()).digest())
        return f"sha256:{content.hexdigest()}"


def read(folders: tuple[Path, ...]) -> Bundle:
    """The driver and the packs in these folders; raises PolicyError for every one that cannot be used."""
    errors: list[OrchestratorError] = []
    packs: dict[str, Pack] = {}
    for folder in folders:
        try:
            pack = _pack(folder)
        except OrchestratorError as error:
            errors.extend(error.each())
            continue
        if other := packs.get(pack.name):
            hint = "each pack needs a name of its own"
            errors.append(
                PolicyError(f"two packs are named '{pack.name}': {other.folder} too", str(folder), hint)
            )
        packs[pack.name] = pack
    if not folders:
        errors.append(
            PolicyError("no policy pack was given", None, "name at least one folder under policies.packs")
        )
    raise_all(errors)
    return Bundle(driver(), tuple(packs[name] for name in sorted(packs)))


def driver() -> Pack:
    """The modules that ask all others."""
    return Pack(OWN, _DRIVER, "", tuple(_modules(_DRIVER)))


def _pack(folder: Path) -> Pack:
    if not folder.is_dir():
        raise PolicyError(
            "this policy pack does not exist", str(folder), "give the folder that holds pack.yaml"
        )
    try:
        modules = tuple(_modules(folder))
        manifest = (folder / "pack.yaml").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PolicyError(
            "this policy pack has no pack.yaml", str(folder), "it names the pack and its parameters"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"this policy pack cannot be read: {error}", str(folder), "mend the file"
        ) from error
    raise_all([_misplaced(module) for module in modules if not _allowed(module)])
    # OPA would tell of a recursion, with the lines of the driver only.
    raise_all([_recursive(module) for module in modules if _DRIVER_USED.search(module.text)])
    names = sorted({module.rule[0] for module in modules if module.rule})
    if not names:
        hint = "a rule is a module `package rules.<pack>.<rule>` with `deny contains …`"
        raise PolicyError("this policy pack has no rules", str(folder), hint)
    if len(names) > 1:
        raise PolicyError(
            f"one folder holds rules of several packs: {', '.join(names)}",
            str(folder),
            "one pack, one folder",
        )
    return Pack(names[0], folder, manifest, modules)


def _modules(folder: Path) -> Iterator[Module]:
    """The modules of a folder, without tests."""
    for path in sorted(folder.rglob("*.rego")):
        if path.name.endswith("_test.rego"):
            continue
        text = path.read_text(encoding="utf-8")
        found = _PACKAGE.search(text)
        yield Module(path, text, found[1] if found else "")


def _allowed(module: Module) -> bool:
    """Whether a pack may hold this package: rules and what they share, no part of the driver or OPA."""
    if module.rule:
        return module.rule[0] != OWN
    return module.package.startswith("lib.")


def _misplaced(module: Module) -> OrchestratorError:
    summary = (
        f"a pack may not hold package '{module.package}'" if module.package else "this file has no package"
    )
    return PolicyError(
        summary, str(module.path), "use rules.<pack>.<rule>, or lib.<pack> for what rules share"
    )


def _recursive(module: Module) -> OrchestratorError:
    hint = "what it needs to know is in `input`"
    return PolicyError("a rule may not use data.orchestrator, which uses the rule", str(module.path), hint)
