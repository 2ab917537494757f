"""Before and after, side by side: what is on the right is what the edits make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Edit, Location
from migrator.report.hunks import Hunk, Line, Row, hunks

LINES = ["one", "two", 'post("/things/delete")', "four", "five", "six", "seven", "eight"]


def edit(
    line: int, column: int, before: str, after: str, end: tuple[int, int] | None = None
) -> Edit:
    end_line, end_column = end or (line, column + len(before))
    return Edit(Location("a.py", line, column, end_line, end_column), 0, 0, before, after)


def of(*edits: Edit, lines: list[str] = LINES) -> list[Hunk]:
    return list(hunks("a.py", lines, edits))


def shown(line: Line | None) -> str:
    """A line with its number, and with brackets around what is marked."""
    if line is None:
        return "-"
    pieces = (f"[{piece.text}]" if piece.marked else piece.text for piece in line.pieces)
    return f"{line.number} {''.join(pieces)}"


def rows(hunk: Hunk) -> list[tuple[str, str]]:
    return [(shown(row.before), shown(row.after)) for row in hunk.rows]


def test_an_insertion_is_marked_on_the_right_and_has_a_line_around_it() -> None:
    (hunk,) = of(edit(3, 15, "", "batch/"))
    assert rows(hunk) == [
        ("2 two", "2 two"),
        ('3 post("/things/delete")', '3 post("/things/[batch/]delete")'),
        ("4 four", "4 four"),
    ]
    assert [row.changed for row in hunk.rows] == [False, True, False]


def test_two_edits_of_one_line_are_one_row() -> None:
    (hunk,) = of(edit(3, 1, "post", "put"), edit(3, 15, "", "batch/"))
    assert rows(hunk)[1] == ('3 [post]("/things/delete")', '3 [put]("/things/[batch/]delete")')


def test_edits_near_one_another_share_a_hunk_and_others_do_not() -> None:
    assert len(of(edit(1, 1, "one", "1"), edit(4, 1, "four", "4"))) == 1
    assert len(of(edit(1, 1, "one", "1"), edit(5, 1, "five", "5"))) == 2


def test_a_line_that_goes_has_nothing_beside_it() -> None:
    (hunk,) = of(edit(3, 1, 'post("/things/delete")\r\n', "", end=(4, 1)))
    assert rows(hunk) == [
        ("2 two", "2 two"),
        ('3 [post("/things/delete")]', "-"),
        ("4 four", "3 four"),
        ("5 five", "4 five"),
    ]


def test_an_edit_whose_text_is_not_there_makes_no_hunk() -> None:
    assert of(edit(3, 1, "get", "put")) == []
    assert of(edit(30, 1, "", "put")) == []
    assert of(edit(3, 1, "get", "put"), edit(1, 1, "one", "1")) == of(edit(1, 1, "one", "1"))


@given(st.data(), st.lists(st.text("ab é", max_size=6), min_size=1, max_size=12))
def test_the_sides_are_the_text_before_and_after(data: st.DataObject, lines: list[str]) -> None:
    numbers = data.draw(st.lists(st.integers(1, len(lines)), min_size=1, unique=True))
    after = list(lines)
    edits = []
    for number in numbers:
        text = lines[number - 1]
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        new = data.draw(st.text("xy", min_size=1, max_size=3))
        edits.append(edit(number, start + 1, text[start:end], new))
        after[number - 1] = text[:start] + new + text[end:]
    seen: list[Row] = [row for hunk in of(*edits, lines=lines) for row in hunk.rows]
    for row in seen:
        assert row.before is not None
        assert row.after is not None
        assert row.before.text == lines[row.before.number - 1]
        assert row.after.text == after[row.after.number - 1]
        assert row.changed is (row.before.text != row.after.text)
    assert {row.before.number for row in seen if row.before and row.changed} == set(numbers)
