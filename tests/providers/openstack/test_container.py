"""A container's life under the engine; tests/system runs the same functions on the real Swift."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from pulumi.automation import CommandError

VERSION = "5.5.3"


@pytest.fixture
def engine(new_engine: Callable[..., Any], site: Any) -> Any:
    engine = new_engine(OS_CLIENT_CONFIG_FILE=str(site.clouds_yaml))
    engine.plugin("openstack", VERSION, "-m", "orchestrator.providers.openstack")
    engine.config = {"openstack:cloud": site.cloud}
    return engine


def test_a_container_lives_with_its_objects(engine: Any, declare: Any, site: Any) -> None:
    name = "box-" + uuid.uuid4().hex[:8]
    owner = {"orchestrator-stack": "shop/prod", "orchestrator-node": "box"}
    props: dict[str, Any] = {"name": name, "metadata": owner, "versioning": True, "containerRead": ".r:*"}

    def program() -> None:
        declare("openstack:objectstorage/container:Container", "box", props, version=VERSION)

    assert engine.up(program) == {"create": 2}
    store = site.connect().object_store
    assert store.head(f"/{name}").headers["X-Container-Meta-Orchestrator-Node"] == "box"
    assert engine.up(program, refresh=True) == {"same": 2}

    props.update(metadata={**owner, "tier": "gold"}, containerRead="", forceDestroy=True)
    assert engine.up(program) == {"update": 1, "same": 1}
    headers = store.head(f"/{name}").headers
    assert (headers["X-Container-Meta-Tier"], headers.get("X-Container-Read")) == ("gold", None)
    store.post(f"/{name}", headers={"X-Remove-Container-Meta-Tier": "x"})
    assert set(engine.preview(program, refresh=True)["box"]["diff"]) == {"metadata.tier"}
    engine.up(program, refresh=True)

    for content in (b"one", b"two"):
        store.upload_object(name, "a/note.txt", data=content)
    engine.destroy()
    assert store.head(f"/{name}").status_code == 404


def test_a_container_that_exists_is_not_taken_over(engine: Any, declare: Any, site: Any) -> None:
    name = "box-" + uuid.uuid4().hex[:8]
    store = site.connect().object_store
    store.create_container(name)
    props: dict[str, Any] = {"name": name, "metadata": {"orchestrator-stack": "a", "orchestrator-node": "b"}}

    def program() -> None:
        declare("openstack:objectstorage/container:Container", "box", props, version=VERSION)

    with pytest.raises(CommandError, match=f"container {name} exists already"):
        engine.up(program)
    store.delete_container(name)
