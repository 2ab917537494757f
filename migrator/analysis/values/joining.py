"""Alternatives: one value for all that an expression may give, each under its guard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from migrator.analysis.values.kinds import (
    UNKNOWN,
    Const,
    Entry,
    Guard,
    Param,
    ParsedUrl,
    Pattern,
    Piece,
    Text,
    Union,
    Unknown,
    Value,
)
from migrator.analysis.values.objects import Answer, Double, External
from migrator.analysis.values.rows import MAX_ALTERNATIVES, alike, are_rows, chosen

ALWAYS: Guard = frozenset()


def alternatives(value: Value) -> tuple[tuple[Guard, Value], ...]:
    """The values that `value` may be, each under its guard; one when it is no union."""
    if isinstance(value, Union):
        return value.alternatives
    return ((ALWAYS, value),)


def consistent(one: Guard, other: Guard) -> bool:
    """Whether no branch is taken both ways in the two guards."""
    if not one or not other:
        return True
    if len(one) > len(other):
        one, other = other, one
    arms = dict(other)
    return all(branch not in arms or arms[branch] == arm for branch, arm in one)


def union(pairs: Iterable[tuple[Guard, Value]]) -> Value:
    """One value for all alternatives: flat, without repetition, and bounded."""
    found: dict[object, tuple[Guard, Value]] = {}
    for guard, value in pairs:
        if not isinstance(value, Union):
            key = identity(value)
            other = found.get(key)
            found[key] = (guard, value) if other is None else (guard & other[0], _one(other, value))
            continue
        for inner, alternative in value.alternatives:
            if not consistent(guard, inner):
                continue
            joined = guard | inner
            key = identity(alternative)
            other = found.get(key)
            if other is not None:
                joined, alternative = joined & other[0], _one(other, alternative)
            found[key] = (joined, alternative)
    if not found:
        return UNKNOWN
    if len(found) == 1:
        return next(iter(found.values()))[1]
    kept = list(found.values())
    return Union(tuple(kept if are_rows(kept) else few(kept)))


def few(pairs: list[tuple[Guard, Value]]) -> list[tuple[Guard, Value]]:
    """The alternatives, or those that can matter most and one value for all others."""
    pairs = pairs if len(pairs) <= MAX_ALTERNATIVES else alike(pairs)
    if len(pairs) <= MAX_ALTERNATIVES:
        return pairs
    kept, lost = chosen(pairs)
    parts = {identity(part): part for part in lost}
    return [*kept, (ALWAYS, Unknown(why="bound-exceeded", parts=tuple(parts.values())))]


def _one(known: tuple[Guard, Value], value: Value) -> Value:
    """One value for two that need not be told apart; a test of it is a test of neither."""
    if value is known[1] or not isinstance(value, (Answer, Unknown)) or value is UNKNOWN:
        return value
    return replace(value)


def join(*values: Value) -> Value:
    """The union of values that hold without a condition of their own."""
    if values and all(value is values[0] for value in values[1:]):
        return values[0]
    return union((ALWAYS, value) for value in values)


def identity(value: Value) -> object:
    """A key that is equal for values that cannot be told apart."""
    if isinstance(value, Const):
        return (type(value.value), value.value)
    if isinstance(value, External):
        return value.name
    if isinstance(value, (Unknown, Text)):
        try:
            return value.key
        except AttributeError:
            key = _made_key(value)
            object.__setattr__(value, "key", key)  # it never changes, and is asked for often
            return key
    if isinstance(value, Answer) and value.stays:
        return (Answer, value.part)  # nobody has to know whose answer it is
    if isinstance(value, Answer) and value.derive is None:
        return (Answer, id(value.request), value.part)
    if isinstance(value, Double) and value.value is None and value.arguments is None:
        return (Double, value.part, value.name, value.stub and id(value.stub))
    return id(value)


def _made_key(value: Unknown | Text) -> object:
    if isinstance(value, Text):
        return tuple(
            (piece.text, id(piece.literal), piece.start)
            if isinstance(piece, Piece)
            else id(piece.value)
            for piece in value.pieces
        )
    if isinstance(value, (ParsedUrl, Pattern)):
        return id(value)
    whose = id(value.function) if isinstance(value, Param) else 0
    return (type(value), value.label, whose, *(identity(part) for part in value.parts))


def spelled_also(entry: Entry, *keys: Text) -> tuple[Text, ...]:
    """The other spellings of a key when these come to it, each place in the source once."""
    known = {identity(key): key for key in (entry.key, *entry.also, *keys)}
    return tuple(known.values())[1:]


def merged(
    before: dict[str, Value], arms: list[tuple[Guard, dict[str, Value]]]
) -> dict[str, Value]:
    """The names after a branch: where the arms differ, the union of what they say."""
    if not arms:
        return before
    if len(arms) == 1:
        return arms[0][1]
    result: dict[str, Value] = {}
    for name in {n: None for _, names in arms for n in names}:
        values = [(guard, names.get(name)) for guard, names in arms]
        first = values[0][1]
        if all(value is first for _, value in values):
            result[name] = first if first is not None else UNKNOWN
        else:
            result[name] = union((g, v) for g, v in values if v is not None)
    return result
