r"""A copy of a text that libcst gives back unchanged, and the way back to the text itself.

libcst drops form feeds and backslash continuations before the first token of a logical line, drops
blank lines before an indented comment at the end of a file, and mistakes a lone `\r`. Decided here:

- a lone `\r` becomes `\n`, which keeps every offset;
- what stands before such a form feed is cut out, since Python counts columns anew there;
- such a continuation is cut out;
- blank lines at the end, and the indentation of the comments there, are cut out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

_LONE_CR = re.compile(r"\r(?!\n)")
# One step of a light lexer: it only has to know where a logical line starts.
_STEP = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
    | (?P<string>'''(?:[^\\]|\\.)*?''' | \"\"\"(?:[^\\]|\\.)*?\"\"\"
        | '(?:[^\\'\r\n]|\\\r\n|\\.)*' | "(?:[^\\"\r\n]|\\\r\n|\\.)*")
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<joined>\\\r?\n)
    | (?P<newline>\r?\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEAD = re.compile(r"[ \t\f]*(?:\\\r?\n[ \t\f]*)*")
_CONTINUATION = re.compile(r"\\\r?\n")
_BLANKS = " \t\f"
_TOKEN = re.compile(r"[^#\r\n]")


@dataclass(frozen=True)
class ParseText:
    """`text` is fit for libcst; `to_source` leads from its offsets to those of the original."""

    text: str
    _marks: tuple[int, ...]  # offsets in `text` from which on the shift is the one in `_shifts`
    _shifts: tuple[int, ...]
    _program: Program | None = None

    def to_source(self, offset: int) -> int:
        """The offset in the original of the character at `offset` of `text`, both 0-based."""
        index = bisect_right(self._marks, offset)
        own = offset if index == 0 else offset + self._shifts[index - 1]
        return own if self._program is None else self._program.to_text(own)


@dataclass(frozen=True)
class Program:
    """What of a text is given to Python, as `code`, and where each part of that stands in the text.

    The parts start at the offsets `starts` of the code, and stand at `places` of the text. A part
    that is not `kept` stands for something else there; all of it is at its place.
    """

    code: str
    starts: tuple[int, ...]
    places: tuple[int, ...]
    kept: tuple[bool, ...]

    def to_text(self, offset: int) -> int:
        """The offset in the text of the character at `offset` of the code."""
        index = bisect_right(self.starts, offset) - 1
        place = self.places[index]
        return place + offset - self.starts[index] if self.kept[index] else place


def parse_program(program: Program) -> ParseText:
    """Make the copy of the code of a program; its offsets lead to the text."""
    return replace(parse_text(program.code), _program=program)


def logical_end(text: str, start: int) -> int:
    """The offset behind the logical line that begins at `start`, with its line end."""
    return next(_logical_ends(text, start), len(text))


def _logical_ends(text: str, start: int = 0) -> Iterator[int]:
    """The offsets behind the ends of logical lines."""
    depth = 0
    for step in _STEP.finditer(text, start):
        kind = step.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "newline" and depth == 0:
            yield step.end()


def parse_text(text: str) -> ParseText:
    """Make the copy; for a text without form feeds, continuations and lone `\\r` it is the text."""
    if "\r" in text:
        text = _LONE_CR.sub("\n", text)
    end = _final_cut(text)
    kept = text[:end]
    footer = _footer(kept)
    needed = "\f" in kept or "\\" in kept or footer < end
    return _without(kept, _cuts(kept, footer) if needed else [])


def _without(text: str, cuts: list[tuple[int, int]]) -> ParseText:
    pieces: list[str] = []
    marks: list[int] = []
    shifts: list[int] = []
    done = removed = 0
    for start, end in cuts:
        pieces.append(text[done:start])
        marks.append(start - removed)
        removed += end - start
        shifts.append(removed)
        done = end
    pieces.append(text[done:])
    return ParseText("".join(pieces), tuple(marks), tuple(shifts))


def _cuts(text: str, footer: int) -> list[tuple[int, int]]:
    """The stretches, in order, that libcst would drop; from `footer` on come only comments."""
    cuts = _cuts_at(text, 0, footer)
    for end in _logical_ends(text):
        cuts += _cuts_at(text, end, footer)
    return cuts


def _cuts_at(text: str, start: int, footer: int) -> list[tuple[int, int]]:
    """What to cut from the blanks before the first token of the logical line at `start`."""
    lead = _LEAD.match(text, start)
    if lead is None or lead.end() == start:
        return []
    end = lead.end()
    if _TOKEN.match(text, end) is None:
        lost = start >= footer or "\\" in lead.group() or "\f" in lead.group()
        return [(start, end)] if lost else []
    kept_start, kept_end = _indentation(text, start, end)
    return [cut for cut in ((start, kept_start), (kept_end, end)) if cut[0] < cut[1]]


def _indentation(text: str, start: int, end: int) -> tuple[int, int]:
    """The blanks that Python indents by: the first ones that are not empty, after a form feed."""
    while True:
        joint = _CONTINUATION.search(text, start, end)
        blanks_end = end if joint is None else joint.start()
        blanks_start = max(start, text.rfind("\f", start, blanks_end) + 1)
        if joint is None or blanks_start < blanks_end:
            return blanks_start, blanks_end
        start = joint.end()


def _final_cut(text: str) -> int:
    """The offset after the last line that holds something; continuations hold nothing."""
    end = len(text)
    while True:
        bare = len(text[:end].rstrip(_BLANKS + "\r\n"))
        newline = text.find("\n", bare, end)
        if newline < 0:
            return end
        if text[bare - 1 : bare] != "\\" or text[bare:newline].strip("\r"):
            return newline + 1
        end = bare - 1


def _footer(text: str) -> int:
    """Where the comments and blank lines at the end start, if one of them is indented."""
    start = len(text)
    indented = False
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before:start]
        bare = line.lstrip(_BLANKS)
        if bare.strip("\r\n") and not bare.startswith("#"):
            break
        indented = indented or len(bare) < len(line)
        start = before
    return start if indented else len(text)
