"""What a container holds: its elements, what an element may be, what decides how many there are."""

from __future__ import annotations

from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Bound,
    Class,
    Const,
    Double,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    ModuleValue,
    Partial,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    identity,
    join,
    made_of,
)

MOST_ITEMS = 256
"""A longer sequence is known by what its elements may be, not one by one."""


def of_rest(label: str, mapping: Mapping) -> Value:
    """What stands under a key that is not known: objects as they are, the rest by what it is."""
    held = [v for part in mapping.rest for _, v in alternatives(part)]
    objects = [v for v in held if isinstance(v, _OBJECTS)]
    answers = [v for v in held if isinstance(v, Answer)]
    rest = (v for v in held if not isinstance(v, Answer))
    return join(*answers, *objects, made_of(label, *rest))


_OBJECTS = (Instance, ExternalInstance, External, Function, Bound, Partial, Class, ModuleValue)


def count_of(*values: Value) -> tuple[Value, ...]:
    """What decides how many elements iterables give."""
    found: dict[object, Value] = {}
    for value in values:
        for _, alternative in alternatives(value):
            if isinstance(alternative, Sequence):
                decides = alternative.count
            elif isinstance(alternative, Mapping):
                decides = alternative.decides
            elif isinstance(alternative, Double) and alternative.part not in ("url", "content"):
                continue  # no edit changes how many keys or arguments there are
            else:
                decides = made_of("...", alternative).parts
            found.update((identity(part), part) for part in decides)
    return tuple(found.values())


def element_of(*values: Value) -> Value:
    """What an element of one of the values may be."""
    found: list[Value] = []
    for value in values:
        for _, alternative in alternatives(value):
            if isinstance(alternative, Instance):
                alternative = classes.row(alternative) or alternative
            if isinstance(alternative, Sequence):
                found += alternative.items or ()
                found += [alternative.element] if alternative.element is not None else []
            elif isinstance(alternative, Mapping):
                found += [entry.key for entry in alternative.entries.values()]
                found += [of_rest("...", alternative)] if alternative.rest else []
            elif isinstance(alternative, Class) and alternative.enum:
                found += (v for v in alternative.namespace.values() if isinstance(v, Instance))
            elif isinstance(alternative, (Unknown, Answer, Text, Double)):
                found.append(made_of("...", alternative))
    return join(*found) if found else UNKNOWN


def elements(value: Value) -> list[Value] | None:
    """What iteration gives, one by one, or None when that is not known."""
    if isinstance(value, Instance):
        value = classes.row(value) or value
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Mapping) and not value.open and not value.rest:
        if any(not entry.certain for entry in value.entries.values()):
            return None
        keys: list[Value] = [entry.key for entry in value.entries.values()]
        return [*keys, *(Const(number) for number in value.numbers)]
    if isinstance(value, Class) and value.enum:
        return [v for v in value.namespace.values() if isinstance(v, Instance)]
    return None


def paired(values: list[Value]) -> list[list[Value]]:
    """What is compared with what, where a row of recorded parts is compared with another row."""
    rows = [value.items or [] if isinstance(value, Sequence) else [] for value in values]
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return []
    every = [part for row in rows for part in row]
    if not any(isinstance(part, Double) and part.part != "expected" for part in every):
        return []
    return [list(pair) for pair in zip(*rows, strict=True)]


def spelled(value: Value) -> list[Text]:
    """The text that a value is, or those in a tuple."""
    held = value.items or () if isinstance(value, Sequence) else (value,)
    return [part for part in held if isinstance(part, Text)]


def plain(value: Value) -> tuple[object] | None:
    """A known constant or string in a tuple of one, None when it is not known."""
    if isinstance(value, Const):
        return (value.value,)
    if isinstance(value, Text) and value.known is not None:
        return (value.known,)
    return None
