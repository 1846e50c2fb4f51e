"""Each abstract type on AWS's sandbox, by the real engine; a file per cloud: they run side by side."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from e2e.conftest import Orchestrator
from e2e.types_suite import life, specs_of
from goldens import name_of


@pytest.mark.parametrize("spec", specs_of("aws"), ids=name_of)
def test_the_life_of_a_type(
    spec: Path, orchestrator: Orchestrator, clouds: Mapping[str, str], tmp_path: Path
) -> None:
    life(orchestrator, clouds, spec, "aws", tmp_path)
