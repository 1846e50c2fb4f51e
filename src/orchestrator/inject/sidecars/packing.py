"""gzip whose result depends on the text alone."""

from gzip import compress


def gzipped(text: str) -> bytes:
    """The text packed; without the time, and without the byte that names the system and differs by Python."""
    packed = compress(text.encode(), 9, mtime=0)
    return packed[:9] + b"\xff" + packed[10:]
