"""The source lines of a site with a caret under it.

Decided here: carets stand under the first line of the site only, whatever its length; wide
characters take two columns and tabs stay tabs, so that the caret is under what it means; control
characters of the source are not sent to the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from migrator.model import Site
from migrator.report.paint import Paint

MOST_LINES = 8


def excerpt_lines(site: Site, paint: Paint) -> Iterator[str]:
    """The numbered lines of `site` with a gutter; nothing when it has no excerpt."""
    lines = _lines_of(site)
    width = len(str(site.location.end_line))
    for number, line in lines[:MOST_LINES]:
        yield f"{paint.blue(f'{number:>{width}} |')} {printable(line)}".rstrip()
        if number == site.location.line:
            yield f"{' ' * width} {paint.blue('|')} {_caret(site, line, paint)}"
    if len(lines) > MOST_LINES:
        yield f"{' ' * width} {paint.blue('|')} ({len(lines) - MOST_LINES} more lines)"


def printable(text: str) -> str:
    """`text` with every control character but the tab replaced by its escape sequence."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char == "\t" or not _is_control(char) else ascii(char)[1:-1] for char in text
    )


def _is_control(char: str) -> bool:
    """Whether a character is one of the C0 and C1 controls or half of a surrogate pair."""
    return char < " " or "\x7f" <= char < "\xa0" or "\ud800" <= char <= "\udfff"


def _lines_of(site: Site) -> list[tuple[int, str]]:
    """The lines from the first to the last of the site, with their numbers."""
    if site.excerpt is None:
        return []
    numbered = enumerate(site.excerpt.lines, start=site.excerpt.first_line)
    where = site.location
    return [(number, line) for number, line in numbered if where.line <= number <= where.end_line]


def _caret(site: Site, line: str, paint: Paint) -> str:
    where = site.location
    start = where.column - 1
    end = where.end_column - 1 if where.end_line == where.line else len(line.rstrip())
    blank = "".join(char if char == "\t" else " " * _width(char) for char in line[:start])
    return blank + paint.red("^" * max(1, sum(_width(char) for char in line[start:end])))


def _width(char: str) -> int:
    """The number of columns that a terminal gives to `char` as `printable` writes it."""
    if char == "\t":
        return 1
    if east_asian_width(char) in "WF":
        return 2
    return 0 if category(char) in ("Mn", "Me", "Cf") else len(printable(char))
