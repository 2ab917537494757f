"""Functions and classes of the project for which a model of the team says what they do.

Decided here: the model is believed, and the code behind the name is not followed for that call. A
function is known by the dotted name of the module that it stands in and by its own.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Class, Const, External, Function, Instance, Value, classes
from migrator.analysis.values.frames import Frame


def modelled(machine: Machine, value: Function | Class) -> str:
    """The name under which a model describes a function or class of the project, "" if none."""
    names = machine.library.own
    if not names:
        return ""
    name = f"{value.module.name}.{value.qualname}"
    return name if name in names else ""


def describes(machine: Machine, receiver: Value | None, name: str) -> bool:
    """Whether a row with this name is that of a method which the receiver has from the project."""
    if name not in machine.library.own or not isinstance(receiver, Instance):
        return False
    found = classes.find(receiver.cls, name.rpartition(".")[2])
    return isinstance(found, Function) and modelled(machine, found) == name


def keeps_function(machine: Machine, frame: Frame, expression: cst.BaseExpression) -> bool:
    """Whether a model says that a decorator leaves the function as it is."""
    names = machine.library.decorators.names
    if not names:
        return False
    while isinstance(expression, cst.Call):
        expression = expression.func
    value: Value = machine.evaluate(frame, expression)
    if isinstance(value, (Function, Class)):
        return f"{value.module.name}.{value.qualname}" in names
    return isinstance(value, External) and value.name in names


def base(machine: Machine, receiver: Value | None) -> Value | None:
    """The base URL that an object of the project keeps, where a model says so."""
    if not isinstance(receiver, Instance) or not machine.library.own:
        return None
    for cls in classes.mro(receiver.cls):
        name = modelled(machine, cls) if isinstance(cls, Class) else ""
        row = machine.clients.clients.get(name)
        if row is not None:
            kept = receiver.attributes.get(row.base or row.host)
            return None if isinstance(kept, Const) else kept
    return None
