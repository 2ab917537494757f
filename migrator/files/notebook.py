"""Jupyter notebooks: where the sources of the cells stand in the JSON of an `.ipynb`.

Decided here: outputs, metadata and attachments are passed over as a whole, whatever their size. An
edit is told in the text of a cell and made in the characters of the JSON that stand for it, so that
key order, indentation and escapes stay as they are. A version before 4 keeps its cells elsewhere,
and is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u.{4}|.)")
_DECODER = json.JSONDecoder()
PYTHON = "python"

_LANGUAGES = (("kernelspec", "language"), ("language_info", "name"), ("kernelspec", "name"))

_Member = Callable[[str, int], int]
_Item = Callable[[int], int]


class NotebookError(ValueError):
    """A sentence: why a file is no notebook; `line` is the 1-based line of the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Cell:
    """One cell: its number, counted from 1, its type, and the text of its source.

    `begin` is where it begins in the file. `starts` has for each character of the text where it
    starts in the file, and one more entry for the end; `ends` has where it ends, as a character
    that JSON escapes takes more than one character of the file.
    """

    number: int
    kind: str
    text: str
    begin: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """The cells of a notebook, and the language of its kernel in lower case."""

    cells: tuple[Cell, ...]
    language: str = PYTHON
    sources: tuple[tuple[int, int], ...] = ()  # where they stand in the file, in order


@dataclass(frozen=True)
class CellEdit:
    """In the cell with this number `before`, at `start` of its text, becomes `after`."""

    cell: int
    start: int
    before: str
    after: str


def read(text: str) -> Document:
    """The notebook in the JSON `text`; raise `NotebookError` when it is none."""
    scanner = _Scanner(text)
    try:
        end = scanner.document(_space(text, 0))
        if _space(text, end) != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
        cells = tuple(scanner.cells())
    except json.JSONDecodeError as error:
        raise NotebookError(f"it is not valid JSON: {error.msg}", error.lineno) from error
    except (IndexError, RecursionError) as error:
        raise NotebookError("it ends within JSON, or is nested too deeply", 1) from error
    if not scanner.has_cells:
        raise NotebookError("it has no list of cells, so it is no notebook of version 4", 1)
    spans = tuple(span for found in scanner.found for span in found.sources)
    return Document(cells, _language(scanner.metadata), spans)


def apply(text: str, cells: Iterable[Cell], edits: Iterable[CellEdit]) -> str:
    """The notebook `text` after the edits; everything else in it stays, character for character.

    Raise ValueError for edits that overlap, and when the text of a cell is not the edit's `before`.
    """
    by_number = {cell.number: cell for cell in cells}
    ascii_only = text.isascii()
    changes = []
    for edit in set(edits):
        cell = by_number[edit.cell]
        end = edit.start + len(edit.before)
        if cell.text[edit.start : end] != edit.before:
            raise ValueError(f"cell {edit.cell} does not hold {edit.before!r} at {edit.start}")
        # A source may be a list of strings: an insertion belongs to the character behind it.
        start = cell.starts[edit.start]
        stop = cell.ends[end - 1] if edit.before else start
        changes.append((start, stop, spelled(edit.after, ascii_only=ascii_only)))
    pieces, done = [], 0
    for start, stop, after in sorted(changes):
        if start < done:
            raise ValueError(f"two edits overlap at offset {start}")
        pieces += [text[done:start], after]
        done = stop
    return "".join([*pieces, text[done:]])


def spelled(text: str, *, ascii_only: bool) -> str:
    """Text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]


def _language(metadata: object) -> str:
    """The language that the metadata of a notebook name; Python when they name none."""
    for table, key in _LANGUAGES:
        part = metadata.get(table) if isinstance(metadata, dict) else None
        named = part.get(key) if isinstance(part, dict) else None
        if isinstance(named, str) and named.strip():
            name = named.strip().lower()
            return PYTHON if name.startswith(("python", "ipython", "pyodide", "xpython")) else name
    return PYTHON


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


@dataclass
class _Found:
    """One cell while it is read; `sources` are its strings, from the quote on to behind it."""

    begin: int
    kind: str = ""
    sources: list[tuple[int, int]] = field(default_factory=list)


class _Scanner:
    """Walks JSON and remembers where the sources of the cells stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.has_cells = False
        self.metadata: object = None
        self.found: list[_Found] = []

    def cells(self) -> Iterable[Cell]:
        """The cells in order."""
        for number, found in enumerate(self.found, 1):
            parts = [_characters(self.text, *span) for span in found.sources]
            starts = [start for part in parts for _, start, _ in part]
            ends = [end for part in parts for _, _, end in part]
            last = found.sources[-1][1] - 1 if found.sources else found.begin
            yield Cell(
                number,
                found.kind,
                "".join(char for part in parts for char, _, _ in part),
                found.begin,
                (*starts, ends[-1] if ends else last),
                tuple(ends),
            )

    def document(self, at: int) -> int:
        """Read the whole; the offset behind it."""
        if self.text[at] != "{":
            return self._whole(at)[1]
        return self._members(at, self._top)

    def _top(self, key: str, at: int) -> int:
        if key == "metadata":
            self.metadata, end = self._whole(at)
            return end
        if key == "cells" and self.text[at] == "[":
            self.has_cells = True
            self.found.clear()
            return self._items(at, self._cell)
        return self._whole(at)[1]

    def _cell(self, at: int) -> int:
        found = _Found(at)
        self.found.append(found)
        if self.text[at] != "{":
            return self._whole(at)[1]

        def member(key: str, value_at: int) -> int:
            if key == "cell_type":
                kind, end = self._whole(value_at)
                found.kind = str(kind)
                return end
            return self._source(found, value_at) if key == "source" else self._whole(value_at)[1]

        return self._members(at, member)

    def _source(self, found: _Found, at: int) -> int:
        found.sources.clear()

        def string(begin: int) -> int:
            value, end = self._whole(begin)
            if not isinstance(value, str):
                raise json.JSONDecodeError("Expecting a source in quotes", self.text, begin)
            found.sources.append((begin, end))
            return end

        return self._items(at, string) if self.text[at] == "[" else string(at)

    def _whole(self, at: int) -> tuple[object, int]:
        """The value at an offset, and the offset behind it."""
        value, end = _DECODER.raw_decode(self.text, at)
        return value, end

    def _members(self, at: int, member: _Member) -> int:
        at = _space(self.text, at + 1)
        while self.text[at] != "}":
            if self.text[at] != '"':
                raise json.JSONDecodeError("Expecting a name in quotes", self.text, at)
            key, at = self._whole(at)
            at = _space(self.text, self._expect(":", _space(self.text, at)))
            at = self._next("}", member(str(key), at))
        return at + 1

    def _items(self, at: int, item: _Item) -> int:
        at = _space(self.text, at + 1)
        while self.text[at] != "]":
            at = self._next("]", item(at))
        return at + 1

    def _next(self, end: str, at: int) -> int:
        """The offset of the next entry, or of the end."""
        at = _space(self.text, at)
        if self.text[at] == end:
            return at
        at = _space(self.text, self._expect(",", at))
        if self.text[at] == end:
            raise json.JSONDecodeError("Expecting another entry", self.text, at)
        return at

    def _expect(self, char: str, at: int) -> int:
        if self.text[at] != char:
            raise json.JSONDecodeError(f"Expecting '{char}'", self.text, at)
        return at + 1


def _characters(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The characters of a JSON string, each with where it starts and ends in the file."""
    found = []
    at = start + 1
    while at < end - 1:
        stop = at + 1
        char = text[at]
        if char == "\\":
            match = _ESCAPE.match(text, at)
            assert match is not None
            stop = match.end()
            char = json.loads(f'"{match[0]}"')
        found.append((char, at, stop))
        at = stop
    return found
