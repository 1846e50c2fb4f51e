"""The real Barbican of Debian, without Keystone, with its secrets in SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system.alone import SERVER, Alone, alone, free_port, install, running

CONFIG = """\
[DEFAULT]
sql_connection = sqlite:///{folder}/secrets.sqlite
db_auto_create = true
host_href = http://127.0.0.1:{port}/key-manager
transport_url = fake://
"""
PASTE = """\
[composite:main]
use = egg:Paste#urlmap
/key-manager: versions
/key-manager/v1: api
[pipeline:versions]
pipeline = microversion versionapp
[pipeline:api]
pipeline = unauthenticated-context microversion apiapp
[app:apiapp]
paste.app_factory = barbican.api.app:create_main_app
[app:versionapp]
paste.app_factory = barbican.api.app:create_version_app
[filter:unauthenticated-context]
paste.filter_factory = barbican.api.middleware.context:UnauthenticatedContextMiddleware.factory
[filter:microversion]
paste.filter_factory = barbican.api.middleware.microversion:MicroversionMiddleware.factory
"""


@contextmanager
def barbican(folder: Path) -> Iterator[Alone]:
    """While it runs."""
    install("python3-barbican", "barbican-common")
    port = free_port()
    # The service looks for its settings in the home of its user first.
    (folder / ".barbican").mkdir()
    (folder / ".barbican/barbican.conf").write_text(CONFIG.format(folder=folder, port=port))
    (folder / "paste.ini").write_text(PASTE)
    command = ["/usr/bin/python3", "-c", SERVER, str(folder / "paste.ini"), str(port)]
    with running(folder, "barbican", command, port):
        yield alone(folder, port, "/key-manager")
