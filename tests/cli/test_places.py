"""What comes with orchestrator is found in a checkout, and a wheel puts it where it is looked for."""

import tomllib
from pathlib import Path

from orchestrator import cli
from orchestrator.cli.places import shipped

ROOT = Path(__file__).parents[2]


def test_a_wheel_holds_what_init_writes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    package = Path(cli.__file__).parents[2]
    for source, target in included.items():
        assert (ROOT / source).is_dir(), source
        assert not (package / target).exists(), (
            "only a wheel has it there, or a checkout would find an old copy"
        )
    assert included["stacks/minimal"] == "orchestrator/shipped/stacks/minimal"
    assert shipped("stacks/minimal") == ROOT / "stacks" / "minimal"
