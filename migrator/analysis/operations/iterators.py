"""Objects of the project that say how they are iterated."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.operations import contents
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Arguments,
    Bound,
    Guard,
    Instance,
    Sequence,
    Value,
    alternatives,
    classes,
    join,
    made_of,
    union,
)
from migrator.analysis.values.frames import Frame


def next_of(machine: Machine, frame: Frame, given: Value, loop: cst.CSTNode) -> Value:
    """What the iterator that `__iter__` gives hands out."""
    if isinstance(given, Instance):
        step = classes.find(given.cls, "__next__") or classes.find(given.cls, "__anext__")
        if step is not None:
            return machine.call(frame, Bound(step, given), Arguments(), loop)
    return join(contents.element_of(given), made_of("...", given))


def iterator(value: Instance) -> Value | None:
    """The method that says how an object is iterated, None when there is none."""
    return classes.find(value.cls, "__iter__") or classes.find(value.cls, "__aiter__")


def unrolled(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    """The elements of objects of the project that say how they are iterated; others as they are."""
    options = alternatives(value)
    if not any(isinstance(v, Instance) and iterator(v) is not None for _, v in options):
        return value
    found: list[tuple[Guard, Value]] = []
    for guard, alternative in options:
        own = iterator(alternative) if isinstance(alternative, Instance) else None
        if own is not None:
            given = machine.call(frame, Bound(own, alternative), Arguments(), node)
            element = next_of(machine, frame, given, node)
            alternative = Sequence(machine.path, None, element=element)
        found.append((guard, alternative))
    return union(found)
