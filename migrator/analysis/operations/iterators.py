"""Objects of the project that say how they are iterated, or what `**` takes of them."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrator.analysis.operations import contents, mappings
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Guard,
    Instance,
    Mapping,
    Sequence,
    Value,
    alternatives,
    classes,
    join,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def next_of(machine: Machine, frame: Frame, given: Value, loop: cst.CSTNode) -> Value:
    """What the iterator that `__iter__` gives hands out."""
    if isinstance(given, Instance):
        step = classes.find(given.cls, "__next__") or classes.find(given.cls, "__anext__")
        if step is not None:
            return machine.call(frame, Bound(step, given), Arguments(), loop)
    return join(contents.element_of(given), made_of("...", given))


def element(machine: Machine, frame: Frame, value: Value, loop: cst.CSTNode) -> Value | None:
    """What iteration over an object of the project gives; None when its class does not say it.

    A class without `__iter__` is asked for its items by number, until it raises.
    """
    if not isinstance(value, Instance):
        return None
    own = classes.find(value.cls, "__iter__") or classes.find(value.cls, "__aiter__")
    if own is not None:
        given = machine.call(frame, Bound(own, value), Arguments(), loop)
        return next_of(machine, frame, given, loop)
    numbered = classes.find(value.cls, "__getitem__")
    if numbered is None:
        return None
    given = machine.call(frame, Bound(numbered, value), positional(unknown("number")), loop)
    # Beyond the end it raises: there is no element that is nothing.
    there = [(guard, v) for guard, v in alternatives(given) if v is not UNKNOWN]
    return union(there) if there else given


def unrolled(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    """The elements of objects of the project that say how they are iterated; others as they are."""
    options = alternatives(value)
    if not any(isinstance(alternative, Instance) for _, alternative in options):
        return value
    found: list[tuple[Guard, Value]] = []
    for guard, alternative in options:
        given = element(machine, frame, alternative, node)
        if given is not None:
            alternative = Sequence(machine.path, None, element=given)
        found.append((guard, alternative))
    return union(found)


def opened(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode, *, keyed: bool = False
) -> Arguments:
    """The arguments of what goes through them, with the elements of the project's own objects.

    What is `keyed` takes an object with `keys` for a mapping.
    """

    def one(value: Value) -> Value:
        whole = mapped(machine, frame, value, node) if keyed else value
        return unrolled(machine, frame, whole, node)

    given = tuple(replace(a, value=one(a.value)) for a in arguments.positional)
    return replace(arguments, positional=given)


def mapped(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    """Objects of the project with `keys` as the mappings that `**` and `dict` take them for."""
    options = alternatives(value)
    if not any(isinstance(alternative, Instance) for _, alternative in options):
        return value
    return union((guard, _mapped(machine, frame, option, node)) for guard, option in options)


def _mapped(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    if not isinstance(value, Instance):
        return value
    keys, item = classes.find(value.cls, "keys"), classes.find(value.cls, "__getitem__")
    if keys is None or item is None:
        return value
    given = machine.call(frame, Bound(keys, value), Arguments(), node)
    key = join(contents.element_of(given), made_of("...", given))
    made = Mapping(machine.path, open="its keys are what an object says")
    mappings.decide(made, key)
    mappings.keep(made, machine.call(frame, Bound(item, value), positional(key), node))
    return made


def is_kept(machine: Machine, frame: Frame, node: cst.CSTNode) -> bool:
    """Whether an iterator that is made at a node may be asked later than there and then."""
    parents = frame.module.parents
    parent = parents.get(id(node))
    while isinstance(parent, cst.Arg):
        call = parents.get(id(parent))
        callee = call.func if isinstance(call, cst.Call) else None
        name = callee.attr if isinstance(callee, cst.Attribute) else callee
        if not isinstance(name, cst.Name) or machine.library.is_a(name.value, "at-once"):
            return False
        parent = parents.get(id(call))
    around = parents.get(id(parent)) if isinstance(parent, cst.CompFor) else None
    if isinstance(around, cst.GeneratorExp):
        return is_kept(machine, frame, around)
    return not isinstance(parent, (cst.For, cst.CompFor, cst.Expr, cst.StarredElement))


def ordered(machine: Machine, frame: Frame, element: Value, node: cst.CSTNode) -> list[Value]:
    """What puts objects in order: what their class says, their fields, or that they are texts."""
    shown: list[Value] = []
    for _, each in alternatives(element):
        if not isinstance(each, Instance):
            continue
        plain, own = classes.plain(each), classes.find(each.cls, "__lt__")
        if own is not None:
            shown.append(machine.call(frame, Bound(own, each), positional(element), node))
        elif plain is not None:
            shown.append(plain)
        elif each.cls.fields:
            shown += each.attributes.values()
    return shown
