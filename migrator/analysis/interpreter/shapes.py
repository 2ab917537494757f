"""The shape of a call: all that its arguments hold, as a key that equal calls share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from migrator.analysis.models import requests
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Answer,
    Argument,
    Arguments,
    Bound,
    Const,
    Double,
    External,
    ExternalInstance,
    Function,
    Hole,
    Instance,
    JsonOf,
    Mapping,
    Param,
    Partial,
    Piece,
    Sequence,
    Suspended,
    Text,
    Union,
    Unknown,
    Value,
    exposed,
    identity,
)
from migrator.analysis.values.requests import Request

WORTH = 40
"""Steps that a call has to cost for its arguments to be looked at."""


_MOST = 500
"""Values that are looked at for one key."""


_TRIALS = 8
"""Calls of a function that may have no shape, until none is looked for any more."""


_DEPTHS = 3
"""Calls on the stack that are told apart: below, objects with `__getattr__` are less known."""


class _UnfitError(Exception):
    """The arguments hold something that a key cannot stand for."""


@dataclass(eq=False)
class Shape:
    """What the arguments of a call look like: equal keys have equal objects, in the same order."""

    key: object
    objects: list[Value]


def shape(machine: Machine, function: Function, arguments: Arguments) -> Shape | None:
    """The shape of a call, None when it is not worth a summary or cannot have one."""
    if machine.costs.get(id(function.node), 0) < WORTH or machine.importing:
        return None
    if not is_plain(function) or machine.callbacks is not None:
        return None
    if machine.unfit.get(id(function.node), 0) > _TRIALS:
        return None
    shaper = _Shaper(machine)
    try:
        given = shaper.arguments(arguments)
    except _UnfitError:
        machine.unfit[id(function.node)] = machine.unfit.get(id(function.node), 0) + 1
        return None
    flags = (bool(machine.trying), machine.asserting, bool(machine.by_object))
    depth = min(len(machine.stack), _DEPTHS)
    key = (id(function.node), id(function.closure), given, flags, depth, machine.raised)
    return Shape(key, shaper.objects)


def likeness(machine: Machine, instance: Instance, known: Callable[[Request], object]) -> object:
    """What an object is and holds but for numbers, as a key; its place where there is none.

    `known` gives what counts of a request whose answer the object holds.
    """
    shaper = _Shaper(machine, numbers=False, request=known)
    try:
        return shaper.of(instance)
    except _UnfitError:
        return id(instance)


def is_idle(
    machine: Machine, function: Function, arguments: Arguments, shape: Shape | None = None
) -> bool:
    """Whether a call can have nothing to do with a rule, as far as that is known.

    No request that the function led to so far is a rule's, and its arguments hold nothing.
    """
    if id(function.node) in machine.concerned:
        return False
    return holds_nothing(machine, arguments, shape)


def holds_nothing(machine: Machine, arguments: Arguments, shape: Shape | None = None) -> bool:
    """Whether no argument is a text with a word of a rule, or holds an answer of its endpoint.

    Arguments that hold such an answer have no shape.
    """
    for argument in arguments.values():
        for part in exposed(argument.value):
            if isinstance(part, Text) and requests.carries(machine, part):
                return False
    if shape is None:
        try:
            _Shaper(machine).arguments(arguments)
        except _UnfitError:
            return False
    return True


def is_plain(function: Function) -> bool:
    """Whether a function sees no names but its own and its module's."""
    frame = function.closure
    while frame is not None:
        if frame.function is not None:
            return False
        frame = frame.parent
    return True


@dataclass(eq=False)
class _Shaper:
    machine: Machine
    numbers: bool = True  # whether they tell values apart
    request: Callable[[Request], object] | None = None  # what counts of one that was answered
    objects: list[Value] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def arguments(self, arguments: Arguments) -> object:
        return (
            tuple(self._argument(a) for a in arguments.positional),
            tuple((n, self._argument(a)) for n, a in arguments.keywords.items()),
            arguments.open,
            None if arguments.rest is None else self.of(arguments.rest),
        )

    def _argument(self, argument: Argument) -> object:
        keyword = None if argument.keyword is None else identity(argument.keyword)
        return (self.of(argument.value), keyword, argument.star)

    def of(self, value: Value) -> object:
        """The key of a value; raises `_UnfitError` when there is none."""
        if isinstance(value, Const):
            known = value.value
            is_number = isinstance(known, (int, float)) and not isinstance(known, bool)
            return Const if is_number and not self.numbers else identity(value)
        if isinstance(value, External):
            return value.name
        place = self.places.get(id(value))
        if place is not None:
            return place
        if len(self.objects) >= _MOST:
            raise _UnfitError
        self.places[id(value)] = len(self.objects)
        self.objects.append(value)
        return self._new(value)

    def _all(self, values: Iterator[Value] | tuple[Value, ...] | list[Value]) -> object:
        return tuple(self.of(value) for value in values)

    def _named(self, values: dict[str, Value]) -> object:
        return tuple((name, self.of(value)) for name, value in values.items())

    def _new(self, value: Value) -> object:
        if isinstance(value, Union):
            return (Union, tuple((guard, self.of(v)) for guard, v in value.alternatives))
        if isinstance(value, Unknown):
            whose = id(value.function) if isinstance(value, Param) else 0
            return (type(value), value.label, value.why, whose, self._all(value.parts))
        if isinstance(value, Text):
            return (Text, tuple(self._piece(piece) for piece in value.pieces))
        if isinstance(value, JsonOf):
            return (JsonOf, self.of(value.value))
        if isinstance(value, Answer):
            if self.machine.stays(value):
                return (Answer, value.part, id(value.derive))
            if self.request is None:
                raise _UnfitError
            return (Answer, value.part, id(value.derive), self.request(value.request))
        if isinstance(value, Suspended):
            raise _UnfitError
        if isinstance(value, Bound):
            return (Bound, self.of(value.function), self.of(value.receiver))
        if isinstance(value, Partial):
            return (Partial, self.of(value.callee), self.arguments(value.arguments))
        if isinstance(value, (Mapping, Sequence)):
            return self._container(value)
        if isinstance(value, (Instance, ExternalInstance)):
            return self._object(value)
        if isinstance(value, Function) and not self._is_settled(value):
            raise _UnfitError
        if isinstance(value, Double) and value.stub is not None:
            if not self.machine.is_elsewhere(value.stub):
                raise _UnfitError
        return id(value)  # a function, class or module: there is one, and `objects` keeps it

    def _is_settled(self, function: Function) -> bool:
        """Whether nobody who is under way can bind the names anew that a function sees."""
        frame = function.closure
        while frame is not None:
            if frame.function is not None and self.machine.running(
                (id(frame.function.node), id(frame.function.closure))
            ):
                return False
            frame = frame.parent
        return True

    def _piece(self, piece: Piece | Hole) -> object:
        if isinstance(piece, Piece):
            return (piece.text, id(piece.literal), piece.start)
        return (piece.label, id(piece.node), self.of(piece.value))

    def _container(self, value: Mapping | Sequence) -> object:
        left = value.left and (value.left.limits, value.left.whole)
        sure = (self.machine.surely(value.path), left)
        if isinstance(value, Sequence):
            if value.again is not None:
                raise _UnfitError
            items = None if value.items is None else self._all(value.items)
            element = None if value.element is None else self.of(value.element)
            return (Sequence, sure, value.kind, items, element, self._all(value.count))
        if value.owner is not None:
            raise _UnfitError
        entries = tuple(
            (name, entry.certain, self.of(entry.key), self._all(entry.also), self.of(entry.value))
            for name, entry in value.entries.items()
        )
        numbers = tuple((number, self.of(held)) for number, held in value.numbers.items())
        factory = None if value.factory is None else self.of(value.factory)
        held = (*value.rest, *value.decides)
        return (Mapping, sure, value.open, entries, numbers, self._all(held), factory)

    def _object(self, value: Instance | ExternalInstance) -> object:
        sure = self.machine.surely(value.path)
        if isinstance(value, Instance):
            return (id(value.cls), sure, value.generic, self._named(value.attributes))
        if value.pending is not None:
            raise _UnfitError
        given = self.arguments(value.arguments)
        return (value.name, sure, given, self._named(value.attributes))
