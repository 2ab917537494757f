"""Targets: what an assignment, a loop or a `with` binds, unpacking included."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import recorded
from migrator.analysis.operations import contents, iterators, mappings, namespaces, sequences
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Answer,
    Bound,
    External,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    grown,
    join,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def assign_target(machine: Machine, frame: Frame, target: cst.BaseExpression, value: Value) -> None:
    """Bind what an assignment, a loop or a `with` binds."""
    if isinstance(target, cst.Name):
        namespaces.bind(machine, frame, target.value, value)
    elif isinstance(target, cst.Attribute):
        holder = machine.evaluate(frame, target.value)
        machine.set_attribute(frame, holder, target.attr.value, value, target)
    elif isinstance(target, cst.Subscript):
        _assign_item(machine, frame, target, value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        _unpack(machine, frame, target, value)


def _assign_item(machine: Machine, frame: Frame, target: cst.Subscript, value: Value) -> None:
    element = target.slice[0].slice
    container = machine.evaluate(frame, target.value)
    if not isinstance(element, cst.Index):
        value = iterators.unrolled(machine, frame, value, target)
    store_item(machine, frame, container, key_of(machine, frame, element), value, target)


def key_of(machine: Machine, frame: Frame, element: cst.BaseSlice) -> Value:
    """The key of a subscript that is written; of a slice, what its bounds are made of."""
    if isinstance(element, cst.Index):
        return machine.evaluate(frame, element.value)
    bounds = (child for child in element.children if isinstance(child, cst.BaseExpression))
    return made_of("...", *(machine.evaluate(frame, bound) for bound in bounds))


def store_item(
    machine: Machine, frame: Frame, container: Value, key: Value, value: Value, node: cst.CSTNode
) -> None:
    """`container[key] = value`."""
    options = alternatives(container)
    for _, alternative in options:
        if isinstance(alternative, Unknown) and alternative.label == namespaces.GLOBALS:
            _store_global(machine, frame, key, value)
        if isinstance(alternative, Mapping):
            mappings.store(machine, alternative, key, value, alone=len(options) == 1)
        elif isinstance(alternative, Sequence):
            answers.observe(machine, frame, key, node, "an element is put in its place")
            sequences.replace_item(machine, alternative, key, value)
        elif isinstance(alternative, Instance) and (
            method := classes.find(alternative.cls, "__setitem__")
        ):
            given = positional(key, value)
            machine.call(frame, Bound(method, alternative), given, node)
        else:
            for part in (key, value):
                escapes.escape(machine, frame, part, "escape", node, "a place that is not known")
            if isinstance(alternative, External) and not is_test_path(frame.module.source.path):
                _replace_module(machine, frame, alternative, key)


def _replace_module(machine: Machine, frame: Frame, container: External, key: Value) -> None:
    """`sys.modules[name] = other`: who imports that module finds what is not followed there."""
    if not machine.library.is_a(container.name, "loaded-modules"):
        return
    name = key.known if isinstance(key, Text) else None
    found = machine.project.resolve(name, frame.module) if name else None
    for module in list(machine.project.loaded()):
        if name is None or (isinstance(found, Module) and machine.meets(module, found)):
            machine.recorder.executed.add(module.path)


def _store_global(machine: Machine, frame: Frame, key: Value, value: Value) -> None:
    """`globals()[key] = value` binds that name of the module, or any when it is not known."""
    names = machine.names(frame.module)
    known = key.known if isinstance(key, Text) else None
    for name, old in list(names.items()):
        if known is None or name == known:
            names[name], is_new = grown(old, value)
            machine.note(None, is_new, value, name=name)
    if machine.frames.get(frame.module) is not frame:  # else nothing of the module was run yet
        machine.dirty.setdefault(frame.module, set()).update(names if known is None else [known])


def _unpack(machine: Machine, frame: Frame, target: cst.Tuple | cst.List, value: Value) -> None:
    count = len(target.elements)
    starred = [i for i, e in enumerate(target.elements) if isinstance(e, cst.StarredElement)]
    columns: list[list[tuple[object, Value]]] = [[] for _ in range(count)]
    for guard, alternative in alternatives(value):
        row = _row(machine, frame, alternative, count, starred, target)
        for column, item in zip(columns, row, strict=True):
            column.append((guard, item))
    for element, column in zip(target.elements, columns, strict=True):
        assign_target(machine, frame, element.value, union(column))  # type: ignore[arg-type]


def _row(
    machine: Machine,
    frame: Frame,
    value: Value,
    count: int,
    starred: list[int],
    node: cst.CSTNode,
) -> list[Value]:
    items = contents.elements(value)
    if items is None and isinstance(value, Instance):
        own = iterators.element(machine, frame, value, node)
        if own is not None:
            return [own] * count
    if isinstance(value, Sequence) and not starred:
        for part in value.count:
            answers.compared(machine, part)
    doubled = recorded.unpacked(value, count)
    if doubled is not None and not starred:
        return doubled
    if isinstance(value, Answer) and value.part == "response" and count == 2:
        return [value, Answer(value.request, "content")]
    if items is None or (not starred and len(items) != count) or len(items) < count - 1:
        return [join(contents.element_of(value), made_of("...", value))] * count
    if not starred:
        return list(items)
    first, after = starred[0], count - starred[0] - 1
    last = len(items) - after
    decides = value.count if isinstance(value, Sequence) else ()
    middle = Sequence(machine.path, items[first:last], count=decides)
    return [*items[:first], middle, *items[last:]]
