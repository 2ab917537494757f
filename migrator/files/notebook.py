"""Jupyter notebooks: the cells of an `.ipynb` as text, and edits that keep every other byte.

Decided here: the code cells are one program, in order, as a kernel runs them from the top. Edits
are told in the text of a cell and made in the characters of the JSON that stand for it, so that
outputs, metadata, key order, indentation and escapes stay as they are. What only IPython
understands is given to Python as something of the same length that does nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"-?[0-9.eE+-]+|true|false|null|-?Infinity|NaN")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u.{4}|.)")
# A cell magic whose body is Python as well; the body of every other one is another language.
_PYTHON_CELLS = frozenset(["capture", "prun", "time", "timeit"])
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MAGIC = re.compile(r"(?P<lead>[ \t]*(?:[\w.,\[\]'\" \t]+=[ \t]*)?)(?P<magic>[%!]\S.*)", re.DOTALL)
_HELP = re.compile(r"(?P<lead>[ \t]*)(?P<magic>\?{1,2}[\w.*]+|[\w.*]+\?{1,2})[ \t]*\n?")
_TOKEN = re.compile(
    r"#[^\n]*|(?P<quote>\"\"\"|'''|\"|')|(?P<open>[(\[{])|(?P<close>[)\]}])|\\\n|[^\"'#()\[\]{}\\\n]+|."
    r"|\n",
    re.DOTALL,
)


class NotebookError(ValueError):
    """A sentence: why a file is no notebook; `line` is the 1-based line of the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Cell:
    """One code cell: its number, counted from 1 among all cells, and the text of its source.

    `starts` has for each character of the text where it starts in the file, and one more entry for
    the end; a character that JSON escapes takes more than one character of the file.
    """

    number: int
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def is_python(self) -> bool:
        """Whether the cell is Python, not the body of a magic for another language."""
        magic = _CELL_MAGIC.match(self.text)
        return magic is None or magic[1] in _PYTHON_CELLS

    @property
    def program(self) -> str:
        """The text as Python takes it, of the same length: magics do nothing in it."""
        return "".join(_plain_lines(self.text)) if self.is_python else ""


@dataclass(frozen=True)
class CellEdit:
    """In the cell with this number `before`, at `start` of its text, becomes `after`."""

    cell: int
    start: int
    before: str
    after: str


def read(text: str) -> tuple[Cell, ...]:
    """The code cells of the notebook `text`; raise `NotebookError` when it is none."""
    try:
        scanner = _Scanner(text)
        end = scanner.value(_SPACE.match(text, 0).end(), ())  # type: ignore[union-attr]
        if _SPACE.fullmatch(text, end) is None:
            raise json.JSONDecodeError("Extra data", text, end)
    except json.JSONDecodeError as error:
        raise NotebookError(f"the file is not valid JSON: {error.msg}", error.lineno) from error
    except (IndexError, RecursionError) as error:
        raise NotebookError("the file ends within JSON, or is nested too deeply", 1) from error
    if not scanner.has_cells:
        raise NotebookError("the file has no list of cells, so it is no notebook of version 4", 1)
    return tuple(scanner.cells())


def apply(text: str, edits: Iterable[CellEdit]) -> str:
    """The notebook `text` after the edits; everything else in it stays, character for character.

    Raise ValueError for edits that overlap, and when the text of a cell is not the edit's `before`.
    """
    cells = {cell.number: cell for cell in read(text)}
    ascii_only = text.isascii()
    changes = []
    for edit in set(edits):
        cell = cells[edit.cell]
        end = edit.start + len(edit.before)
        if cell.text[edit.start : end] != edit.before:
            raise ValueError(f"cell {edit.cell} does not hold {edit.before!r} at {edit.start}")
        if "\n" in edit.before or "\n" in edit.after:
            raise ValueError(f"an edit in cell {edit.cell} is not within one line")
        # A source may be a list of strings: an insertion belongs to the character behind it.
        start = cell.starts[edit.start]
        stop = cell.ends[end - 1] if edit.before else start
        changes.append((start, stop, json.dumps(edit.after, ensure_ascii=ascii_only)[1:-1]))
    pieces, done = [], 0
    for start, stop, after in sorted(changes):
        if start < done:
            raise ValueError(f"two edits overlap at offset {start}")
        pieces += [text[done:start], after]
        done = stop
    return "".join([*pieces, text[done:]])


class _Scanner:
    """Walks JSON and remembers where the sources of the cells stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.has_cells = False
        self._types: dict[int, str] = {}
        self._sources: dict[int, list[tuple[int, int]]] = {}  # from the quote on, to behind it

    def cells(self) -> Iterator[Cell]:
        """The code cells in order."""
        for index in sorted(self._types):
            if self._types[index] != "code":
                continue
            parts = [_characters(self.text, *span) for span in self._sources.get(index, [])]
            starts = [start for part in parts for _, start, _ in part]
            ends = [end for part in parts for _, _, end in part]
            last = self._sources[index][-1][1] - 1 if self._sources.get(index) else 0
            yield Cell(
                index + 1,
                "".join(char for part in parts for char, _, _ in part),
                (*starts, ends[-1] if ends else last),
                tuple(ends),
            )

    def value(self, at: int, path: tuple[str | int, ...]) -> int:
        """Walk the value at an offset; the offset behind it."""
        char = self.text[at]
        if char == "{":
            return self._members(at, path)
        if char == "[":
            self.has_cells |= path == ("cells",)
            return self._items(at, path)
        if char == '"':
            content, end = self._string(at)
            self._note(path, content, at, end)
            return end
        match = _SCALAR.match(self.text, at)
        if match is None:
            raise json.JSONDecodeError("Expecting value", self.text, at)
        return match.end()

    def _string(self, at: int) -> tuple[str, int]:
        """The string whose quote is at an offset, and the offset behind it."""
        content, end = json.JSONDecoder().raw_decode(self.text, at)
        return str(content), end

    def _note(self, path: tuple[str | int, ...], content: str, at: int, end: int) -> None:
        if len(path) < 3 or path[0] != "cells" or not isinstance(path[1], int):
            return
        if path[2:] == ("cell_type",):
            self._types[path[1]] = content
        elif path[2] == "source" and len(path) <= 4:
            self._sources.setdefault(path[1], []).append((at, end))

    def _members(self, at: int, path: tuple[str | int, ...]) -> int:
        at = self._space(at + 1)
        while self.text[at] != "}":
            if self.text[at] != '"':
                raise json.JSONDecodeError("Expecting a name in quotes", self.text, at)
            key, at = self._string(at)
            at = self._space(self._expect(":", self._space(at)))
            at = self._next("}", self.value(at, (*path, key)))
        return at + 1

    def _items(self, at: int, path: tuple[str | int, ...]) -> int:
        at, index = self._space(at + 1), 0
        while self.text[at] != "]":
            at = self._next("]", self.value(at, (*path, index)))
            index += 1
        return at + 1

    def _next(self, end: str, at: int) -> int:
        """The offset of the next entry, or of the end."""
        at = self._space(at)
        if self.text[at] == end:
            return at
        at = self._space(self._expect(",", at))
        if self.text[at] == end:
            raise json.JSONDecodeError("Expecting another entry", self.text, at)
        return at

    def _expect(self, char: str, at: int) -> int:
        if self.text[at] != char:
            raise json.JSONDecodeError(f"Expecting '{char}'", self.text, at)
        return at + 1

    def _space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return at if match is None else match.end()


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


def _plain_lines(text: str) -> Iterator[str]:
    """The lines of a cell, those of IPython as Python that does nothing."""
    depth, quote, continued = 0, "", False
    for number, match in enumerate(_LINE.finditer(text)):
        line = match[0]
        if depth == 0 and not quote:
            magic = _HELP.fullmatch(line) or _MAGIC.fullmatch(line)
            if continued or magic is not None or (number == 0 and _CELL_MAGIC.match(line)):
                lead = "" if magic is None else magic["lead"]
                yield _comment(line) if continued else lead + _nothing(line[len(lead) :])
                continued = line.rstrip("\n").endswith("\\")
                continue
        yield line
        depth, quote = _state(line, depth, quote)


def _comment(line: str) -> str:
    """A line as a comment of its length."""
    return line if not line.strip() else "#" + line[1:]


def _nothing(code: str) -> str:
    """An expression and a comment in place of a magic, of its length."""
    body = code.rstrip("\n")
    if not body.strip():
        return code
    indent = len(body) - len(body.lstrip())
    rest = body[indent:]
    return body[:indent] + ("0#" + rest[2:])[: len(rest)] + code[len(body) :]


def _state(line: str, depth: int, quote: str) -> tuple[int, str]:
    """The brackets and the quote that are open behind a line."""
    at = 0
    while at < len(line):
        if quote:
            end = line.find(quote, at)
            escaped = end > 0 and line[:end].endswith("\\") and not line[:end].endswith("\\\\")
            if end < 0:
                return depth, quote if len(quote) == 3 or line.endswith("\\\n") else ""
            at, quote = end + (1 if escaped else len(quote)), quote if escaped else ""
            continue
        token = _TOKEN.match(line, at)
        assert token is not None
        quote = token["quote"] or ""
        depth += bool(token["open"]) - bool(token["close"])
        at = token.end()
    return max(0, depth), quote
