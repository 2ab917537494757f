"""Ten real client libraries, with the rules that the primer has for them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Board


def libraries(board: Board, cache: Path) -> None:
    """A whole run over a library costs a few parses of what it loads, and meets no bound."""
    board.fail(f"no libraries in {cache}")
