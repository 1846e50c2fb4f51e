"""Names are deterministic, valid in the cloud, and different for what is different."""

import re

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.adapters.naming import compact, readable, unique

PARTS = st.tuples(*[st.from_regex(r"[a-z][a-z0-9-]{0,38}[a-z0-9]", fullmatch=True)] * 3)


@given(parts=PARTS)
def test_names_keep_to_the_rules_of_the_clouds(parts: tuple[str, ...]) -> None:
    for name in (readable(parts, 63), unique(parts, "aws/x", 63)):
        # RDS is the strictest: no two dashes together, none at the end.
        assert re.fullmatch(r"[a-z](-?[a-z0-9])*", name)
        assert len(name) <= 63
    assert re.fullmatch(r"[a-z][a-z0-9]{2,23}", compact(parts, "azure/x", 24))


@given(one=PARTS, other=PARTS)
def test_what_is_different_has_another_name(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    for name in (unique, compact):
        same = name(one, "aws/x", 24) == name(other, "aws/x", 24)
        assert same == (one == other)
        assert name(one, "aws/x", 24) != name(one, "aws/y", 24)


def test_where_dashes_stand_makes_a_difference() -> None:
    assert unique(("a-b", "c"), "", 63) != unique(("a", "b-c"), "", 63)
    assert readable(("a--b", "c"), 63) != readable(("a-b", "c"), 63)


def test_a_short_name_is_kept_as_it_is() -> None:
    assert readable(("shop", "dev", "db"), 63) == "shop-dev-db"
