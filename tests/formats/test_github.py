"""GitHub annotations: escaping, columns, order and the limit of ten."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from migrator.model import Problem, Report
from migrator.report.github import render
from tests.formats.sample import (
    CLEAN,
    FIXABLE,
    FULL,
    ODD_PATH,
    ROUTE,
    UNRESOLVED_ODD,
    UNRESOLVED_UNSAFE,
)

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>[^:]*)::(?P<data>.*)")


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner reads it: name, properties and text."""
    match = COMMAND.fullmatch(line)
    assert match is not None, line
    pairs = (pair.split("=", 1) for pair in match["properties"].split(","))
    properties = {key: unescaped(value) for key, value in pairs}
    return match["name"], properties, unescaped(match["data"])


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    return [parsed(line) for line in render(report).splitlines()]


def test_a_clean_run_says_nothing() -> None:
    assert render(CLEAN) == ""


def test_odd_paths_and_messages_come_out_as_they_went_in() -> None:
    report = replace(CLEAN, sites=(UNRESOLVED_ODD,))
    ((name, properties, text),) = commands(report)
    assert name == "error"
    assert properties["file"] == ODD_PATH
    assert UNRESOLVED_ODD.reasons[0].message in text


def test_a_colon_in_a_path_does_not_end_the_properties() -> None:
    where = replace(ROUTE.location, path="a:b,c::d%3A.py")
    ((_, properties, _),) = commands(replace(CLEAN, sites=(replace(ROUTE, location=where),)))
    assert properties["file"] == "a:b,c::d%3A.py"


def test_a_control_character_does_not_reach_the_log() -> None:
    report = replace(CLEAN, errors=(Problem("a.py", "not-readable", "\x1b[31mred\rback"),))
    ((_, _, text),) = commands(report)
    assert text == r"\x1b[31mred" + "\rback"


def test_columns_are_given_on_one_line_only() -> None:
    report = replace(CLEAN, sites=(ROUTE, UNRESOLVED_UNSAFE))
    one_line, several_lines = (properties for _, properties, _ in commands(report))
    assert (one_line["col"], one_line["endColumn"]) == ("1", "36")
    assert several_lines.keys() == {"file", "line", "endLine", "title"}
    assert (several_lines["line"], several_lines["endLine"]) == ("30", "32")


def test_paths_start_at_the_root_of_the_repository() -> None:
    files = {properties["file"] for _, properties, _ in commands(FULL)}
    assert all(file.startswith("services/my app/") for file in files)


def test_the_unresolved_come_before_files_that_failed_and_fixable_sites() -> None:
    titles = [properties["title"] for _, properties, _ in commands(FULL)]
    assert titles == [
        *["TST001"] * 3,
        "not-readable",
        "syntax-error",
        *["TST001 [*]"] * 2,
    ]


@pytest.mark.parametrize(("fixable", "more"), [(9, 0), (10, 1), (30, 21)])
def test_ten_errors_and_then_how_many_more(fixable: int, more: int) -> None:
    report = replace(CLEAN, sites=(*(FIXABLE,) * fixable, ROUTE))
    found = commands(report)
    errors = [properties["title"] for name, properties, _ in found if name == "error"]
    notices = [text for name, _, text in found if name == "notice"]
    assert errors == ["TST001", *["TST001 [*]"] * 9]
    assert [text.split(":")[0] for text in notices] == ([f"and {more} more"] if more else [])
