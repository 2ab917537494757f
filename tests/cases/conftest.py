"""In every case: a module that the proof has put together is the one that a parse gives."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst
import pytest

from migrator.analysis.source.module import Module
from migrator.analysis.source.positions import Positions
from migrator.analysis.source.splicing import spliced
from migrator.files.source import Source
from migrator.migration import verification
from migrator.model import Edit


def _compared(module: Module, source: Source, edits: Iterable[Edit]) -> Module | None:
    made = spliced(module, source, edits)
    if made is not None:
        hold_same(made)
    return made


def hold_same(made: Module) -> None:
    """Fail unless tree and positions of a module are what a parse of its text gives."""
    parsed = cst.parse_module(made.normalised.text)
    assert made.tree.deep_equals(parsed)
    positions = Positions(parsed, made.normalised.text)
    pairs: list[tuple[cst.CSTNode, cst.CSTNode]] = [(made.tree, parsed)]
    while pairs:
        node, other = pairs.pop()
        assert made.positions.span(node) == positions.span(other)
        pairs += zip(node.children, other.children, strict=True)


@pytest.fixture(autouse=True)
def compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "spliced", _compared)
