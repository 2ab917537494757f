"""Markdown, as a Markdown renderer reads it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from migrator.model import Excerpt, Report
from migrator.report import markdown, step_summary
from migrator.report.marked import code, code_block, prose, table
from tests.formats.sample import (
    CHANGED,
    CLEAN,
    FIXABLE,
    FULL,
    ODD_MESSAGE,
    ODD_PATH,
    ROUTE,
    UNRESOLVED_ODD,
)

PARSER = MarkdownIt("commonmark").enable("table")


def tokens(text: str) -> list[Token]:
    return PARSER.parse(text)


def shown(token: Token) -> str:
    """The text of an inline token as a reader sees it."""
    return "".join(
        child.content for child in token.children or () if child.type in ("text", "code_inline")
    )


def headings(text: str) -> list[str]:
    found = tokens(text)
    pairs = pairwise(found)
    return [shown(after) for token, after in pairs if token.type == "heading_open"]


def cells(text: str) -> list[list[str]]:
    """The rows of all tables, without their headers."""
    found = tokens(text)
    rows: list[list[str]] = []
    for token, after in pairwise(found):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "td_open":
            rows[-1].append(shown(after))
    return [row for row in rows if row]


def checklist(report: Report) -> list[list[Token]]:
    """The tokens of each entry of the checklist."""
    entries: list[list[Token]] = []
    inside = False
    for token in tokens(markdown.render(report)):
        if token.type == "list_item_open":
            inside = True
            entries.append([])
        elif token.type == "list_item_close":
            inside = False
        elif inside:
            entries[-1].append(token)
    return [entry for entry in entries if shown(entry[1]).startswith("[ ] ")]


def test_the_sections_come_in_the_order_in_which_they_are_read() -> None:
    assert headings(markdown.render(FULL)) == [
        "awork-migrator",
        "What was changed",
        "What awork-migrator fix changes",
        "What is left",
        "What could not be handled",
        "What the replacement does differently",
        "Remarks",
    ]


def test_a_clean_run_is_one_sentence() -> None:
    assert markdown.render(CLEAN) == "## awork-migrator\n\nNothing is left to do.\n"


def test_what_changed_names_place_function_and_edits() -> None:
    (row,) = cells(markdown.render(replace(CLEAN, sites=(CHANGED,))))
    assert row == ["src/api.py:9", "call in Client.delete", "insert batch/; ids becomes itemIds"]


def test_an_edit_in_another_file_names_it_and_a_removal_is_one() -> None:
    removal = replace(FIXABLE.edits[0], before="x", after="")
    sites = (replace(FIXABLE, edits=(*FIXABLE.edits, removal)),)
    ((_, _, change),) = cells(markdown.render(replace(CLEAN, sites=sites)))
    assert "insert batch/ in src/names with spaces.py" in change
    assert "remove x in src/names with spaces.py" in change


def test_the_checklist_has_reason_code_and_advice_for_each_entry() -> None:
    entries = checklist(FULL)
    assert len(entries) == 3
    for entry in entries:
        paragraphs = [shown(token) for token in entry if token.type == "inline"]
        assert [token.type for token in entry].count("fence") == 1
        assert paragraphs[1].startswith("Why: ")
        assert paragraphs[2].startswith("What to do: ")


def test_odd_code_stays_code_and_odd_text_stays_text() -> None:
    (entry,) = checklist(replace(CLEAN, sites=(UNRESOLVED_ODD,)))
    (fence,) = (token for token in entry if token.type == "fence")
    assert fence.content == "session.post(`odd`, json=body)  # ``` | ünï <b>\n"
    assert fence.info == "python"
    paragraphs = [shown(token) for token in entry if token.type == "inline"]
    assert f"{ODD_PATH}:7" in paragraphs[0]
    assert ODD_MESSAGE.replace("\n", " ").replace("`", "") in paragraphs[1]


def test_a_long_excerpt_is_cut() -> None:
    lines = tuple(f"line{number}" for number in range(20))
    site = replace(ROUTE, excerpt=Excerpt(1, lines))
    (entry,) = checklist(replace(CLEAN, sites=(site,)))
    (fence,) = (token for token in entry if token.type == "fence")
    assert fence.content.splitlines() == [*lines[:12], "# 8 more lines"]


@pytest.mark.parametrize(
    ("path", "language"),
    [("a.py", "python"), ("a/script", "python"), ("a.sh", "sh"), ("a.b-c", ""), ("A.YML", "yml")],
)
def test_the_code_has_the_language_of_its_file(path: str, language: str) -> None:
    site = replace(ROUTE, location=replace(ROUTE.location, path=path))
    (entry,) = checklist(replace(CLEAN, sites=(site,)))
    assert [token.info for token in entry if token.type == "fence"] == [language]


def test_a_name_with_underscores_stays_readable() -> None:
    assert prose("raise_for_status() and _private_") == r"raise_for_status() and \_private\_"
    assert prose("a @ b, @c") == "a @ b, @<!-- -->c"


def test_a_site_without_reason_or_excerpt_is_an_entry_too() -> None:
    bare = replace(ROUTE, excerpt=None, reasons=())
    (entry,) = checklist(replace(CLEAN, sites=(bare,)))
    assert [token.type for token in entry].count("fence") == 0


def test_the_paragraph_on_partial_failures_is_there_once_for_rules_with_sites() -> None:
    text = markdown.render(FULL)
    assert text.count("was not deleted is listed") == 1
    assert "was not deleted is listed" not in markdown.render(CLEAN)


def test_nobody_is_notified() -> None:
    assert "@someone" not in markdown.render(FULL)
    assert "@someone" not in step_summary.render(FULL)


def test_the_step_summary_has_a_row_for_everything_that_is_left() -> None:
    rows = cells(step_summary.render(FULL))
    assert [row[0] for row in rows] == [
        "server/app.py:12",
        f"{ODD_PATH}:7",
        "tests/test_api.py:30",
        "src/api.py:19",
        "tests/test_api.py:4",
        r"bad\x07name.py",
        "src/old.py",
    ]
    assert {len(row) for row in rows} == {4}


def test_the_step_summary_ends_before_it_is_too_large() -> None:
    report = replace(CLEAN, sites=(FIXABLE,) * 100)
    text = step_summary.render(report, most_bytes=2000)
    rows = cells(text)
    assert 0 < len(rows) < 100
    assert len(text.encode()) < 2300
    assert f"and {100 - len(rows)} more" in text


def test_a_summary_that_fits_says_nothing_of_more() -> None:
    assert "more, which" not in step_summary.render(FULL)
    assert "Nothing is left to do" in step_summary.render(CLEAN)


@given(st.text())
def test_prose_comes_out_as_text(text: str) -> None:
    plain = text.replace("`", "'")
    (_, inline, _) = tokens(f"x {prose(plain)} x")
    assert all(child.type in ("text", "html_inline") for child in inline.children or ())


@given(st.text(alphabet="`a |\\*_<", min_size=1))
def test_code_comes_out_as_it_is(text: str) -> None:
    (_, inline, _) = tokens(f"x{code(text)}x")
    assert shown(inline) == f"x{text}x"


@pytest.mark.parametrize("content", ["a | b", r"a \| b", "`|`", "|"])
def test_a_bar_does_not_end_a_cell(content: str) -> None:
    text = "\n".join(table(("A", "B"), [(code(content), prose(content))]))
    ((first, second),) = cells(text)
    assert first == content
    assert second == content.replace("`", "")


@given(st.lists(st.text(alphabet="`~ a", max_size=8)))
def test_a_block_of_code_holds_whatever_fences_are_in_it(lines: list[str]) -> None:
    (fence,) = tokens("\n".join(code_block(lines, "python")))
    assert fence.content == "".join(f"{line}\n" for line in lines)
