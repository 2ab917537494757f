"""What values hold, and what they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.analysis.values.joining import alternatives, consistent, identity
from migrator.analysis.values.kinds import (
    NONE,
    Const,
    Encoded,
    Guard,
    Hole,
    Mapping,
    Piece,
    Sequence,
    Text,
    Union,
    Unknown,
    Value,
)
from migrator.analysis.values.objects import (
    Answer,
    Bound,
    Class,
    Double,
    External,
    ExternalInstance,
    Function,
    Instance,
    Partial,
    Suspended,
)


def constituents(*values: Value) -> Iterator[Value]:
    """The values and all that they hold or were made of, each once, the first one first."""
    return _walked(values, set())


def _walked(values: tuple[Value, ...], seen: set[int]) -> Iterator[Value]:
    """The constituents that were not seen yet, by identity; they are from then on."""
    stack = [*values[::-1]]
    while stack:
        at = stack.pop()
        if id(at) not in seen:
            seen.add(id(at))
            yield at
            stack += at.held()[::-1]


def contained(value: Value) -> Iterator[Value]:
    """The value and what its containers hold, at any depth; objects are closed."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        at = stack.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        yield at
        if isinstance(at, (Union, Unknown, Mapping, Sequence)):
            stack += at.held()[::-1]


def signature(*values: Value) -> frozenset[object]:
    """What values are made of, the same for those that a further round of a loop makes again."""
    return frozenset(signed(part) for part in constituents(*values))


def signed(value: Value) -> object:
    """What a value is like, without what it holds; all numbers are alike."""
    if isinstance(value, Const):
        is_number = isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
        return (type(value.value), None if is_number else value.value)
    if isinstance(value, Answer) and value.stays:
        return (Answer, value.part)
    if isinstance(value, Answer):
        return (Answer, _calls(value), value.part, value.derive is not None)
    if isinstance(value, Double):
        return (Double, value.part, value.name, value.stub and _calls(Answer(value.stub)))
    if isinstance(value, Text):
        return tuple(
            (id(piece.literal), piece.text) if isinstance(piece, Piece) else None
            for piece in value.pieces
        )
    if isinstance(value, Mapping):
        return (Mapping, frozenset(value.entries), len(value.numbers), bool(value.open))
    if isinstance(value, Sequence):
        return (Sequence, value.kind, None if value.items is None else len(value.items))
    if isinstance(value, (Instance, ExternalInstance)):
        names = frozenset(value.attributes)
        return (id(value.cls) if isinstance(value, Instance) else value.name, names)
    if isinstance(value, Unknown):
        return (type(value), value.label)
    if isinstance(value, (Function, Suspended)):
        return id((value if isinstance(value, Function) else value.function).node)
    if isinstance(value, External):
        return value.name
    return type(value) if isinstance(value, (Union, Encoded, Bound, Partial)) else id(value)


def _calls(answer: Answer) -> frozenset[int]:
    """The calls that lead to a request; in a recursion they repeat."""
    return frozenset(call.key for call in answer.request.chain)


def exposed(value: Value) -> Iterator[Value]:
    """What code sees that is given the value: objects are closed but for the answers in them."""
    seen: set[int] = set()
    within: set[int] = set()
    stack = [value]
    while stack:
        at = stack.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        yield at
        if isinstance(at, (Instance, ExternalInstance, Bound, Partial)):
            yield from (part for part in _walked((at,), within) if isinstance(part, Answer))
            if isinstance(at, Bound) and isinstance(at.function, External):
                stack.append(at.receiver)  # a method of a text shows it
        else:
            stack += at.held()[::-1]


RECORDED = frozenset(
    {"url", "argument", "json", "content", "args", "kwargs", "call", "request", "record"}
    | {"registered"}
)
"""Parts of a test double that an edit of the code under test changes."""


def made_of(label: str, *values: Value) -> Unknown:
    """A value of which nothing is known but what it was made of."""
    parts: dict[object, Value] = {}
    seen = _Seen()
    why = ""
    for value in values:
        for _, alternative in alternatives(value):
            parts.update((identity(part), part) for part in _remembered(alternative, seen))
            if isinstance(alternative, Unknown):
                why = why or alternative.why
    return Unknown(label, why, tuple(parts.values()))


@dataclass(slots=True)
class _Seen:
    """The tuples that were opened, and what was found in objects, by identity."""

    tuples: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)


def _remembered(value: Value, seen: _Seen) -> Iterator[Value]:
    """What of an operand its result is made of.

    Of an object that is what it holds: an operation that is not known may take it apart. Of a
    tuple as well, for it takes up nothing later.
    """
    if isinstance(value, Unknown):
        yield from value.parts
    elif isinstance(value, Text):
        yield from value.taken_apart()
        for held in value.held():
            for _, alternative in alternatives(held):
                yield from _remembered(alternative, seen)
    elif isinstance(value, Answer):
        if not value.stays:
            yield value
    elif isinstance(value, Sequence) and value.kind == "tuple":
        if id(value) not in seen.tuples:
            seen.tuples.add(id(value))
            for held in value.held():
                for _, alternative in alternatives(held):
                    yield from _remembered(alternative, seen)
    elif isinstance(value, (Mapping, Sequence)) and _was_seen(value):
        if _holds_none(value):
            yield NONE
    elif isinstance(value, (Mapping, Sequence, Encoded)) or value is NONE:
        yield value
    elif isinstance(value, Double):
        if value.part in RECORDED:
            yield value
    elif isinstance(value, (Instance, ExternalInstance, Bound, Partial)):
        yield from (
            part
            for part in _walked((value,), seen.held)
            if (isinstance(part, Answer) and not part.stays)
            or (isinstance(part, Text) and part.matters)
            or (isinstance(part, Mapping) and not _was_seen(part))
        )
    elif isinstance(value, Class):
        for bound in list(value.namespace.values()):
            if not isinstance(bound, Class):
                for _, alternative in alternatives(bound):
                    yield from _remembered(alternative, seen)


def _was_seen(container: Mapping | Sequence) -> bool:
    """Whether all that a container holds was seen out of sight, as all will be that it takes up.

    Of an object that is what it held then.
    """
    return all(
        part.left is not None and part.left.whole
        if isinstance(part, (Mapping, Sequence))
        else isinstance(part, (Const, Text, Union, Unknown, Encoded, Answer))
        for part in contained(container)
    )


def _holds_none(container: Mapping | Sequence) -> bool:
    """Whether one of the values that a container holds is `None`."""
    return any(
        isinstance(v, Const) and v.value is None
        for held in container.held()
        for _, v in alternatives(held)
    )


def may_be_none(value: Value) -> bool:
    """Whether one of the alternatives is `None`, or was made of what may be."""
    return any(
        isinstance(part, Const) and part.value is None
        for _, v in alternatives(value)
        for part in (constituents(v) if isinstance(v, Unknown) else (v,))
    )


def mappings_in(value: Value, guard: Guard = frozenset()) -> Iterator[Mapping]:
    """The mappings that a body is, or is the text of, under these branches."""
    for held_under, alternative in alternatives(value):
        if not consistent(guard, held_under):
            continue
        if isinstance(alternative, Mapping):
            yield alternative
        elif isinstance(alternative, Encoded):
            yield from mappings_in(alternative.value, guard)
        elif isinstance(alternative, Text):
            for piece in alternative.pieces:
                if isinstance(piece, Hole):
                    yield from mappings_in(piece.value, guard)
