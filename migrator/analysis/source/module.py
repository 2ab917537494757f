"""One parsed module of the project: its tree, its literals, and where its nodes stand."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from migrator.analysis.source import scopes
from migrator.analysis.source.positions import Positions, Shifted
from migrator.files.landing import ALLOWED, Permission
from migrator.files.lines import LineIndex
from migrator.files.modules import real_path
from migrator.files.parsetext import ParseText
from migrator.files.source import Source
from migrator.model import Excerpt, Location


@dataclass(eq=False)
class Module:
    """A module that has been parsed; positions are computed when they are first asked for."""

    name: str  # dotted, "" when it cannot be imported
    root: str  # directory that its dotted name is relative to
    source: Source
    tree: cst.Module
    normalised: ParseText
    is_package: bool = False
    editable: Permission = ALLOWED
    index: scopes.ModuleIndex = field(init=False)
    words: re.Pattern[str] = field(init=False)  # finds the words of the rules
    parts: re.Pattern[str] = field(init=False)  # finds what of a literal an edit may change
    literals: dict[int, object] = field(default_factory=dict)  # by node; see `spelling`
    _positions: Positions | Shifted | None = None
    _parents: dict[int, cst.CSTNode] | None = None
    _lines: LineIndex | None = None

    @property
    def path(self) -> str:
        """The path as a report shows it."""
        return self.source.name

    @property
    def positions(self) -> Positions | Shifted:
        """Where each node stands, in offsets of the normalised text."""
        if self._positions is None:
            self._positions = Positions(self.tree, self.normalised.text)
        return self._positions

    @cached_property
    def real_path(self) -> str:
        """The path of the file without links: one for each file."""
        return real_path(self.source.path)

    def locate(self) -> None:
        """Compute the positions now; raises `NotLosslessError`."""
        _ = self.positions

    @property
    def lines(self) -> LineIndex:
        """Offsets of the decoded text to lines and columns."""
        if self._lines is None:
            self._lines = LineIndex(self.source.text)
        return self._lines

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Start and end of a node, as offsets into the decoded text of the file."""
        start, end = self.positions.span(node)
        return self.normalised.to_source(start), self.normalised.to_source(end)

    def stretch(self, node: cst.CSTNode) -> tuple[int, int]:
        """The span of a node with all that carries meaning in it.

        The span itself leaves out decorators, and the default and annotation of a parameter.
        """
        start, end = self.span(node)
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            return min([start, *(self.span(d)[0] for d in node.decorators)]), end
        if isinstance(node, cst.Param):
            inner = [self.span(child) for child in scopes.children(node)]
            return min([start, *(s for s, _ in inner)]), max([end, *(e for _, e in inner)])
        if isinstance(node, cst.IndentedBlock) and node.body:
            return min(start, self.stretch(node.body[0])[0]), end
        return start, end

    def location(self, node: cst.CSTNode) -> Location:
        """Where a node stands, as a report says it."""
        return self.location_of(*self.span(node))

    def location_of(self, start: int, end: int) -> Location:
        """The location of a stretch of the decoded text."""
        return Location(self.path, *self.lines.location(start, end))

    def line(self, node: cst.CSTNode) -> int:
        """The 1-based line on which a node starts."""
        return self.location(node).line

    def place(self, node: cst.CSTNode) -> str:
        """Where a node starts, in words: path and line, and the cell of a notebook."""
        return self.place_of(self.span(node)[0])

    def place_of(self, start: int) -> str:
        """Where a character of the decoded text stands, in words."""
        line, cells = self.location_of(start, start).line, self.source.cells
        return f"{self.path}:{line}" if cells is None else cells.named(self.path, line)

    def code(self, node: cst.CSTNode) -> str:
        """The source text of a node."""
        start, end = self.span(node)
        return self.source.text[start:end]

    @property
    def parents(self) -> dict[int, cst.CSTNode]:
        """The parent of every node that carries meaning, by identity."""
        if self._parents is None:
            self._parents = {}
            stack: list[cst.CSTNode] = [self.tree]
            while stack:
                node = stack.pop()
                for child in scopes.children(node):
                    self._parents[id(child)] = node
                    stack.append(child)
        return self._parents

    def is_in_fstring(self, node: cst.CSTNode) -> bool:
        """Whether a node stands in a field of an f-string, where not every quote may stand."""
        parent = self.parents.get(id(node))
        while parent is not None:
            if isinstance(parent, (cst.FormattedString, cst.TemplatedString)):
                return True
            parent = self.parents.get(id(parent))
        return False

    def again(self) -> Module:
        """The same module as if it had just been parsed: not yet interpreted."""
        other = Module(
            self.name,
            self.root,
            self.source,
            self.tree,
            self.normalised,
            self.is_package,
            self.editable,
        )
        other.index, other.words, other.parts = self.index, self.words, self.parts
        other._positions, other._lines, other._parents = (
            self._positions,
            self._lines,
            self._parents,
        )
        return other

    def excerpt(self, location: Location, most: int = 6) -> Excerpt:
        """The source lines of a location, at most `most` of them."""
        last = min(location.end_line, location.line + most - 1)
        lines = tuple(self.lines.line_text(n) for n in range(location.line, last + 1))
        return Excerpt(location.line, lines)


def is_test_path(path: str) -> bool:
    """Whether a file is a test or prepares tests, by the names that pytest collects."""
    parts = path.replace(os.sep, "/").split("/")
    stem = parts[-1].rpartition(".")[0]
    named = stem.startswith("test_") or stem.endswith("_test") or stem in ("conftest", "tests")
    return named or any(part in ("tests", "test") for part in parts[-4:-1])


def parse(
    source: Source,
    name: str,
    root: str,
    *,
    is_package: bool = False,
    editable: Permission = ALLOWED,
) -> Module:
    """Parse the text of a source; raises what libcst raises, which is more than it documents."""
    normalised = source.parse_text()
    tree = cst.parse_module(normalised.text)
    return Module(name, root, source, tree, normalised, is_package, editable)
