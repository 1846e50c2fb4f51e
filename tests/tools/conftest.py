"""A release server on loopback, and programs that tell a version."""

import hashlib
import io
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


def program(version: str) -> bytes:
    """A script that answers as pulumi and opa do when they are asked for their version."""
    return f'#!/bin/sh\n[ "$1" = version ] && echo "Version: {version}"\n'.encode()


@dataclass
class Releases:
    """What the server has, by path; and how it behaves."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    delay: float = 0.0

    def publish(self, folder: str, file: str, content: bytes, checksums: str, checksum: str = "") -> None:
        """Put a file there with its checksum, or with another one."""
        right = hashlib.sha256(content).hexdigest()
        self.files[f"/{folder}/{file}"] = content
        self.files[f"/{folder}/{checksums}"] = f"{checksum or right}  {file}\n".encode()


@pytest.fixture
def releases() -> Iterator[Releases]:
    offered = Releases()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            offered.asked[self.path.rpartition("/")[2]] += 1
            time.sleep(offered.delay)
            content = offered.files.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            with suppress(BrokenPipeError):  # a client that gave up is one of the cases
                self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    offered.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield offered
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tarball() -> Callable[[str, bytes], bytes]:
    """Packs one file as the Pulumi project does."""

    def pack(member: str, content: bytes) -> bytes:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as tar:
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        return packed.getvalue()

    return pack


@pytest.fixture
def make_program() -> Callable[[Path, str], Path]:
    """Writes a program of that version, ready to run."""

    def make(path: Path, version: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(program(version))
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def program_text() -> Callable[[str], bytes]:
    return program
