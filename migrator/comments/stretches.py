"""The stretches of a module that one comment can speak for, and where such a comment is written.

Decided here: a stretch is a simple statement (with all that stands on its logical line), the head
of a compound statement up to the colon and the comment behind it, or a decorator. The body of a
compound statement is no part of its stretch.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.source.module import Module
from migrator.analysis.source.scopes import children

_WHOLE = (cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.Decorator)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first character to the line end behind the last one, as offsets, and its lines."""

    start: int
    end: int
    first: int
    last: int


class Stretches:
    """All stretches of one module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._all = sorted(_stretches(module), key=lambda stretch: stretch.start)
        self._starts = [stretch.start for stretch in self._all]

    def around(self, start: int, end: int) -> Stretch:
        """The stretch that holds offset `start`; where none does, the lines of `start` to `end`."""
        # The innermost one is the last to start: a suite on the line of its head starts later.
        for index in range(bisect_right(self._starts, start) - 1, -1, -1):
            if start < self._all[index].end:
                return self._all[index]
        return _stretch(self._module, start, end)


def _stretches(module: Module) -> list[Stretch]:
    found = []
    stack: list[cst.CSTNode] = [module.tree]
    while stack:
        node = stack.pop()
        tail = _tail(node)
        if tail is not None:
            found.append(_stretch(module, module.span(node)[0], module.span(tail.newline)[0]))
        stack.extend(child for child in children(node) if not _holds_no_statement(child))
    return found


def _holds_no_statement(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement))


def _tail(node: cst.CSTNode) -> cst.TrailingWhitespace | None:
    """What ends the logical line that a node starts, None for a node that starts none."""
    if isinstance(node, _WHOLE):
        return node.trailing_whitespace
    if isinstance(node, cst.Match):
        return node.whitespace_after_colon
    body = getattr(node, "body", None)
    if isinstance(body, cst.IndentedBlock):
        return body.header
    return body.trailing_whitespace if isinstance(body, cst.SimpleStatementSuite) else None


def _stretch(module: Module, start: int, end: int) -> Stretch:
    location = module.location_of(start, end)
    return Stretch(start, end, location.line, location.end_line)
