"""What the edits of one site do to the lines of a file, before and after side by side.

Decided here: lines that are edited close to one another are one hunk with a line of context around
it. A line is a list of pieces, of which those that an edit takes away or brings in are marked. An
edit whose text does not stand where it should, as the file changed since, makes no hunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from migrator.model import Edit

CONTEXT = 1
"""Lines shown before and after what is edited."""

_NEWLINE = re.compile(r"\r\n|\r|\n")
_Place = tuple[int, int]  # a line and a column, both 1-based


@dataclass(frozen=True)
class Piece:
    """A part of a line; `marked` when an edit takes it away or brings it in."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Line:
    """One line of one side; `number` is 1-based, in the file of its side without other edits."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """A line before and after; None where a side has no line. `changed` when they differ."""

    before: Line | None
    after: Line | None
    changed: bool


@dataclass(frozen=True)
class Hunk:
    """Some neighbouring lines of the file `path`."""

    path: str
    rows: tuple[Row, ...]


def hunks(path: str, lines: Sequence[str], edits: Iterable[Edit]) -> Iterator[Hunk]:
    """The hunks that `edits` make in the file `path`, whose `lines` have no line ends."""
    fitting = {edit for edit in edits if _fits(lines, edit)}
    for group in _near(sorted(fitting)):
        yield Hunk(path, tuple(_rows(lines, group)))


def _fits(lines: Sequence[str], edit: Edit) -> bool:
    where = edit.location
    if not 1 <= where.line <= where.end_line <= len(lines):
        return False
    here = _between(lines, (where.line, where.column), (where.end_line, where.end_column))
    return here == _NEWLINE.sub("\n", edit.before)


def _near(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """The edits in groups whose lines, with their context, touch one another."""
    group: list[Edit] = []
    for edit in edits:
        if group and edit.location.line - group[-1].location.end_line > 2 * CONTEXT + 1:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _rows(lines: Sequence[str], edits: list[Edit]) -> Iterator[Row]:
    first = max(1, edits[0].location.line - CONTEXT)
    last = min(len(lines), edits[-1].location.end_line + CONTEXT)
    at: _Place = (first, 1)
    before: list[Piece] = []
    after: list[Piece] = []
    for edit in edits:
        where = edit.location
        kept = Piece(_between(lines, at, (where.line, where.column)))
        before += (kept, Piece(_NEWLINE.sub("\n", edit.before), marked=True))
        after += (kept, Piece(_NEWLINE.sub("\n", edit.after), marked=True))
        at = (where.end_line, where.end_column)
    rest = Piece(_between(lines, at, (last, len(lines[last - 1]) + 1)))
    return _paired(_lines([*before, rest], first), _lines([*after, rest], first))


def _between(lines: Sequence[str], start: _Place, end: _Place) -> str:
    """The characters from `start` up to `end`, with `\\n` between lines."""
    (line, column), (end_line, end_column) = start, end
    if line == end_line:
        return lines[line - 1][column - 1 : end_column - 1]
    inner = lines[line : end_line - 1]
    return "\n".join((lines[line - 1][column - 1 :], *inner, lines[end_line - 1][: end_column - 1]))


def _lines(pieces: Iterable[Piece], first: int) -> list[Line]:
    """The pieces cut at line ends."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        for index, text in enumerate(piece.text.split("\n")):
            if index:
                found.append([])
            if text:
                found[-1].append(Piece(text, piece.marked))
    return [Line(number, tuple(line)) for number, line in enumerate(found, first)]


def _paired(before: list[Line], after: list[Line]) -> Iterator[Row]:
    """The lines of the two sides as rows; what is equal at both ends stands beside itself."""
    head = _equal(before, after)
    tail = _equal(before[head:][::-1], after[head:][::-1])
    middle = (len(before) - tail, len(after) - tail)
    yield from (Row(*pair, changed=False) for pair in zip(before[:head], after, strict=False))
    for left, right in zip_longest(before[head : middle[0]], after[head : middle[1]]):
        same = left is not None and right is not None and left.text == right.text
        yield Row(left, right, changed=not same)
    ends = zip(before[middle[0] :], after[middle[1] :], strict=True)
    yield from (Row(*pair, changed=False) for pair in ends)


def _equal(one: list[Line], other: list[Line]) -> int:
    """How many lines at the beginning are equal."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left.text != right.text:
            break
        count += 1
    return count
