"""What classes of declared fields inherit from an outside base: copies, objects made unchecked.

Facts are those of pydantic's own reference documentation.
"""

from __future__ import annotations

import dataclasses

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.operations import copies, instances
from migrator.analysis.store import questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Class,
    Const,
    Instance,
    Mapping,
    Value,
    alternatives,
    classes,
    join,
    made_of,
)
from migrator.analysis.values.frames import Frame


def _copied(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`model.model_copy(update=None, deep=False)`: another object with the same fields."""
    model = first(arguments)
    deep = arguments.get("deep")
    flat = [copies.copy(machine, v) for _, v in alternatives(model)]
    deeply = [copies.deep_copy(machine, v) for _, v in alternatives(model)]
    known = Const(False) if deep is None else deep.value
    if isinstance(known, Const):
        made = join(*(deeply if known.value else flat))
    else:
        made = join(*flat, *deeply)
    update = arguments.get("update")
    for _, given in alternatives(update.value) if update is not None else ():
        _update(machine, frame, made, given, node)
    for _, copied in alternatives(made) if arguments.open else ():
        if isinstance(copied, Instance):  # which fields change is not known
            instances.set_any(machine, copied, UNKNOWN)
    return made


def _update(machine: Machine, frame: Frame, made: Value, given: Value, node: cst.CSTNode) -> None:
    """Set the fields that a mapping names."""
    if isinstance(given, Const):
        return
    for name, entry in given.entries.items() if isinstance(given, Mapping) else ():
        questions.noted(machine, entry.key, "compared")
        machine.set_attribute(frame, made, name, entry.value, node)
    if isinstance(given, Mapping) and not given.open and not given.rest:
        return
    for _, copied in alternatives(made):
        if isinstance(copied, Instance):
            instances.set_any(machine, copied, made_of("...", given))


def _constructed(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    """`Model.model_construct(_fields_set=None, **values)`: an object, made without a check."""
    cls = first(arguments)
    fields = {n: a for n, a in arguments.keywords.items() if n != "_fields_set"}
    given = dataclasses.replace(arguments, positional=(), keywords=fields)
    if not isinstance(cls, Class) or classes.find(cls, "__init__") is not None:
        return None  # a constructor of its own is not run
    return machine.call(frame, cls, given, node)


HANDLERS: dict[str, Handler] = {
    "object-copied": _copied,
    "object-constructed": _constructed,
}
