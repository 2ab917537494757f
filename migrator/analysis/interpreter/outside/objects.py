"""Functions that look into objects: `getattr`, `vars`, `type`, fields, imports by name.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import classes, http, questions
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.interpreter.outside.common import Handler, first
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Partial,
    Text,
    Value,
    alternatives,
    join,
)


def _getattr(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name = arguments.get("", 1)
    default = arguments.get("", 2)
    found: list[Value] = []
    for _, alternative in alternatives(name.value if name else UNKNOWN):
        if isinstance(alternative, Text) and alternative.known is not None:
            questions.noted(machine, alternative, "compared")
            found.append(
                machine.attribute(machine, frame, first(arguments), alternative.known, node)
            )
        else:
            found.append(_dynamic_attribute(first(arguments), alternative))
    if default is not None:
        found.append(default.value)
    return join(*found) if found else UNKNOWN


def _dynamic_attribute(receiver: Value, name: Value) -> Value:
    """`getattr(session, verb)` with a verb that is not known."""
    if isinstance(receiver, (ExternalInstance, External)):
        return Partial(External("?dynamic"), Arguments((Argument(receiver), Argument(name))))
    return UNKNOWN


def _setattr(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name, value = arguments.get("", 1), arguments.get("", 2)
    target = first(arguments)
    if name and value and isinstance(name.value, Text) and name.value.known is not None:
        machine.set_attribute(machine, frame, target, name.value.known, value.value)
    return NONE


def _names(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`locals()`, `vars(x)`, `asdict(x)`: keys are names, which cannot be renamed alone."""
    if arguments.positional:
        value = first(arguments)
        if isinstance(value, Answer):
            http.use(machine, frame, value, "escape", node, "its attributes are listed")
        if isinstance(value, Instance):
            return classes.as_mapping(machine, value)
        return Mapping(machine.path, open="it is made of attributes that are not known")
    return Mapping(machine.path, open="it is made of the names of variables")


def _namespace(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    attributes = {name: argument.value for name, argument in arguments.keywords.items()}
    return ExternalInstance("types.SimpleNamespace", arguments, attributes)


def _property(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`name = property(getter)` in a class body."""
    getter = first(arguments, "fget")
    if not isinstance(getter, Function):
        return UNKNOWN
    return replace(getter, decorators=getter.decorators | {"property"})


def _field(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`field(default=...)`: the class definition looks into it."""
    return ExternalInstance("?field", arguments)


def _type(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    return value.cls if isinstance(value, Instance) and len(arguments.positional) == 1 else UNKNOWN


def _import_module(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    name = first(arguments, "name")
    known = name.known if isinstance(name, Text) else None
    found = machine.project.resolve(known, frame.module) if known else None
    if found is None:
        return External(known) if known else UNKNOWN
    return found


def _context(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return first(arguments) if arguments.positional else NONE


def _second(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    given = arguments.get("val", 1)
    return given.value if given is not None else UNKNOWN


HANDLERS: dict[str, Handler] = {
    "dataclasses.field": _field,
    "attr.ib": _field,
    "attr.field": _field,
    "attrs.field": _field,
    "pydantic.Field": _field,
    "builtins.property": _property,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.locals": _names,
    "builtins.vars": _names,
    "builtins.globals": _names,
    "builtins.type": _type,
    "dataclasses.asdict": _names,
    "attr.asdict": _names,
    "attrs.asdict": _names,
    "typing.cast": _second,
    "types.SimpleNamespace": _namespace,
    "contextlib.closing": _context,
    "contextlib.aclosing": _context,
    "contextlib.nullcontext": _context,
    "importlib.import_module": _import_module,
}
