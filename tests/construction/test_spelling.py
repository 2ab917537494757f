"""What a text of which some characters are known may spell, against a pattern of the same."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from migrator.analysis.values import UNKNOWN, Hole, Piece, Text, texts

PARTS = st.lists(st.one_of(st.none(), st.text("ab_", min_size=1, max_size=3)), max_size=5)
"""A text as its parts, of which None is not known."""


def _text(parts: list[str | None]) -> Text:
    return Text(tuple(Hole(UNKNOWN) if part is None else Piece(part) for part in parts))


@given(PARTS, st.text("ab_", max_size=8))
def test_a_text_may_spell_what_its_known_characters_allow(
    parts: list[str | None], name: str
) -> None:
    pattern = "".join(".*" if part is None else re.escape(part) for part in parts)
    assert texts.may_spell(_text(parts), name) == bool(re.fullmatch(pattern, name))


@given(PARTS, st.lists(st.text("ab_", max_size=3), min_size=5, max_size=5))
def test_a_text_may_spell_whatever_its_holes_are_filled_with(
    parts: list[str | None], fillings: list[str]
) -> None:
    filled = "".join(
        filling if part is None else part for part, filling in zip(parts, fillings, strict=False)
    )
    assert texts.may_spell(_text(parts), filled)


def test_what_is_no_text_may_spell_anything() -> None:
    assert texts.may_spell(UNKNOWN, "delete_code")
