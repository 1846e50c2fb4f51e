"""orchestrator.lock: which revision of each composite type a stack uses, with a digest of its content."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from orchestrator.composites.document import Revision
from orchestrator.errors import OrchestratorError, SpecError, Where
from orchestrator.model.values import Model
from orchestrator.spec.documents import of_kind, read_documents
from orchestrator.spec.evaluate import literal
from orchestrator.spec.findings import Findings
from orchestrator.spec.validate import validate

FILE = "orchestrator.lock"
_HEAD = """\
# Which revision of each composite type this stack uses. Written by `orchestrator type lock`;
# keep it in version control.
apiVersion: orchestrator.dev/v1
kind: Lock
"""
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Pin(Model):
    """One type: nothing but this revision with this content is used."""

    revision: Revision
    digest: Digest
    git: str | None = None
    commit: str | None = Field(default=None, pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")


class LockFile(Model):
    """The whole file."""

    api_version: Literal["orchestrator.dev/v1"]
    kind: Literal["Lock"]
    types: dict[str, Pin] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lock:
    """The pins of one stack; empty where there is no file."""

    file: Path
    pins: dict[str, Pin] = field(default_factory=dict)

    def commits(self, url: str) -> list[str]:
        """The commits of a repository that are in use."""
        found = (pin.commit for pin in self.pins.values() if pin.git == url and pin.commit)
        return sorted(set(found))


def beside(stack_file: Path) -> Path:
    """The lock file of a stack."""
    return stack_file.parent / FILE


def read(file: Path, findings: Findings) -> Lock:
    """The pins of a lock file; raises SpecError where it cannot be read."""
    if not file.exists():
        return Lock(file)
    try:
        documents = of_kind(read_documents(file, findings), ("Lock",), findings)
    except OrchestratorError as error:
        for single in error.each():
            where = single.where if isinstance(single.where, Where) else Where(str(file))
            findings.add(single.summary, where, single.hint or "write it anew: `orchestrator type lock`")
        return Lock(file)
    if len(documents) != 1:
        findings.add("a lock file holds one document of kind Lock", Where(str(file)))
        return Lock(file)
    body = validate(LockFile, documents[0], literal(documents[0], findings), findings)
    return Lock(file, dict(body.types) if body else {})


def write(file: Path, pins: dict[str, Pin]) -> None:
    """Write the pins, sorted, so that a difference of two files is the difference of the pins."""
    lines = [_HEAD + ("types:" if pins else "types: {}")]
    for name, pin in sorted(pins.items()):
        lines.append(f"  {name}:\n    revision: {pin.revision}\n    digest: {pin.digest}")
        if pin.git and pin.commit:
            lines.append(f"    git: {pin.git}\n    commit: {pin.commit}")
    try:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise SpecError(f"cannot be written: {error.strerror}", Where(str(file))) from error
