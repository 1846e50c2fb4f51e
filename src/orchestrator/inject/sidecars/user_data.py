"""User-data of two parts in MIME: the user's own, untouched, and ours beside it."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from orchestrator.errors import InjectionError
from orchestrator.graph import (
    Base64,
    Concat,
    EnvironmentSecret,
    Evaluate,
    Output,
    Secret,
    StackOutput,
    StoredSecret,
    Value,
)
from orchestrator.inject.sidecars.packing import gzipped

# What the first line of user-data says it is: cloud-init's own rule.
KINDS = (
    ("#!", "text/x-shellscript"),
    ("## template: jinja", "text/jinja2"),
    ("#cloud-config-archive", "text/cloud-config-archive"),
    ("#cloud-config", "text/cloud-config"),
    ("#cloud-boothook", "text/cloud-boothook"),
    ("#include-once", "text/x-include-once-url"),
    ("#include", "text/x-include-url"),
    ("#part-handler", "text/part-handler"),
)
# Scripts run in the order of their file names: the user's must come after cloud-init's own "runcmd",
# which starts the agent, or a user's script that hangs would leave the machine unwatched.
USER_FILE = "user-data"
AGENT_FILE = "orchestrator-agent.cfg"
UNKNOWN_BYTES = 256
"""What is reckoned for each value that only the apply will know."""
PACKED = "application/gzip"


@dataclass(frozen=True, slots=True)
class Text:
    """Text in pieces: strings, and values known later between them."""

    pieces: tuple[Value, ...]

    @property
    def static(self) -> str | None:
        """The whole text, if all of it is known."""
        return "".join(map(str, self.pieces)) if all(isinstance(p, str) for p in self.pieces) else None

    @property
    def known(self) -> str:
        """All that is known of the text."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))

    @property
    def size(self) -> int:
        """Bytes; unknown values are reckoned."""
        unknown = sum(not isinstance(piece, str) for piece in self.pieces)
        return len(self.known.encode()) + unknown * UNKNOWN_BYTES

    @property
    def value(self) -> Value:
        """As a value of the graph."""
        return self.pieces[0] if len(self.pieces) == 1 else Concat(self.pieces)


def text_of(value: Value, where: str) -> Text:
    """A user-data value in pieces; raises InjectionError for what is no text."""
    match value:
        case None:
            return Text(())
        case str():
            return Text((value,)) if value else Text(())
        case Output() | Secret() | Base64() | Evaluate() | StackOutput():
            return Text((value,))
        case EnvironmentSecret() | StoredSecret():
            return Text((value,))
        case Concat(parts):
            return Text(_joined([piece for part in parts for piece in text_of(part, where).pieces]))
    raise InjectionError(f"user-data must be text, not {type(value).__name__}", where)


def merged(user: Text, config: str, limit: int, encoding: str, where: str) -> Value:
    """User-data with both parts, as the cloud's property wants it; raises InjectionError if too long."""
    whole = _document(user, config, where)
    if whole.size <= limit:
        return Base64(whole.value) if encoding == "base64" else whole.value
    text, own = whole.static, user.static
    if text is not None and encoding == "base64":
        packed = gzipped(text)
        if len(packed) <= limit:
            return b64encode(packed).decode()
        raise _too_long(len(packed), limit, user, where, "gzipped")
    if own is not None and user.pieces and kind_of(user, where):
        whole = _document(user, config, where, packed=True)
        if whole.size <= limit:
            return whole.value
        raise _too_long(whole.size, limit, user, where, "with the user's part gzipped")
    raise _too_long(whole.size, limit, user, where, "which cannot be packed")


def kind_of(user: Text, where: str) -> str:
    """The MIME type of the user's part; empty when it is a MIME document already."""
    first = str(user.pieces[0]).split("\n", 1)[0] if isinstance(user.pieces[0], str) else ""
    if first.lower().startswith(("content-type:", "mime-version:")):
        return ""
    for start, kind in KINDS:
        if first.startswith(start):
            return kind
    shown = ", ".join(start for start, _ in KINDS)
    hint = f"the first line must start with one of: {shown}; or be a MIME header"
    raise InjectionError("cloud-init would not know what to do with this user-data", where, hint)


def _document(user: Text, config: str, where: str, packed: bool = False) -> Text:
    """The MIME document. Its boundary is a digest of what is inside: it is found nowhere in it."""
    boundary = "=" * 6 + sha256((user.known + config).encode()).hexdigest()[:32]
    pieces: list[Value] = [f'Content-Type: multipart/mixed; boundary="{boundary}"\nMIME-Version: 1.0\n\n']
    if user.pieces:
        pieces += [f"--{boundary}\n", *_user_part(user, kind_of(user, where), packed), "\n"]
    pieces.append(f"--{boundary}\n{_head('text/cloud-config', AGENT_FILE, '7bit')}{config}\n--{boundary}--\n")
    return Text(_joined(pieces))


def _user_part(user: Text, kind: str, packed: bool) -> list[Value]:
    if packed:
        body = b64encode(gzipped(user.known)).decode()
        return [_head(PACKED, USER_FILE, "base64") + body]
    if not kind:
        return [*user.pieces]  # a MIME document inside ours: cloud-init walks into it
    if user.known.isascii() and "\r" not in user.known:
        return [_head(kind, USER_FILE, "7bit"), *user.pieces]
    # The parser that cloud-init uses reads other letters, and a last carriage return, wrongly.
    own = user.static
    packed_body: Value = Base64(user.value) if own is None else b64encode(own.encode()).decode()
    return [_head(kind, USER_FILE, "base64"), packed_body]


def _head(kind: str, filename: str, encoding: str) -> str:
    charset = "" if kind == PACKED else '; charset="utf-8"'
    return (
        f"Content-Type: {kind}{charset}\nMIME-Version: 1.0\nContent-Transfer-Encoding: {encoding}\n"
        f'Content-Disposition: attachment; filename="{filename}"\n\n'
    )


def _joined(pieces: list[Value]) -> tuple[Value, ...]:
    """The pieces with neighbouring strings put together."""
    joined: list[Value] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


def _too_long(size: int, limit: int, user: Text, where: str, form: str) -> InjectionError:
    return InjectionError(
        f"the user-data with the agent has {size} bytes ({form}); this cloud takes {limit}",
        where,
        f"the user's part has {user.size} bytes: fetch the larger part of it from a bucket at boot",
    )
