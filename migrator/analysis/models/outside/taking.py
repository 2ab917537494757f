"""Functions that take or set a part of what they are given: `attrgetter`, `setitem`, `astuple`.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.operations import lookup, mappings, sequences
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    External,
    Instance,
    Mapping,
    Partial,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def _getter(name: str) -> Handler:
    """What makes a function that takes its parts from whatever it is called with."""

    def handle(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
        return Partial(External(name), arguments)

    return handle


def _take_attributes(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """`attrgetter("a.b", "c")(object)`."""
    *names, holder = [argument.value for argument in arguments.positional] or [UNKNOWN]
    found: list[Value] = []
    for name in names:
        dotted = name.known if isinstance(name, Text) else None
        value = holder
        for word in dotted.split(".") if dotted is not None else ():
            value = machine.attribute(frame, value, word, node)
        found.append(value if dotted is not None else made_of("...", holder, name))
    return _together(machine, found)


def _take_items(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`itemgetter(0, "b")(container)`."""
    *keys, holder = [argument.value for argument in arguments.positional] or [UNKNOWN]
    found = [
        union(
            (guard, _item(machine, frame, container, key, node))
            for guard, container in alternatives(holder)
        )
        for key in keys
    ]
    return _together(machine, found)


def _item(machine: Machine, frame: Frame, container: Value, key: Value, node: cst.CSTNode) -> Value:
    if isinstance(container, (Mapping, Sequence, Text)):
        return lookup.item(machine, frame, container, key, node)
    if isinstance(container, Instance):
        method = classes.find(container.cls, "__getitem__")
        if method is not None:
            bound = Bound(method, container)
            return machine.call(frame, bound, positional(key), node)
    answers.observe(machine, frame, key, node, "it is looked up by it")
    if isinstance(container, Answer):
        answers.use(machine, frame, container, "used", node, "an element of it is read")
    return made_of("[...]", container, key)


def _call_method(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`methodcaller("name", *args, **kwargs)(object)`."""
    name = first(arguments)
    known = name.known if isinstance(name, Text) else None
    if known is None or len(arguments.positional) < 2:
        return made_of("...", *(argument.value for argument in arguments.values()))
    *given, holder = arguments.positional[1:]
    method = machine.attribute(frame, holder.value, known, node)
    rest = Arguments(tuple(given), arguments.keywords, arguments.open, arguments.rest)
    return machine.call(frame, method, rest, node)


def _set_item(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`operator.setitem(container, key, value)`."""
    if len(arguments.positional) != 3:
        return UNKNOWN
    holder, key, value = (argument.value for argument in arguments.positional)
    options = alternatives(holder)
    for _, container in options:
        if isinstance(container, Mapping):
            mappings.store(machine, container, key, value, alone=len(options) == 1)
        elif isinstance(container, Sequence):
            sequences.replace_item(machine, container, key, value)
        else:
            escapes.escape_all(machine, frame, arguments, "escape", node, "setitem")
    return NONE


def _delete_item(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`operator.delitem(container, key)`."""
    if len(arguments.positional) != 2:
        return UNKNOWN
    for _, container in alternatives(arguments.positional[0].value):
        if isinstance(container, Mapping):
            lookup.remove(machine, frame, container, arguments.positional[1].value, node)
        elif isinstance(container, Sequence):
            sequences.forget(machine, container, [])
    return NONE


def _together(machine: Machine, found: list[Value]) -> Value:
    if not found:
        return UNKNOWN
    return found[0] if len(found) == 1 else Sequence(machine.path, found, "tuple")


def _as_tuple(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`astuple(object)`: the fields in their order, those of objects in them as well."""
    return union(
        (guard, _fields(machine, value, 0)) for guard, value in alternatives(first(arguments))
    )


def _fields(machine: Machine, value: Value, depth: int) -> Value:
    if not isinstance(value, Instance) or depth > _DEEPEST:
        return value
    held = [value.attributes.get(name, UNKNOWN) for name in value.cls.fields]
    items = [_fields(machine, item, depth + 1) for item in held]
    return Sequence(machine.path, items, "tuple")


_DEEPEST = 4


HANDLERS: dict[str, Handler] = {
    "attribute-getter": _getter("?attribute-getter"),
    "?attribute-getter": _take_attributes,
    "item-getter": _getter("?item-getter"),
    "?item-getter": _take_items,
    "method-caller": _getter("?method-caller"),
    "?method-caller": _call_method,
    "as-tuple": _as_tuple,
    "item-set": _set_item,
    "item-deleted": _delete_item,
}
