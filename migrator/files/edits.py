"""Edits of a text, applied: the one place where an edit becomes characters."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.model import Edit


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Give the text with all edits made; their order does not matter, equal edits count once.

    Insertions at one offset that differ, and spans that overlap, have no clear result. Raises
    ValueError for these, and when the text at a span is not the edit's `before`.
    """
    pieces: list[str] = []
    done = 0
    last: Edit | None = None
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end, edit.after)):
        if edit.start < done or _same_place(last, edit):
            raise ValueError(f"two edits overlap at offset {edit.start} of {edit.location.path}")
        if edit.end < edit.start or text[edit.start : edit.end] != edit.before:
            where = f"{edit.location.path}:{edit.location.line}:{edit.location.column}"
            raise ValueError(f"{where} does not hold {edit.before!r}")
        pieces += (text[done : edit.start], edit.after)
        done = edit.end
        last = edit
    pieces.append(text[done:])
    return "".join(pieces)


def _same_place(last: Edit | None, edit: Edit) -> bool:
    """Whether an insertion stands where another edit starts."""
    return last is not None and last.start == edit.start
