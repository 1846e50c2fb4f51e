"""State kept in files: where they are, and what keeps a kill in the middle of a write from spoiling them.

Pulumi writes each state file whole and renames it, but the `.attrs` file beside it is written in place:
killed just then, it is empty, and the state is refused as "failed to load checkpoint: EOF".
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

SCHEME = "file://"
NO_SIDECARS = "metadata=skip"
"""Of gocloud.dev/blob/fileblob: keep no attributes beside the files."""


def folder_of(url: str) -> Path | None:
    """The folder of a file backend; None for any other."""
    if not url.startswith(SCHEME):
        return None
    return Path(url.removeprefix(SCHEME).split("?", 1)[0]).expanduser()


def without_sidecars(url: str) -> str:
    """The URL of a file backend that writes no `.attrs` files; any other URL as it is."""
    if folder_of(url) is None or "metadata=" in urlsplit(url).query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{NO_SIDECARS}"


def remove_spoiled_sidecars(folder: Path, project: str) -> None:
    """Delete the `.attrs` files that a kill has left half written; they hold nothing that the state needs."""
    for file in (folder / ".pulumi" / "stacks" / project).glob("*.attrs"):
        try:
            json.loads(file.read_bytes())
        except ValueError:
            file.unlink(missing_ok=True)
