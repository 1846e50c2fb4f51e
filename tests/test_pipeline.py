"""The catalogue follows what stands: also after a part of a stack is gone."""

from pathlib import Path

import pytest

from orchestrator import pipeline
from orchestrator.engine import Selection, Snapshot
from orchestrator.monitor import Catalogue
from orchestrator.outcome import Applied, Plan, Service

MINIMAL = Path(__file__).parents[1] / "stacks" / "minimal"


class Standing:
    """An engine whose destroy leaves these nodes."""

    def __init__(self, left: tuple[str, ...]) -> None:
        self._left = left

    def destroy(self, graph: object, selection: Selection) -> Applied:
        return Applied(Plan("minimal", "dev", ()))

    def snapshot(self) -> Snapshot:
        return Snapshot({name: {} for name in self._left}, {name: name for name in self._left}, {}, {})


@pytest.mark.parametrize("stays", [True, False])
def test_after_a_part_is_destroyed_the_catalogue_has_what_still_stands(tmp_path: Path, stays: bool) -> None:
    translated = pipeline.translate(MINIMAL, None)
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.register(
        [Service("old", "minimal", "dev", "files", "aws", "eu-central-1", "a.example", 443, "https")]
    )
    left = tuple(node.name for node in translated.graph.nodes()) if stays else ()
    selection = Selection(exclude=("files",)) if stays else Selection(targets=("files",))
    pipeline.destroy(translated, Standing(left), catalogue, selection)  # type: ignore[arg-type]  all that is asked
    assert [one.name for one in catalogue.services()] == (["minimal-files"] if stays else [])
