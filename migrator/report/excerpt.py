"""The source lines of a site with a caret under it.

Decided here: carets stand under the first line of the site only, whatever its length; wide
characters take two columns and tabs stay tabs, so that the caret is under what it means; control
characters of the source are not sent to the terminal. On a terminal a line that is too wide is cut
around the beginning of the site, because a caret below a wrapped line points at nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from migrator.model import Site
from migrator.report.paint import Paint
from migrator.report.printable import is_active, printable

MOST_LINES = 8

_CUT = "..."
_LEAST_ROOM = 20
_TAB = 8  # the most columns that a tab can take


def excerpt_lines(site: Site, paint: Paint, columns: int | None = None) -> Iterator[str]:
    """The numbered lines of `site` with a gutter; nothing when it has no excerpt.

    `columns` is the width of the terminal, None when nothing is to be cut.
    """
    lines = _lines_of(site)
    width = len(str(site.location.end_line))
    room = None if columns is None else max(_LEAST_ROOM, columns - width - len(" | "))
    for number, line in lines[:MOST_LINES]:
        start = site.location.column - 1 if number == site.location.line else 0
        shown, moved = _cut(line, start, room)
        yield f"{paint.blue(f'{number:>{width}} |')} {printable(shown)}".rstrip()
        if number == site.location.line:
            yield f"{' ' * width} {paint.blue('|')} {_caret(site, shown, moved, paint)}"
    if len(lines) > MOST_LINES:
        yield f"{' ' * width} {paint.blue('|')} ({len(lines) - MOST_LINES} more lines)"


def _lines_of(site: Site) -> list[tuple[int, str]]:
    """The lines from the first to the last of the site, with their numbers."""
    if site.excerpt is None:
        return []
    numbered = enumerate(site.excerpt.lines, start=site.excerpt.first_line)
    where = site.location
    return [(number, line) for number, line in numbered if where.line <= number <= where.end_line]


def _cut(line: str, start: int, room: int | None) -> tuple[str, int]:
    """What of `line` fits into `room` columns, and by how many characters it moved to the left.

    The character at `start` is always among what fits.
    """
    if room is None or sum(map(_room_for, line)) <= room:
        return line, 0
    first = 0 if sum(map(_room_for, line[:start])) < room // 2 else start - room // 8
    shown = _CUT if first else ""
    moved = first - len(shown)
    left = room - len(shown) - len(_CUT)
    for char in line[first:]:
        left -= _room_for(char)
        if left < 0:
            return shown + _CUT, moved
        shown += char
    return shown, moved


def _room_for(char: str) -> int:
    return _TAB if char == "\t" else _width(char)


def _caret(site: Site, line: str, moved: int, paint: Paint) -> str:
    """The carets below `line`, which has `moved` characters less at its beginning."""
    where = site.location
    start = where.column - 1 - moved
    one_line = where.end_line == where.line
    end = where.end_column - 1 - moved if one_line else len(line.rstrip())
    blank = "".join(char if char == "\t" else " " * _width(char) for char in line[:start])
    return blank + paint.red("^" * max(1, sum(_width(char) for char in line[start:end])))


def _width(char: str) -> int:
    """The number of columns that a terminal gives to `char` as `printable` writes it."""
    if char == "\t":
        return 1
    if is_active(char):
        return len(printable(char))
    if east_asian_width(char) in "WF":
        return 2
    return 0 if category(char) in ("Mn", "Me", "Cf") else 1
