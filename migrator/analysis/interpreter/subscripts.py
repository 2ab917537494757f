"""Subscripts and slices."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.interpreter import elements
from migrator.analysis.interpreter.displays import spelled
from migrator.analysis.operations import contents, strings
from migrator.analysis.store import answers, failures, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Const,
    Mapping,
    Sequence,
    Text,
    Value,
    alternatives,
    hole,
    made_of,
    union,
)
from migrator.analysis.values.frames import Frame


def subscript(machine: Machine, frame: Frame, node: cst.Subscript) -> Value:
    """`container[key]` and slices."""
    container = machine.evaluate(frame, node.value)
    element = node.slice[0].slice
    if isinstance(element, cst.Slice):
        bounds = _bounds(machine, frame, element)
        sliced = union((g, _slice(machine, v, bounds)) for g, v in alternatives(container))
        if bounds is not None:
            return sliced
        places = [place for place in (element.lower, element.upper, element.step) if place]
        values = [machine.evaluate(frame, place) for place in places]
        for value in values:
            answers.observe(machine, frame, value, node, "it says what is cut out")
        return sliced
    key = machine.evaluate(frame, element.value) if isinstance(element, cst.Index) else UNKNOWN
    items = ((guard, _item(machine, frame, v, key, node)) for guard, v in alternatives(container))
    return answers.picked(machine, machine.possible(union(items)))


def _item(
    machine: Machine, frame: Frame, container: Value, key: Value, node: cst.Subscript
) -> Value:
    if isinstance(container, Text) and isinstance(key, Const) and isinstance(key.value, int):
        return strings.subscript(container, key.value, key.value + 1 or None)
    element = node.slice[0].slice
    is_constant = isinstance(element, cst.Index) and not isinstance(element.value, cst.SimpleString)
    if is_constant and not isinstance(container, (Mapping, Sequence)):
        # What it reads elsewhere ties a constant to its text.
        questions.noted(machine, key, "compared")
    spelt = spelled(machine, frame, key, node, formatted=False)
    return elements.item(machine, frame, container, spelt, node)


def _bounds(
    machine: Machine, frame: Frame, node: cst.Slice
) -> tuple[int | None, int | None] | None:
    """Both bounds of a slice, None when one is not known or there is a step."""
    if node.step is not None:
        return None
    found: list[int | None] = []
    for bound in (node.lower, node.upper):
        value = machine.evaluate(frame, bound) if bound is not None else NONE
        if not isinstance(value, Const) or not isinstance(value.value, (int, type(None))):
            return None
        found.append(value.value)
    return found[0], found[1]


def _slice(machine: Machine, value: Value, bounds: tuple[int | None, int | None] | None) -> Value:
    from_begin = bounds is not None and not bounds[0] and (bounds[1] or 0) >= 0
    if isinstance(value, Text):
        cut = strings.subscript(value, *bounds) if bounds is not None else hole(value)
        if from_begin:
            return cut  # of an exception, what it begins with is read by people
        return hole(failures.computed(made_of("[...]", cut))) if failures.is_told(cut) else cut
    if isinstance(value, Sequence):
        if value.items is None or bounds is None:
            return Sequence(machine.path, None, value.kind, contents.element_of(value))
        if any(bound is not None and bound < 0 for bound in bounds):
            for part in value.count:
                answers.compared(machine, part)  # which elements these are depends on it
        kept = value.items[slice(*bounds)]
        return Sequence(machine.path, kept, value.kind, count=value.count)
    if answers.is_failure(value) and not from_begin:
        return failures.computed(made_of("[...]", value))
    if isinstance(value, Answer) and value.part != "status":
        return value
    return made_of("[...]", value)
