"""The text report keeps to the width of a terminal, and is whole without one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Excerpt, Site
from migrator.report.excerpt import excerpt_lines
from migrator.report.paint import Paint
from migrator.report.text import TextOptions, render
from tests.report.sample import ALL, CLEAN, UNRESOLVED

PLAIN = Paint(enabled=False)
CALL = "post('/things/delete')"


def site_in(line: str, column: int, end_column: int) -> Site:
    where = UNRESOLVED.location
    location = replace(where, line=1, end_line=1, column=column, end_column=end_column)
    return replace(UNRESOLVED, location=location, excerpt=Excerpt(1, (line,)))


def test_without_a_width_nothing_is_cut_or_wrapped() -> None:
    line = "x = 1; " * 100 + CALL
    report = replace(CLEAN, sites=(site_in(line, 701, 701 + len(CALL)),))
    assert f"1 | {line}\n" in render(report)


def test_the_report_keeps_to_the_width_but_for_the_line_that_editors_jump_to() -> None:
    lines = render(ALL, TextOptions(columns=60)).splitlines()
    below = [line for line in lines if line.startswith(" ") or " | " in line]
    assert len(below) > 10
    assert max(map(len, below)) <= 60


def test_a_sentence_is_wrapped_between_words_and_nothing_of_it_is_lost() -> None:
    text = render(replace(CLEAN, sites=(UNRESOLVED,)), TextOptions(columns=50))
    joined = " ".join(text.split())
    assert "= help: migrate URL and body together by hand, or build the body" in joined
    assert "[body-not-visible]" in joined
    starts = [line for line in text.splitlines() if line.startswith(" " * 11)]
    assert starts


def test_a_long_line_is_cut_behind_the_site() -> None:
    line = f"{CALL}; " + "x = 1; " * 100
    source, caret = excerpt_lines(site_in(line, 1, len(CALL) + 1), PLAIN, 60)
    assert source.startswith(f"1 | {CALL}; x = 1; ")
    assert source.endswith("...")
    assert caret == "  | " + "^" * len(CALL)


def test_a_long_line_is_cut_in_front_of_a_site_far_to_the_right() -> None:
    line = "x = 1; " * 100 + CALL
    source, caret = excerpt_lines(site_in(line, 701, 701 + len(CALL)), PLAIN, 60)
    assert source.startswith("1 | ...")
    assert source.endswith(CALL)
    assert source[caret.index("^") :] == CALL


@given(
    st.text(alphabet=" ab\t宽é", max_size=200),
    st.integers(0, 200),
    st.integers(1, 60),
    st.integers(10, 120),
)
def test_what_is_shown_fits_and_the_caret_stays_under_it(
    line: str, start: int, length: int, columns: int
) -> None:
    start = min(start, len(line))
    site = site_in(line, start + 1, start + length + 1)
    source, caret = excerpt_lines(site, PLAIN, columns)
    room = max(columns, len("1 | ") + 20)
    assert sum(8 if char == "\t" else 2 if char == "宽" else 1 for char in source) <= room
    assert "^" in caret
