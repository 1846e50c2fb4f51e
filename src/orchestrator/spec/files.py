"""Finding and reading the files of a stack."""

from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import SpecError, Where
from orchestrator.spec.nodes import Source

MAX_BYTES = 8 * 1024 * 1024
SUFFIXES = (".yaml", ".yml")
_BOMS = {b"\xef\xbb\xbf": "UTF-8 with a byte order mark", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a stack's files are."""

    stack_file: Path
    environment_files: dict[str, Path]


def locate(path: Path) -> Folder:
    """The files of a stack folder, or beside a stack file; raises SpecError."""
    try:
        stack_file = _stack_file(path) if path.is_dir() else path
        return Folder(stack_file, _environment_files(stack_file.parent / "environments"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def read(path: Path) -> Source:
    """A file's text; raises SpecError."""
    where = Where(str(path))
    try:
        if not path.exists():
            raise SpecError("there is no such file", where, "give a stack folder, or a stack file")
        if not path.is_file():
            raise SpecError("this is not a file", where)
        if path.stat().st_size > MAX_BYTES:
            raise SpecError(
                f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB", where, "split the stack"
            )
        return Source(str(path), _decode(path.read_bytes(), where))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _stack_file(folder: Path) -> Path:
    found = [file for suffix in SUFFIXES if (file := folder / f"stack{suffix}").exists()]
    if len(found) == 1:
        return found[0]
    if found:
        raise SpecError("there are both stack.yaml and stack.yml", Where(str(folder)), "keep one of them")
    raise SpecError("there is no stack.yaml in this folder", Where(str(folder)), "try `orchestrator init`")


def _environment_files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    files: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix not in SUFFIXES:
            continue
        if file.stem in files:
            raise SpecError(
                f"the environment '{file.stem}' has two files", Where(str(file)), "keep one of them"
            )
        files[file.stem] = file
    return files


def _decode(content: bytes, where: Where) -> str:
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            raise SpecError(f"the file is {encoding}", where, "save it as plain UTF-8")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        start_of_line = before.rfind(b"\n") + 1
        column = len(before[start_of_line:].decode(errors="replace")) + 1
        place = Where(where.file, before.count(b"\n") + 1, column)
        raise SpecError("the file is not UTF-8 text", place, "is it a text file, saved as UTF-8?") from error


def _unreadable(path: Path, error: Exception) -> SpecError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return SpecError(f"cannot be read: {reason}", Where(str(path).replace("\0", "␀")))
