"""Names of modules: what a module binds, and what stands behind an imported name."""

from __future__ import annotations

from migrator.analysis.source.module import Module
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    UNKNOWN,
    Function,
    Imported,
    ModuleValue,
    PackageValue,
    Union,
    Value,
    grown,
    text,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.objects import as_value

GLOBALS = "globals()"
"""The label of the names of a module, as the program asks for them."""


def module_attribute(machine: Machine, value: ModuleValue | PackageValue, name: str) -> Value:
    """A name of a module, or a submodule of a package."""
    if isinstance(value, ModuleValue):
        found = machine.interpret_module(value.module).locals.get(name)
        if found is not None:
            return force(machine, found)
    holder = value.module if isinstance(value, ModuleValue) else value.package
    submodule = machine.project.submodule(holder, name)
    if submodule is not None:
        return as_value(submodule)
    if isinstance(value, ModuleValue):
        asked = force(machine, machine.interpret_module(value.module).locals.get(_ASKED, UNKNOWN))
        if isinstance(asked, Function):
            given = positional(text(name))
            return machine.call(Frame(value.module), asked, given, value.module.tree)
    return unknown(name)


_ASKED = "__getattr__"
"""The function of a module that is asked for names which are not bound."""


def bind(machine: Machine, frame: Frame, name: str, value: Value) -> None:
    """Bind a name where the code says that it lives."""
    note_bound(machine, frame, name, value)
    frame.bind(name, value)


def note_bound(machine: Machine, frame: Frame, name: str, value: Value) -> None:
    """A name that is declared `global` or `nonlocal` is read by others as well."""
    while frame.is_comprehension and frame.parent is not None:
        frame = frame.parent
    if name in frame.outer:
        machine.note(None, grown(frame.lookup(name), value)[1], value, name=name)


def force(machine: Machine, value: Value) -> Value:
    """The value behind a name that was imported with `from module import name`."""
    if isinstance(value, Union):
        if any(isinstance(v, Imported) for _, v in value.alternatives):
            return union((guard, force(machine, v)) for guard, v in value.alternatives)
        return value
    if not isinstance(value, Imported):
        return value
    if value.value is None:
        value.value = unknown(value.name)  # what a circular import finds
        value.value = module_attribute(machine, ModuleValue(value.module), value.name)
    return value.value


def settings(machine: Machine, name: str) -> list[Module]:
    """The settings modules of the project that define a name, as `settings.NAME` finds them."""
    return [
        module
        for module in machine.project.loaded()
        if "settings" in module.name.split(".")[-2:] or module.name.endswith("settings")
        if name in machine.interpret_module(module).locals
    ]
