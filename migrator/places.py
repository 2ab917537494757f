"""Where something stands: in a file, in a cell of a notebook, and how one leads to the other.

Everybody may import this by way of the model; it imports the standard library only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A stretch of a notebook: the number of the cell, from 1, and where it stands in its source.

    `line` is 0 for what is no part of a source, such as an output; then all of them are.
    """

    number: int
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, order=True)
class Location:
    """A stretch of a file as a person reads it.

    `cell` is filled where line and column are those of the file of a notebook.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: Cell | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Cells:
    """Where the decoded text of a notebook stands: in its cells, and in its file.

    `firsts` has for each cell the line of the decoded text with which it begins, `begins` the
    offset in the file where it does. `spots` has for each line of the decoded text the offsets in
    the file of its characters, and of its end. `breaks` are the offsets in the file at which its
    lines begin, and `json` is the text of the file. Lines behind the last one stand for the lines
    of the file, of what is no source of a cell.
    """

    firsts: tuple[int, ...]
    begins: tuple[int, ...]
    spots: tuple[tuple[int, ...], ...]
    breaks: tuple[int, ...]
    json: str = field(repr=False)

    def outside(self, line: int) -> int:
        """The line that stands for a line of the file."""
        return len(self.spots) + line

    def cell(self, where: Location) -> Cell | None:
        """The cell of a location, and the location in it; None for what is in no cell."""
        count = len(self.spots)
        if where.line > count:
            offset = self.breaks[where.line - count - 1] + where.column - 1
            number = bisect_right(self.begins, offset)
            return Cell(number) if number else None
        number = bisect_right(self.firsts, where.line)
        above = self.firsts[number - 1] - 1
        last = where.end_line - above
        return Cell(number, where.line - above, where.column, last, where.end_column)

    def in_file(self, where: Location) -> Location:
        """The location in the file, with its cell."""
        cell, count = self.cell(where), len(self.spots)
        if where.line > count:
            lines = (where.line - count, where.column, where.end_line - count, where.end_column)
            return Location(where.path, *lines, cell)
        start = self._offset(where.line, where.column)
        end = self._offset(where.end_line, where.end_column)
        return Location(where.path, *self._place(start), *self._place(max(start, end)), cell)

    def spelled(self, where: Location) -> str:
        """What stands at a location, as the file spells it."""
        start = self._offset(where.line, where.column)
        return self.json[start : self._offset(where.end_line, where.end_column)]

    def as_json(self, text: str) -> str:
        """Text as the file spells it between quotes."""
        from json import dumps  # a run without notebooks does not pay for it

        return dumps(text, ensure_ascii=self.json.isascii())[1:-1]

    def named(self, path: str, line: int) -> str:
        """A line in words that editors and people know: `a.ipynb:cell 3:2`."""
        cell = self.cell(Location(path, line, 1, line, 1))
        if cell is None or not cell.line:
            return f"{path}:{line - len(self.spots)}"
        return f"{path}:cell {cell.number}:{cell.line}"

    def at(self, line: int) -> str:
        """The cell at a line of the file, and the line in it where there is one, in words."""
        start = self.breaks[line - 1]
        end = self.breaks[line] if line < len(self.breaks) else len(self.json)
        number, last = (bisect_right(self.begins, offset) for offset in (start, end - 1))
        first, behind = (bisect_left(self.spots, (offset,)) for offset in (start, end))
        if behind - first != 1:
            several = f"cells {max(1, number)} to {last}"
            return several if number < last > 1 else f"cell {last}" if last else ""
        cell = self.cell(Location("", behind, 1, behind, 1))
        return "" if cell is None else f"cell {cell.number}, line {cell.line}"

    def _offset(self, line: int, column: int) -> int:
        spots = self.spots[line - 1]
        return spots[min(column, len(spots)) - 1]

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.breaks, offset)
        return line, offset - self.breaks[line - 1] + 1


def line_named(cells: Mapping[str, Cells], path: str, line: int) -> str:
    """A line of a report in words; `cells` are those of its notebooks."""
    known = cells.get(path)
    return f"{path}:{line}" if known is None else known.named(path, line)
