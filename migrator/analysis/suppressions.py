"""Comments that tell the tool to leave a site alone: `# awork-migrator: ignore[CODE]`."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.accounting import statement_of
from migrator.analysis.module import Module
from migrator.analysis.scopes import children

_COMMENT = re.compile(r"#\s*awork-migrator:\s*ignore(?:\[(?P<codes>[^\]]*)\])?")


@dataclass(frozen=True, slots=True)
class Comment:
    """A suppression; it holds for the lines `line` to `last`, for all rules without `codes`."""

    line: int
    last: int
    codes: frozenset[str]
    justification: str = ""
    until: str = ""

    def covers(self, rule: str, first: int, last: int) -> bool:
        """Whether a site of a rule on these lines is suppressed."""
        named = not self.codes or rule in self.codes
        return named and self.line <= last and first <= self.last


def comments(module: Module) -> list[Comment]:
    """The suppression comments of a module."""
    text = module.source.text
    found = []
    for match in _COMMENT.finditer(text):
        if _in_string(module, match.start()):
            continue
        line = module.location_of(match.start(), match.start()).line
        codes = frozenset(c.strip() for c in (match["codes"] or "").split(",") if c.strip())
        found.append(Comment(line, line, codes))
    return found


def _in_string(module: Module, offset: int) -> bool:
    """Whether an offset lies in a string; comments in strings mean nothing."""
    stack: list[cst.CSTNode] = [module.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, (cst.SimpleString, cst.FormattedStringText)):
            start, end = module.span(node)
            if start <= offset < end:
                return True
        stack.extend(children(node))
    return False


def lines_of(module: Module, node: cst.CSTNode) -> tuple[int, int]:
    """First and last line of the statement that a node is part of."""
    location = module.location(statement_of(module, node))
    return location.line, location.end_line
