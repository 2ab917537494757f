"""Copies of containers and objects: shallow, deep, and as a client takes them when it sends."""

from __future__ import annotations

from dataclasses import replace

from migrator.analysis.operations import mappings
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Encoded,
    Hole,
    Instance,
    Mapping,
    Piece,
    Sequence,
    Text,
    Value,
    alternatives,
    constituents,
    union,
)


def copy(machine: Machine, value: Value) -> Value:
    """A shallow copy, as `copy.copy` and `.copy()` make it."""
    if isinstance(value, Mapping):
        result = Mapping(machine.path, open=value.open, numbers=dict(value.numbers))
        result.rest, result.factory, result.decides = value.rest, value.factory, value.decides
        for name, entry in value.entries.items():
            result.entries[name] = replace(entry)
        return result
    if isinstance(value, Sequence):
        items = list(value.items) if value.items is not None else None
        return Sequence(machine.path, items, value.kind, value.element, value.count)
    if isinstance(value, Instance):
        attributes = dict(value.attributes)
        return Instance(value.cls, machine.path, attributes, value.generic, value.created)
    return value


def deep_copy(machine: Machine, value: Value) -> Value:
    """A deep copy, as `copy.deepcopy` makes it."""
    copies: dict[int, Value] = {}
    for part in constituents(value):
        if isinstance(part, (Mapping, Sequence, Instance)):
            copies[id(part)] = copy(machine, part)

    def own(part: Value) -> Value:
        return union((guard, copies.get(id(v), v)) for guard, v in alternatives(part))

    for part in copies.values():
        if isinstance(part, Mapping):
            for entry in part.entries.values():
                entry.value = own(entry.value)
            part.numbers = {number: own(held) for number, held in part.numbers.items()}
        elif isinstance(part, Sequence):
            part.items = [own(v) for v in part.items] if part.items is not None else None
            part.element = own(part.element) if part.element is not None else None
        elif isinstance(part, Instance):
            part.attributes = {name: own(held) for name, held in part.attributes.items()}
    return own(value)


def snapshot(value: Value) -> Value:
    """A body as it is now: the program may go on to change the object."""
    return union((guard, _snapshot(v)) for guard, v in alternatives(value))


def _snapshot(value: Value) -> Value:
    if isinstance(value, Mapping):
        entries = {name: replace(entry) for name, entry in value.entries.items()}
        numbers = dict(value.numbers)
        return Mapping(value.path, entries, value.open, numbers, value.rest, value.decides)
    if isinstance(value, Text) and any(isinstance(p, Hole) for p in value.pieces):
        return Text(tuple(_snapshot_piece(piece) for piece in value.pieces))
    return value


def _snapshot_piece(piece: Piece | Hole) -> Piece | Hole:
    if isinstance(piece, Hole) and isinstance(piece.value, Encoded):
        return replace(piece, value=replace(piece.value, value=snapshot(piece.value.value)))
    return piece


def as_form(machine: Machine, value: Value) -> Value:
    """What a client makes a form of, as it is now: a mapping, or pairs that could be one."""
    return union((guard, _as_form(machine, v)) for guard, v in alternatives(value))


def _as_form(machine: Machine, value: Value) -> Value:
    if mappings.pairs_of(value):
        made = Mapping(machine.path)
        mappings.spread(machine, made, value)
        return made
    return _snapshot(value)
