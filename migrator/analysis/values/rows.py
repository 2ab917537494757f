"""Which alternatives are kept where there are too many: those that can have to do with a rule.

Decided here: a few alternatives are told apart whatever they are. The rows of a table, of which a
key or a round of a loop picks one, are told apart in larger numbers where one of them holds a word
of a rule, and as long as they are data: what is called costs for each of them. Of more, those that
hold a word stay, and the others become one value that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum

from migrator.analysis.values.kinds import (
    Const,
    Guard,
    Hole,
    Mapping,
    Piece,
    Sequence,
    Text,
    Union,
    Unknown,
    Value,
)
from migrator.analysis.values.objects import Bound, Class, External, Function, Instance, Partial

MAX_ALTERNATIVES = 24
MAX_ROWS = 256
"""So many rows of one table are told apart."""

KEY = "key"
ELEMENT = "element"
"""A branch that is a tuple and begins so picks a row: by its key, or by the round of a loop."""

_Pair = tuple[Guard, Value]


class Concern(IntEnum):
    """How much a value can have to do with a rule."""

    WORD = 0  # it holds the word that makes an endpoint
    PART = 1  # it holds what an edit may change
    NONE = 2


def concern(value: Value) -> Concern:
    """What a value holds of a rule, as far as that is seen soon."""
    best = Concern.NONE
    stack = [value]
    seen: set[int] = set()
    while stack and len(seen) < _MOST_SEEN:
        at = stack.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        if isinstance(at, Text):
            for literal in at.literals():
                if literal.names:
                    return Concern.WORD
                if literal.matters:
                    best = Concern.PART
            stack += at.held()
        elif isinstance(at, Function):
            if at.module.index.scope(at.node).seeds:
                return Concern.WORD
        elif isinstance(at, Class):
            stack += at.namespace.values()
        elif isinstance(at, Bound):
            stack += (at.function, at.receiver)
        elif isinstance(at, (Union, Mapping, Sequence, Instance, Partial)):
            stack += at.held()
    return best


_MOST_SEEN = 64


def is_table(values: list[Value]) -> bool:
    """Whether the rows of a table are worth telling apart: there are few, or one holds a word."""
    if len(values) <= MAX_ALTERNATIVES:
        return True
    few = len(values) <= MAX_ROWS
    return few and any(concern(value) is Concern.WORD for value in values)


def are_rows(pairs: list[_Pair]) -> bool:
    """Whether all alternatives but a few are rows of a table, so that they are told apart."""
    if len(pairs) <= MAX_ALTERNATIVES:
        return True
    if len(pairs) > MAX_ROWS + MAX_ALTERNATIVES:
        return False
    others = sum(not (_is_picked(guard) and _is_data(value)) for guard, value in pairs)
    return others <= MAX_ALTERNATIVES


def _is_data(value: Value) -> bool:
    """Whether it costs little to use a value, be it by a method that a text has."""
    if isinstance(value, Bound):
        return isinstance(value.receiver, Text) and isinstance(value.function, External)
    return isinstance(value, (Text, Const, Sequence, Mapping, Instance, Unknown))


def _is_picked(guard: Guard) -> bool:
    return any(isinstance(b, tuple) and bool(b) and b[0] in (KEY, ELEMENT) for b, _ in guard)


def alike(pairs: list[_Pair]) -> list[_Pair]:
    """The alternatives, with one text for those that differ in a part of a segment alone.

    What stands there between characters that an edit may change is a hole; what leads to another
    host or has another number of segments stays told apart.
    """
    groups: dict[object, list[tuple[Guard, Text]]] = {}
    others: list[_Pair] = []
    for guard, value in pairs:
        if isinstance(value, Text) and value.matters:
            groups.setdefault(_frame(value), []).append((guard, value))
        else:
            others.append((guard, value))
    return [*(row[0] if len(row) == 1 else _merged(row) for row in groups.values()), *others]


def _frame(value: Text) -> tuple[object, ...]:
    """What texts have to share that are to become one."""
    first, *inner = _gaps(value)
    last = inner.pop() if inner else []
    known = [piece for piece in value.pieces if isinstance(piece, Piece) and _matters(piece)]
    kept = [(id(piece.literal), piece.start, piece.text) for piece in known]
    wide = [gap if any("/" in _text(piece) for piece in gap) else [] for gap in inner]
    around = [tuple(map(_spelled, gap)) for gap in (first, *wide, last)]
    return (type(value), *kept, *around)


def _text(piece: Piece | Hole) -> str:
    return piece.text if isinstance(piece, Piece) else ""


def _matters(piece: Piece | Hole) -> bool:
    return isinstance(piece, Piece) and piece.literal is not None and piece.literal.matters


def _merged(row: list[tuple[Guard, Text]]) -> _Pair:
    """One text for texts that share the pieces that matter."""
    whole = row[0][1]
    kept = [piece for piece in whole.pieces if _matters(piece)]
    gaps = [_gaps(value) for _, value in row]
    pieces: list[Piece | Hole] = []
    for number, between in enumerate(zip(*gaps, strict=True)):
        spelled = {tuple(map(_spelled, gap)) for gap in between}
        pieces += between[0] if len(spelled) == 1 else [_hole(between)]
        pieces += kept[number : number + 1]
    return frozenset.intersection(*(guard for guard, _ in row)), replace(whole, pieces=(*pieces,))


def _spelled(piece: Piece | Hole) -> object:
    return piece.text if isinstance(piece, Piece) else id(piece.value)


def _hole(between: Iterable[list[Piece | Hole]]) -> Hole:
    """What may stand in a gap, by what the holes there are made of."""
    held = [p.value for gap in between for p in gap if isinstance(p, Hole)]
    made: dict[int, Value] = {}
    for value in held:
        made.update((id(v), v) for v in (value.parts if isinstance(value, Unknown) else (value,)))
    why = next((v.why for v in held if isinstance(v, Unknown) and v.why), "")
    return Hole(Unknown("...", why, tuple(made.values())))


def _gaps(value: Text) -> list[list[Piece | Hole]]:
    """What stands before, between and behind the pieces that matter."""
    gaps: list[list[Piece | Hole]] = [[]]
    for piece in value.pieces:
        if _matters(piece):
            gaps.append([])
        else:
            gaps[-1].append(piece)
    return gaps


def chosen(pairs: list[_Pair]) -> tuple[list[_Pair], list[Value]]:
    """The alternatives that stay, in their order, and of the others what has to be remembered."""
    ranked = sorted(range(len(pairs)), key=lambda index: concern(pairs[index][1]))
    kept = set(ranked[: MAX_ALTERNATIVES - 1])
    lost = [value for index, (_, value) in enumerate(pairs) if index not in kept]
    return [pair for index, pair in enumerate(pairs) if index in kept], [*_remembered(lost)]


def _remembered(values: Iterable[Value]) -> Iterable[Value]:
    """What of the values an edit may change; what is not known by what it was made of."""
    for value in values:
        if isinstance(value, Unknown):
            yield from value.parts
        elif isinstance(value, Text):
            yield from value.taken_apart()
            yield from _remembered(part for held in value.held() for part in _each(held))
        else:
            yield value


def _each(value: Value) -> list[Value]:
    return value.held() if isinstance(value, Union) else [value]
