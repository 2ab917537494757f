"""Where the nodes of a tree stand, in one pass of libcst's own code generator.

libcst's position providers cost one and a half times the parse; generating the code again with a
state that counts characters costs a quarter of it. The hooks used here (`add_token`,
`before_codegen`, `after_codegen`, `record_syntactic_position`) are those that libcst's providers
use themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate

import libcst as cst
from libcst._nodes.internal import CodegenState


class NotLosslessError(Exception):
    """The tree does not give the text back that it was parsed from, so no position holds."""


class Positions:
    """Start and end of every node of one tree, as offsets into the text that was parsed."""

    def __init__(self, tree: cst.Module, text: str) -> None:
        """Raises `NotLosslessError` when the tree does not spell `text`."""
        state = _Counting(tree.default_indent, tree.default_newline)
        tree._codegen(state)
        if "".join(state.tokens) != text:
            raise NotLosslessError
        self._spans = state.spans

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Start and end (exclusive), without the white space and parentheses around a node."""
        return self._spans[id(node)]


class Shifted:
    """The same for a tree with new tokens in it: where the nodes stood that are still there.

    `origins` has, by identity, the node that a new one stands for; `moves` are the offsets in the
    old text at which characters came or went, in order, with how many that were.
    """

    def __init__(
        self,
        old: Positions | Shifted,
        origins: Mapping[int, cst.CSTNode],
        moves: Sequence[tuple[int, int]],
    ) -> None:
        self._old = old
        self._origins = origins
        self._starts = [start for start, _ in moves]
        self._moved = [0, *accumulate(by for _, by in moves)]

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Start and end (exclusive), without the white space and parentheses around a node."""
        start, end = self._old.span(self._origins.get(id(node), node))
        return start + self._before(start), end + self._before(end)

    def _before(self, offset: int) -> int:
        """How far what came and went before an offset of the old text has moved it."""
        return self._moved[bisect_left(self._starts, offset)]


class _Counting(CodegenState):
    """Counts the characters that were generated before and after each node."""

    def __init__(self, default_indent: str, default_newline: str) -> None:
        super().__init__(default_indent, default_newline)
        self.offset = 0
        self.spans: dict[int, tuple[int, int]] = {}
        self._starts: list[int] = []

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.offset += sum(map(len, self.indent_tokens))

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002 (the hook has it)
        self._starts.append(self.offset)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self._starts.pop()
        if id(node) not in self.spans:
            self.spans[id(node)] = (start, self.offset)

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> _Recording:
        return _Recording(self, node, start_node, end_node)


class _Recording:
    """Records the span of a node around the tokens that libcst generates within.

    A class of its own, since a generator as context manager takes twice the time.
    """

    __slots__ = ("_end_node", "_node", "_start", "_start_node", "_state")

    def __init__(
        self,
        state: _Counting,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self._state = state
        self._node = node
        self._start_node = start_node
        self._end_node = end_node

    def __enter__(self) -> None:
        self._start = self._state.offset

    def __exit__(self, raised: object, *_: object) -> None:
        if raised is not None:  # what was not generated stands nowhere
            return
        spans = self._state.spans
        first, last = self._start, self._state.offset
        if self._start_node is not None:
            first = spans[id(self._start_node)][0]
        if self._end_node is not None:
            last = spans[id(self._end_node)][1]
        spans[id(self._node)] = (first, last)
