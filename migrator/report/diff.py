"""The unified diff of a run, in the form that `git apply` and `patch -p1` take.

Decided here: a line ends at `\\n` alone, as it does for those programs, so that a form feed or a
lone carriage return inside a line stays inside it; a last line without an end is marked as such.
A notebook is shown as the JSON that it is; behind the head of each hunk stand its cell and line.
The diff is plain text and never goes through terminal markup. On a terminal each line has a colour
as a whole, and control characters of the source are shown and not sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from itertools import takewhile

from migrator.model import Cells, FileChange, Report
from migrator.report.paint import Paint
from migrator.report.printable import printable

_HUNK = re.compile(r"@@ -(\d+)")
_SPECIAL = frozenset('"\\')
_NO_NEWLINE = "\n\\ No newline at end of file\n"


def render(report: Report) -> str:
    """The diff of all changed files, an empty string when nothing changes."""
    return "".join(
        line
        for change in report.changes
        for line in file_diff(change, report.cells.get(change.path))
    )


def painted(report: Report) -> str:
    """The diff in colours, for a person at a terminal; it is no input for `patch`."""
    return "".join(
        _painted(line, index)
        for change in report.changes
        for index, line in enumerate(file_diff(change, report.cells.get(change.path)))
    )


def _painted(line: str, index: int) -> str:
    """One line of a file's diff in its colour; `index` tells the two lines of the head apart."""
    paint = Paint(enabled=True)
    # What marks a last line without an end is a line of its own and has no colour.
    text, *marker = line.removesuffix("\n").split("\n")
    shown = printable(text.removesuffix("\r"))
    styles = {"@": paint.cyan, "-": paint.removed, "+": paint.added}
    style = paint.bold if index < 2 else styles.get(line[0], str)
    return "\n".join([style(shown), *marker]) + "\n"


def file_diff(change: FileChange, cells: Cells | None = None) -> Iterator[str]:
    """The lines of one file's diff, each with its line end; `cells` are those of a notebook."""
    lines = unified_diff(
        _lines(change.before),
        _lines(change.after),
        fromfile=_head(f"a/{change.path}"),
        tofile=_head(f"b/{change.path}"),
    )
    for line in lines if cells is None else _with_cells(list(lines), cells):
        yield line if line.endswith("\n") else line + _NO_NEWLINE


def _with_cells(lines: list[str], cells: Cells) -> Iterator[str]:
    """The lines of a diff, with the cell of the first change behind the head of each hunk."""
    for index, line in enumerate(lines):
        hunk = _HUNK.match(line)
        if hunk is None:
            yield line
            continue
        above = takewhile(lambda row: row.startswith(" "), lines[index + 1 :])
        words = cells.at(int(hunk[1]) + sum(1 for _ in above))
        yield f"{line.rstrip()} {words}".rstrip() + "\n"


def _head(name: str) -> str:
    """A name as git writes it: in quotes, with the escapes of C, when it is not plain."""
    raw = name.encode("utf-8", "surrogateescape")
    if name.isascii() and name.isprintable() and not _SPECIAL.intersection(name):
        # A tab ends a name with spaces in it; without one, `patch` reads up to the space.
        return f"{name}\t" if " " in name else name
    return '"' + "".join(map(_escaped, raw)) + '"'


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in _SPECIAL:
        return f"\\{char}"
    return char if " " <= char <= "~" else f"\\{byte:03o}"


def _lines(text: str) -> list[str]:
    """`text` cut after each line feed; `splitlines` would also cut at form feeds and others."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
