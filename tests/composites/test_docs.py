"""The type that the how-to builds is a real one."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-composite-type.md"
BLOCKS = dict(re.findall(r"^```yaml (\w+)\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE))


def test_the_how_to_s_stack_becomes_what_it_says(files):
    files.type(BLOCKS["type"])
    loaded = files.load(BLOCKS["stack"])
    assert {resource.name for resource in loaded.stack.resources} == {"shop-net", "shop-db", "shop-web"}
    assert loaded.stack.outputs["url"] == "https://shop.example/"
