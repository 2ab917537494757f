"""Edits become characters, or are refused."""

from __future__ import annotations

import pytest

from migrator.files.edits import apply_edits
from migrator.model import Edit, Location


def edit(start: int, before: str, after: str) -> Edit:
    end = start + len(before)
    return Edit(Location("a.py", 1, start + 1, 1, end + 1), start, end, before, after)


def test_edits_are_made_in_any_order_and_equal_ones_once() -> None:
    edits = [edit(5, "f", "FF"), edit(0, "a", ""), edit(3, "", "-"), edit(3, "", "-")]
    assert apply_edits("abcdefg", edits) == "bc-deFFg"


def test_spans_may_touch() -> None:
    assert apply_edits("abcd", [edit(0, "ab", "1"), edit(2, "cd", "2")]) == "12"


@pytest.mark.parametrize(
    "edits",
    [
        [edit(0, "abc", ""), edit(2, "c", "")],
        [edit(1, "", "x"), edit(1, "", "y")],
        [edit(1, "", "x"), edit(1, "b", "y")],
    ],
)
def test_overlapping_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcd", edits)


def test_an_edit_of_other_text_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.py:1:1 does not hold 'b'"):
        apply_edits("abcd", [edit(0, "b", "x")])
