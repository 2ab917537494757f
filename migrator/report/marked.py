"""Text as Markdown, so that nothing in it becomes markup by accident.

Decided here: a part of a sentence between two backticks is code, as the sentences of this tool mean
it, and all else is escaped. A line end in a text becomes a space. An empty comment follows `@`, as
services notify the person whose name stands there even when the sign is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrator.report.printable import printable

# An underscore inside a word and a lone `@` mean nothing, and stay readable.
_MARKUP = re.compile(r"[\\`*\[\]<>#~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|@(?=\w)")
_CODE = re.compile(r"`([^`]+)`")
_BACKTICKS = re.compile(r"`+")


def prose(text: str) -> str:
    """A sentence as inline Markdown."""
    parts = _CODE.split(_one_line(text))
    return "".join(
        code(part) if index % 2 else _MARKUP.sub(_escaped, part) for index, part in enumerate(parts)
    )


def code(text: str) -> str:
    """`text` as a code span; an empty string for an empty text."""
    line = _one_line(text)
    if not line:
        return ""
    fence = "`" * _free_length(line, 1)
    # Markdown takes one space away at each end, but not from a text of nothing but spaces.
    pad = " " if line.strip(" ") and (line[0] in " `" or line[-1] in " `") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def code_block(lines: Iterable[str], language: str) -> list[str]:
    """The lines of a fenced block of code, whatever backticks are in it."""
    shown = [printable(line) for line in lines]
    fence = "`" * _free_length("\n".join(shown), 3)
    return [f"{fence}{language}", *shown, fence]


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """The lines of a table; the cells are Markdown already."""
    return [_row(header), _row(tuple("---" for _ in header)), *map(_row, rows)]


def _row(cells: tuple[str, ...]) -> str:
    # A table splits its cells before it looks for code, so a bar is escaped even in there.
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _escaped(match: re.Match[str]) -> str:
    return "@<!-- -->" if match[0] == "@" else f"\\{match[0]}"


def _one_line(text: str) -> str:
    return printable(" ".join(text.splitlines()))


def _free_length(text: str, least: int) -> int:
    """A length, at least `least`, that no run of backticks in `text` has or exceeds."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return max(least, longest + 1)
