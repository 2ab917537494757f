"""Classes that `collections.namedtuple` makes, and their objects: tuples whose elements have names.

Facts are those of the reference documentation of `collections`.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside.common import Handler, identity_of
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Argument,
    Arguments,
    Bound,
    Entry,
    External,
    Mapping,
    NamedTuple,
    Partial,
    Sequence,
    Text,
    Value,
    constituents,
    made_of,
    text,
)
from migrator.analysis.values.frames import Frame


def _named_tuple(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`namedtuple("Name", "a b")`: a class whose objects are tuples."""
    listed = arguments.get("field_names", 1)
    names = _field_names(listed.value) if listed is not None else None
    if names is None or arguments.keywords.keys() - {"typename", "field_names"}:
        return made_of("namedtuple()", *(argument.value for argument in arguments.values()))
    for part in constituents(listed.value) if listed is not None else ():
        if isinstance(part, Text):
            answers.compared(machine, part)  # it becomes the name of an attribute
    fields = Sequence(machine.path, [text(name) for name in names], "tuple")
    return Partial(External("?namedtuple"), Arguments(keywords={"?fields": Argument(fields)}))


def _field_names(value: Value) -> list[str] | None:
    if isinstance(value, Text) and value.known is not None:
        return value.known.replace(",", " ").split()
    items = value.items if isinstance(value, Sequence) else None
    known = [item.known if isinstance(item, Text) else None for item in items or ()]
    names = [name for name in known if name is not None]
    return names if items is not None and len(names) == len(known) else None


def _of_named_tuple(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """An object of a class that `namedtuple` has made."""
    fields = arguments.keywords["?fields"].value
    names = tuple(_field_names(fields) or ())
    given = [arguments.get(name, place) for place, name in enumerate(names)]
    values = [argument.value for argument in given if argument is not None]
    if arguments.open or len(values) != len(names):
        return made_of("namedtuple", *(a.value for n, a in arguments.keywords.items()), *values)
    return NamedTuple(machine.path, values, "tuple", names=names)


METHODS = ("_asdict", "count", "index")
"""The methods of a named tuple that are followed."""


def named(machine: Machine, value: NamedTuple, name: str) -> Value:
    """`value.name` of a named tuple."""
    if name in value.names and value.items is not None:
        return value.items[value.names.index(name)]
    if name in METHODS and name != "_asdict":
        return Bound(External(f"?.{name}"), value)
    if name == "_asdict":
        held = Mapping(machine.path)
        for key, item in zip(value.names, value.items or (), strict=False):
            held.entries[key] = Entry(text(key), item)  # a name, which cannot be renamed alone
        return Partial(External("?given"), Arguments((Argument(held),)))
    return made_of(name, value)


HANDLERS: dict[str, Handler] = {
    "named-tuple": _named_tuple,
    "?namedtuple": _of_named_tuple,
    "?given": identity_of,
}
