"""What the program asks of a text besides sending it: an edit must not change the answers."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.events.recorder import SEGMENTS, Use
from migrator.analysis.source.module import Module
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Entry, Mapping, Piece, Text, Value, alternatives, texts


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


def missed(machine: Machine, mapping: Mapping, key: Value) -> None:
    """Note that a key is looked for which a mapping does not have: no edit may put it there."""
    if isinstance(key, Text) and key.known is not None:
        noted(machine, key, "compared")
        if machine.project.parts.search(key.known) is not None:
            machine.recorder.missed.setdefault(key.known, {})[id(mapping)] = mapping


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
            if isinstance(piece, Piece) and literal is not None and literal.matters:
                place = at or (literal.module, literal.node)
                use = Use(what, *place, detail or ("inside" if machine.stack else ""), piece.part)
                machine.recorder.use(literal, use)


def asked_of_part(machine: Machine, value: Value, question: str) -> bool:
    """Note that a text is asked a question, if it is one whose answer an edit can be held to.

    That is a literal of its own, or a segment of the path that one is.
    """
    pieces = value.pieces if isinstance(value, Text) else ()
    piece = pieces[0] if len(pieces) == 1 else None
    if not isinstance(piece, Piece):
        return False
    if piece.literal is None or not piece.literal.matters:
        return True
    whole = piece.literal.value
    if piece.reach:
        return False
    end = piece.start + len(piece.text)
    if piece.text != whole:
        before, after = whole[: piece.start], whole[end:]
        bounded = before[-1:] in ("", "/") and after[:1] in ("", "/")
        if "/" in piece.text or not bounded:
            return False
        question = f"{SEGMENTS}{question}"
    noted(machine, value, "asked", detail=question)
    return True


def searched(machine: Machine, value: Value, question: str) -> None:
    """Note that something is searched for in a text: each of its literals is held to its answer.

    Of a literal that was cut nobody knows where the text ends.
    """
    for _, alternative in alternatives(value):
        for piece in alternative.pieces if isinstance(alternative, Text) else ():
            if isinstance(piece, Piece) and piece.literal is not None:
                what, detail = ("asked", question) if texts.is_whole(piece) else ("compared", "")
                noted(machine, Text((piece,)), what, detail=detail)


def differs(machine: Machine, value: Text, other: Text) -> None:
    """Note that a text is told from another one: no edit may make it the same."""
    wanted, spelled = other.known, value.known
    if wanted is None or spelled is None:
        return
    begin = 0
    for piece in value.pieces:
        if not isinstance(piece, Piece):
            continue
        end = begin + len(piece.text)
        before, after = spelled[:begin], spelled[end:]
        rest = len(wanted) - len(before) - len(after)
        if rest >= 0 and wanted.startswith(before) and wanted.endswith(after):
            part = wanted[len(before) : len(before) + rest]
            whole = piece.literal is not None and piece.text == piece.literal.value
            if piece.literal is not None and whole:
                place = (piece.literal.module, piece.literal.node)
                machine.recorder.use(piece.literal, Use("asked", *place, f"__ne__ {part}"))
        begin = end
