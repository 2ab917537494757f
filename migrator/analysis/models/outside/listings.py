"""Functions that list what objects and modules hold: `vars`, `globals`, `inspect.getmembers`.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.operations import instances, mappings, module_names
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Class,
    Function,
    Instance,
    Mapping,
    ModuleValue,
    Sequence,
    Value,
    alternatives,
    classes,
    join,
    made_of,
)
from migrator.analysis.values.frames import Frame


def bound_in(machine: Machine, value: Value) -> dict[str, Value] | None:
    """What is bound in a module or in a class itself; None for anything else."""
    if isinstance(value, ModuleValue):
        return machine.interpret_module(value.module).locals
    return value.namespace if isinstance(value, Class) else None


def _members(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`inspect.getmembers(x)`, `inspect.signature(f)`: what it is given, taken apart."""
    value = first(arguments, "object")
    held: list[Value] = [value]
    for _, alternative in alternatives(value):
        function = alternative.function if isinstance(alternative, Bound) else alternative
        for default in function.defaults.values() if isinstance(function, Function) else ():
            held.append(default)
            escapes.change(machine, frame, default, node, "what is told of a function")
        inner = alternative.cls if isinstance(alternative, Instance) else alternative
        for home in classes.project_bases(inner) if isinstance(inner, Class) else (inner,):
            held += (bound_in(machine, home) or {}).values()
    return made_of("...", *held)


def _all_modules(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`sys.modules.values()`: one of them has what any module of the project binds."""
    loaded = list(machine.project.loaded())
    held = [value for module in loaded for value in machine.names(module).values()]
    return Sequence(machine.path, None, element=made_of("module", *held))


def _names(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`locals()`, `vars(x)`, `asdict(x)`: keys are names, which cannot be renamed alone."""
    if arguments.positional:
        value = first(arguments)
        if isinstance(value, Answer):
            answers.use(machine, frame, value, "escape", node, "its attributes are listed")
        if isinstance(value, Instance):
            made = instances.as_mapping(machine, value)
            if len([*arguments.values()]) > 1:  # such as by which names the fields go
                made.open = made.open or "its keys are chosen"
            return made
        if isinstance(value, Function):
            held_by = machine.function_attributes.get(id(value.node), {})
            return instances.namespace_mapping(machine, held_by)
        if (names := bound_in(machine, value)) is not None:
            return instances.namespace_mapping(machine, names)
        held = Mapping(machine.path, open="it is made of attributes that are not known")
        mappings.decide(held, value)
        mappings.keep(held, made_of("...", value))
        return held
    held = Mapping(machine.path, open="it is made of the names of variables")
    mappings.keep(held, *frame.locals.values())
    return held


def _attributes(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`vars(object)` is the object's own mapping, not a copy."""
    value = first(arguments) if arguments.positional else UNKNOWN
    return join(*(_mapping(machine, frame, v, arguments, node) for _, v in alternatives(value)))


def _mapping(
    machine: Machine, frame: Frame, value: Value, arguments: Arguments, node: cst.CSTNode
) -> Value:
    if isinstance(value, Instance):
        return instances.own_mapping(machine, frame, value, node)
    if isinstance(value, ModuleValue):
        return module_names.mapping(machine, frame, value, node)
    return _names(machine, frame, arguments, node)


def _globals(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`globals()`: what is read from it may be anything there, what is put there may be read."""
    home = machine.names(frame.module)
    return made_of("globals()", *home.values())


HANDLERS: dict[str, Handler] = {
    "names": _names,
    "attributes": _attributes,
    "globals": _globals,
    "members": _members,
    "all-modules": _all_modules,
}
