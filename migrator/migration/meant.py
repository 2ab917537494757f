"""The part of the proof that does not ask the analysis: what was written is what was meant.

Decided here: an edit that writes data says which. In the edited text its characters have to stand
in one literal (or be one name), and to spell just that. So nothing that a rule says can end a
literal and become code, whatever it looks like.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.source import literals, scopes
from migrator.analysis.source.module import Module
from migrator.migration.outcome import Change


@dataclass(frozen=True)
class _Spelled:
    """A literal or a name of the edited text: its span, its content, and how that is read."""

    start: int
    end: int
    first: int  # where the content begins
    content: str
    raw: bool = True
    is_bytes: bool = False
    braces: bool = False

    def text(self, start: int, end: int) -> str | None:
        """What the characters from `start` to `end` stand for; None outside of the content."""
        if (start, end) == (self.start, self.end):
            start, end = self.first, self.first + len(self.content)
        if start < self.first or end > self.first + len(self.content):
            return None
        found = literals.characters(
            self.content, raw=self.raw, is_bytes=self.is_bytes, braces=self.braces
        )
        return "".join(char for char, at in found if start <= self.first + at < end)


def unmeant(module: Module, changes: list[Change]) -> list[Change]:
    """The changes that do not spell what they mean in `module`, which was parsed after them all."""
    written = list(_written(changes))
    if not written:
        return []
    spelled = list(_spelled(module, [(start, end) for _, start, end in written]))
    return [
        change
        for change, start, end in written
        # A null character ends a source for Python; a backslash may come to mean something one day.
        if "\0" in change.after
        or "\\" in change.after
        or not any(
            found.start <= start and end <= found.end and found.text(start, end) == change.meant
            for found in spelled
        )
    ]


def _written(changes: list[Change]) -> Iterator[tuple[Change, int, int]]:
    """The changes that write data, with where that stands in the edited text."""
    moved = 0
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        start = change.start + moved
        if change.meant is not None and change.after:
            yield change, start, start + len(change.after)
        moved += len(change.after) - (change.end - change.start)


def _spelled(module: Module, places: list[tuple[int, int]]) -> Iterator[_Spelled]:
    """The literals and names that stand around one of the places, and maybe others."""

    starts, ends = [start for start, _ in places], [end for _, end in places]

    def is_around(node: cst.CSTNode) -> bool:
        first, last = module.stretch(node)
        # They are in order and do not overlap, so that the first one is enough.
        found = bisect_left(starts, first)
        return found < len(ends) and ends[found] <= last

    stack: list[tuple[cst.CSTNode, bool]] = [(module.tree, False)]
    while stack:
        node, raw = stack.pop()
        if isinstance(node, (cst.SimpleString, cst.Name)):
            yield _of_token(module, node)
        elif isinstance(node, (cst.FormattedStringText, cst.TemplatedStringText)):
            start, end = module.span(node)
            content = module.source.text[start:end]
            yield _Spelled(start, end, start, content, raw=raw, braces=True)
        if isinstance(node, (cst.FormattedString, cst.TemplatedString)):
            raw = "r" in node.start.lower()
        stack.extend((child, raw) for child in scopes.children(node) if is_around(child))


def _of_token(module: Module, node: cst.SimpleString | cst.Name) -> _Spelled:
    start, end = module.span(node)
    token = module.source.text[start:end]
    if isinstance(node, cst.Name):
        return _Spelled(start, end, start, token)
    spelling = literals.take_apart(token)
    first = start + spelling.start
    return _Spelled(start, end, first, spelling.content, spelling.raw, spelling.is_bytes)
