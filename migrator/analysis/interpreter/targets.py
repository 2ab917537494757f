"""Targets: what an assignment, a loop or a `with` binds, unpacking included."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import (
    classes,
    containers,
    recorded,
)
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Instance,
    Mapping,
    Sequence,
    Value,
    alternatives,
    union,
)


def assign_target(machine: Machine, frame: Frame, target: cst.BaseExpression, value: Value) -> None:
    """Bind what an assignment, a loop or a `with` binds."""
    if isinstance(target, cst.Name):
        frame.bind(target.value, value)
    elif isinstance(target, cst.Attribute):
        holder = machine.evaluate(machine, frame, target.value)
        machine.set_attribute(machine, frame, holder, target.attr.value, value)
    elif isinstance(target, cst.Subscript):
        _assign_item(machine, frame, target, value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        _unpack(machine, frame, target, value)


def _assign_item(machine: Machine, frame: Frame, target: cst.Subscript, value: Value) -> None:
    element = target.slice[0].slice
    container = machine.evaluate(machine, frame, target.value)
    key = (
        machine.evaluate(machine, frame, element.value)
        if isinstance(element, cst.Index)
        else UNKNOWN
    )
    for _, alternative in alternatives(container):
        if isinstance(alternative, Mapping):
            containers.store(machine, alternative, key, value)
        elif isinstance(alternative, Sequence):
            alternative.items, alternative.element = None, UNKNOWN


def _unpack(machine: Machine, frame: Frame, target: cst.Tuple | cst.List, value: Value) -> None:
    count = len(target.elements)
    starred = [i for i, e in enumerate(target.elements) if isinstance(e, cst.StarredElement)]
    columns: list[list[tuple[object, Value]]] = [[] for _ in range(count)]
    for guard, alternative in alternatives(value):
        row = _row(machine, alternative, count, starred)
        for column, item in zip(columns, row, strict=True):
            column.append((guard, item))
    for element, column in zip(target.elements, columns, strict=True):
        assign_target(machine, frame, element.value, union(column))  # type: ignore[arg-type]


def _row(machine: Machine, value: Value, count: int, starred: list[int]) -> list[Value]:
    items = containers.elements(value)
    if isinstance(value, Instance) and classes.inherits(value.cls, "NamedTuple"):
        items = [value.attributes.get(name, UNKNOWN) for name in value.cls.fields]
    doubled = recorded.unpacked(value, count)
    if doubled is not None and not starred:
        return doubled
    if isinstance(value, Answer) and count == 2:
        return [value, Answer(value.request, "content")]
    if items is None or (not starred and len(items) != count) or len(items) < count - 1:
        return [UNKNOWN] * count
    if not starred:
        return list(items)
    first, after = starred[0], count - starred[0] - 1
    last = len(items) - after
    middle = Sequence(machine.path, items[first:last])
    return [*items[:first], middle, *items[last:]]
