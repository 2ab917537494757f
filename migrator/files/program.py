"""The cells of a notebook as one text, and the Python in it.

Decided here: the text is the sources of all cells, one below the other, each with a line end more.
Python gets the code cells in that order, as a kernel runs them from the top; what is no code is
blank there. Where the kernel speaks another language nothing is Python.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from migrator.files.magics import Piece, history, pieces, variables
from migrator.files.notebook import PYTHON, Cell, CellEdit, Document, apply, read
from migrator.files.parsetext import Program
from migrator.model import Cells, Edit

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Notebook:
    """A notebook: its JSON, its cells, its text, and where each cell starts in that text."""

    json: str
    document: Document
    text: str
    starts: tuple[int, ...]

    @property
    def is_python(self) -> bool:
        """Whether its kernel runs Python."""
        return self.document.language == PYTHON

    @cached_property
    def program(self) -> Program:
        """The Python in the text."""
        return _program(self)

    @cached_property
    def foreign(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the code cells that are no Python."""
        found, at = [], 0
        for piece in _pieces(self):
            if piece.foreign and piece.taken:
                found.append((at, at + piece.taken))
            at += piece.taken
        return tuple(found)

    def is_code(self, offset: int) -> bool:
        """Whether a code cell stands at an offset of the text, of whatever language."""
        return self.document.cells[bisect_right(self.starts, offset) - 1].kind == "code"

    def is_foreign(self, offset: int) -> bool:
        """Whether a stretch of a code cell that is no Python stands at an offset of the text."""
        index = bisect_right(self.foreign, (offset, len(self.text))) - 1
        return index >= 0 and offset < self.foreign[index][1]

    @cached_property
    def cells(self) -> Cells:
        """Where the text stands in the cells and in the file."""
        firsts: list[int] = []
        spots: list[tuple[int, ...]] = []
        start = 0
        for match in _NEWLINE.finditer(self.text):
            index = bisect_right(self.starts, start) - 1
            cell, above = self.document.cells[index], self.starts[index]
            if start == above:
                firsts.append(len(spots) + 1)
            spots.append(cell.starts[start - above : match.start() - above + 1])
            start = match.end()
        breaks = (0, *(match.end() for match in _NEWLINE.finditer(self.json)))
        begins = tuple(cell.begin for cell in self.document.cells)
        return Cells(tuple(firsts), begins, tuple(spots), breaks, self.json)

    def rest(self, pattern: re.Pattern[str]) -> Iterable[tuple[int, int]]:
        """Where `pattern` stands in the JSON outside of the sources of cells, as offsets."""
        for match in pattern.finditer(self.json):
            index = bisect_right(self.document.sources, (match.start(), len(self.json))) - 1
            if index < 0 or match.start() >= self.document.sources[index][1]:
                yield match.span()

    def edited(self, edits: Iterable[Edit]) -> str:
        """The JSON after edits of the text. Raise ValueError for edits that cannot be made."""
        return apply(self.json, self.document.cells, map(self._in_cell, edits))

    def _in_cell(self, edit: Edit) -> CellEdit:
        index = bisect_right(self.starts, edit.start) - 1
        cell = self.document.cells[index]
        start = edit.start - self.starts[index]
        if start + len(edit.before) > len(cell.text):
            raise ValueError(f"an edit leads out of cell {cell.number}")
        return CellEdit(cell.number, start, edit.before, edit.after)


def notebook(json: str) -> Notebook:
    """The notebook in a JSON text; raise `NotebookError` when it is none."""
    document = read(json)
    starts, size = [], 0
    for cell in document.cells:
        starts.append(size)
        size += len(cell.text) + 1
    return Notebook(json, document, "".join(f"{c.text}\n" for c in document.cells), tuple(starts))


def _pieces(book: Notebook) -> Iterable[Piece]:
    """The steps through the text."""
    code = "\n".join(cell.text for cell in book.document.cells if cell.kind == "code")
    known, kept = variables(code), history(code)
    for cell in book.document.cells:
        if cell.kind == "code":
            yield from pieces(cell.text, known, kept)
        else:
            yield from _blank(cell)
        yield Piece(1)


def _blank(cell: Cell) -> Iterable[Piece]:
    """What is no code: its line ends are kept."""
    at = 0
    for match in re.finditer("\n", cell.text):
        yield Piece(match.start() - at, "")
        yield Piece(1)
        at = match.end()
    yield Piece(len(cell.text) - at, "")


def _program(book: Notebook) -> Program:
    code: list[str] = []
    rows: list[tuple[int, int, bool]] = [(0, 0, True)]
    size = at = 0
    for piece in _pieces(book):
        own = book.text[at : at + piece.taken] if piece.code is None else piece.code
        if own:
            rows.append((size, at, piece.code is None))
            code.append(own)
        size += len(own)
        at += piece.taken
    starts, places, kept = zip(*rows, strict=True)
    return Program("".join(code), starts, places, kept)
