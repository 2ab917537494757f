"""Offsets to lines and columns, and back.

Decided here: a line ends at `\\n`, `\\r\\n` or a lone `\\r`, as Python counts; a form feed, a
vertical tab and U+2028 are ordinary characters. Columns count characters and start at 1.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_NEWLINE = re.compile(r"\r\n|\r|\n")


class LineIndex:
    """Where the lines of one decoded text start."""

    __slots__ = ("_ends", "_last", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        newlines = [match.span() for match in _NEWLINE.finditer(text)]
        self._starts = [0, *(end for _, end in newlines)]
        self._ends = [*(start for start, _ in newlines), len(text)]
        self._last: tuple[int, str] = (0, "")

    @property
    def count(self) -> int:
        """The number of lines; after a final line end comes one more, empty line."""
        return len(self._starts)

    def location(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Turn 0-based offsets into (line, column, end line, end column), all 1-based."""
        return (*self._place(start), *self._place(end))

    def offset(self, line: int, column: int) -> int:
        """Turn a 1-based line and column into a 0-based offset.

        Raises ValueError when the text has no such line.
        """
        if not 1 <= line <= len(self._starts):
            raise ValueError(f"the text has no line {line}")
        return self._starts[line - 1] + column - 1

    def line_text(self, line: int) -> str:
        """The characters of a 1-based line without its line end; ValueError if there is none."""
        # Sites come in order: thousands of them on one long line share its text.
        if self._last[0] != line:
            start = self.offset(line, 1)
            self._last = (line, self._text[start : self._ends[line - 1]])
        return self._last[1]

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
