"""What the program asks of a text besides sending it: an edit must not change the answers."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.events.recorder import Use
from migrator.analysis.source.module import Module
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Entry, Piece, Text, Value, alternatives


def read(machine: Machine, entry: Entry, key: Value) -> None:
    """Note that the entry is read by `key`, so that both spellings can be renamed together."""
    if not isinstance(key, Text):
        return
    for literal in entry.literals():
        machine.recorder.reads.setdefault(literal, []).append(key)
    for literal in key.literals():
        machine.recorder.read_by.setdefault(literal, []).append(entry)
    noted(machine, key, "keyed")
    for spelled in (entry.key, *entry.also):
        noted(machine, spelled, "keyed")


def noted(
    machine: Machine,
    value: Value,
    what: str,
    at: tuple[Module, cst.CSTNode] | None = None,
    detail: str = "",
) -> None:
    """Note a use of the literals of a text, at a node or where they stand."""
    for _, alternative in alternatives(value):
        for piece in alternative.pieces if isinstance(alternative, Text) else ():
            literal = piece.literal if isinstance(piece, Piece) else None
            if isinstance(piece, Piece) and literal is not None:
                place = at or (literal.module, literal.node)
                part = (piece.start, piece.start + len(piece.text))
                use = Use(what, *place, detail or ("inside" if machine.stack else ""), part)
                machine.recorder.use(literal, use)
