"""Summaries: what a call gave, kept for a call of the same function in the same state.

A call is summarised when nothing that it did concerns a rule: each request that it sent goes
elsewhere, no answer of another request was used, and nothing was written but objects that it made
or that its caller has just made. The key is the shape of all that the arguments hold, so that a
call with a summary would do the same again, to the objects that stand in the same places. What a
function reads from shared state is no part of the key: a summary is dropped as soon as shared
state has taken up something new.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from migrator.analysis.interpreter import http
from migrator.analysis.interpreter.machine import Machine, Path, Recording
from migrator.analysis.values import (
    ALWAYS,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    Const,
    Double,
    Entry,
    External,
    ExternalInstance,
    Function,
    Hole,
    Instance,
    JsonOf,
    Mapping,
    ModuleValue,
    PackageValue,
    Param,
    Partial,
    Piece,
    Sequence,
    Text,
    Union,
    Unknown,
    Value,
    alternatives,
    exposed,
    identity,
    union,
)

WORTH = 40
"""Steps that a call has to cost for its arguments to be looked at."""
_MOST = 500
"""Values that are looked at for one key."""
_DEPTHS = 3
"""Calls on the stack that are told apart: below, objects with `__getattr__` are less known."""


class _UnfitError(Exception):
    """The arguments hold something that a key cannot stand for."""


@dataclass(eq=False)
class Shape:
    """What the arguments of a call look like: equal keys have equal objects, in the same order."""

    key: object
    objects: list[Value]


@dataclass(eq=False)
class Summary:
    """What a call gave and set, with the objects of the call that it was seen in."""

    objects: list[Value]
    version: int
    result: Value
    raised: list[Value]
    written: list[tuple[int, str, Value]]  # object, attribute, value
    made: frozenset[int]  # objects that the call made
    visited: frozenset[Function]  # all that it called
    steps: int


def shape(machine: Machine, function: Function, arguments: Arguments) -> Shape | None:
    """The shape of a call, None when it is not worth a summary or cannot have one."""
    if machine.costs.get(id(function.node), 0) < WORTH or machine.importing:
        return None
    if not _is_plain(function) or machine.callbacks is not None:
        return None
    shaper = _Shaper(machine)
    try:
        given = shaper.arguments(arguments)
    except _UnfitError:
        return None
    flags = (bool(machine.trying), machine.asserting, machine.by_object)
    depth = min(len(machine.stack), _DEPTHS)
    key = (id(function.node), id(function.closure), given, flags, depth, machine.raised)
    return Shape(key, shaper.objects)


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
            if isinstance(part, Text) and http.carries(machine, part):
                return False
    if shape is None:
        try:
            _Shaper(machine).arguments(arguments)
        except _UnfitError:
            return False
    return True


def _is_plain(function: Function) -> bool:
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
            return identity(value)
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
            if not self.machine.is_elsewhere(value.request):
                raise _UnfitError
            return (Answer, value.part, id(value.derive))
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
        sure = self.machine.surely(value.path)
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


# Keeping ------------------------------------------------------------------------------------


@dataclass(eq=False)
class Watch:
    """What is compared after a call with what was before it."""

    recording: Recording
    steps: int
    requests: int
    made: int
    visited: int
    counts: tuple[int, ...]
    held: list[dict[str, Value]] = field(default_factory=list)
    contents: list[object] = field(default_factory=list)


def _counts(machine: Machine) -> tuple[int, ...]:
    recorder = machine.recorder
    noted = (recorder.doubled, recorder.routes, recorder.exceeded, machine.handed)
    return tuple(len(row) for row in noted)


@contextmanager
def watched(machine: Machine, shape: Shape | None) -> Iterator[Watch]:
    """Within: a call that may get a summary."""
    recording = Recording(machine.path, len(machine.active) - 1)
    machine.recordings.append(recording)
    recorder = machine.recorder
    watch = Watch(
        recording,
        machine.steps,
        len(recorder.requests),
        len(machine.made),
        len(machine.visited),
        _counts(machine),
    )
    for value in shape.objects if shape is not None else ():
        is_object = isinstance(value, (Instance, ExternalInstance))
        watch.held.append(dict(value.attributes) if is_object else {})  # type: ignore[attr-defined]
        watch.contents.append(_content(value))
    try:
        yield watch
    finally:
        machine.recordings.remove(recording)


def _content(value: Value) -> object:
    """What a container holds, by identity."""
    if isinstance(value, Mapping):
        return (
            [(n, id(e.value), e.certain, e.also) for n, e in value.entries.items()],
            value.open,
            [(n, id(v)) for n, v in value.numbers.items()],
            value.rest,
            value.decides,
        )
    if isinstance(value, Sequence):
        items = None if value.items is None else [id(item) for item in value.items]
        return (items, id(value.element), value.count)
    return None


def keep(
    machine: Machine,
    function: Function,
    shape: Shape | None,
    watch: Watch,
    result: Value,
    raised: list[Value],
) -> None:
    """Keep what a call gave, if it has nothing to do with a rule."""
    steps = machine.steps - watch.steps
    machine.costs[id(function.node)] = max(steps, machine.costs.get(id(function.node), 0))
    if shape is None or watch.recording.spoiled or steps < WORTH:
        return
    if _counts(machine) != watch.counts:
        return
    if not all(map(machine.is_elsewhere, machine.recorder.requests[watch.requests :])):
        return
    written: list[tuple[int, str, Value]] = []
    rows = zip(shape.objects, watch.held, watch.contents, strict=True)
    for number, (value, held, content) in enumerate(rows):
        if _content(value) != content:
            return
        if not isinstance(value, (Instance, ExternalInstance)):
            continue
        changed = [n for n, v in value.attributes.items() if held.get(n) is not v]
        if isinstance(value, ExternalInstance) and changed:
            return
        if len(held) > len(value.attributes) or any(n not in value.attributes for n in held):
            return
        written += [(number, name, value.attributes[name]) for name in changed]
    made = frozenset(id(instance) for instance in machine.made[watch.made :])
    machine.summaries[shape.key] = Summary(
        shape.objects,
        machine.version,
        result,
        raised,
        written,
        made,
        frozenset(machine.visited[watch.visited :]),
        steps,
    )


def given(machine: Machine, shape: Shape) -> tuple[Value, list[Value]] | None:
    """What a call of this shape gives and raises, None when that is not known."""
    summary = machine.summaries.get(shape.key)
    if summary is None or summary.version != machine.version:
        return None
    if summary.written and machine.journals:
        return None  # a handler would find each of the states that the call makes
    machine.visited.extend(summary.visited)
    copier = _Copier(machine.path, summary.made)
    copier.known.update(
        (id(old), new) for old, new in zip(summary.objects, shape.objects, strict=True)
    )
    for number, name, value in summary.written:
        holder = shape.objects[number]
        if isinstance(holder, Instance):
            holder.attributes[name] = copier.of(value)
    return copier.of(summary.result), [copier.of(value) for value in summary.raised]


@dataclass(eq=False)
class _Copier:
    """Makes what a call would have made again, of the objects of another call."""

    path: Path
    made: frozenset[int]
    known: dict[int, Value] = field(default_factory=dict)

    def of(self, value: Value) -> Value:
        """The value that stands for `value` in the other call."""
        if isinstance(value, (Const, External, Class, Function, ModuleValue, PackageValue)):
            return value
        found = self.known.get(id(value))
        if found is None:
            found = self.known[id(value)] = self._copy(value)
        return found

    def _copy(self, value: Value) -> Value:
        if isinstance(value, Union):
            # The branches are those of another call.
            return union((ALWAYS, self.of(v)) for _, v in alternatives(value))
        if isinstance(value, Unknown) and value.parts:
            return replace(value, parts=tuple(map(self.of, value.parts)))
        if isinstance(value, Text) and any(isinstance(piece, Hole) for piece in value.pieces):
            return Text(tuple(self._piece(piece) for piece in value.pieces))
        if isinstance(value, JsonOf):
            return JsonOf(self.of(value.value))
        if isinstance(value, Bound):
            return Bound(self.of(value.function), self.of(value.receiver))
        if isinstance(value, Partial):
            return Partial(self.of(value.callee), self._arguments(value.arguments))
        if isinstance(value, Instance) and id(value) in self.made:
            made = Instance(value.cls, self.path, {}, value.generic, value.created)
            self.known[id(value)] = made
            made.attributes.update((n, self.of(v)) for n, v in value.attributes.items())
            return made
        if isinstance(value, (Mapping, Sequence, ExternalInstance)) and value.path:
            return self._container(value)
        return value

    def _piece(self, piece: Piece | Hole) -> Piece | Hole:
        return piece if isinstance(piece, Piece) else replace(piece, value=self.of(piece.value))

    def _arguments(self, arguments: Arguments) -> Arguments:
        return replace(
            arguments,
            positional=tuple(replace(a, value=self.of(a.value)) for a in arguments.positional),
            keywords={n: replace(a, value=self.of(a.value)) for n, a in arguments.keywords.items()},
            rest=None if arguments.rest is None else self.of(arguments.rest),
        )

    def _container(self, value: Mapping | Sequence | ExternalInstance) -> Value:
        made: Mapping | Sequence | ExternalInstance
        if isinstance(value, Mapping):
            made = self.known[id(value)] = replace(value, path=self.path)
            made.entries = {n: self._entry(e) for n, e in value.entries.items()}
            made.numbers = {n: self.of(v) for n, v in value.numbers.items()}
            made.rest = tuple(map(self.of, value.rest))
            made.decides = tuple(map(self.of, value.decides))
        elif isinstance(value, Sequence):
            made = self.known[id(value)] = replace(value, path=self.path)
            made.items = None if value.items is None else [self.of(v) for v in value.items]
            made.element = None if value.element is None else self.of(value.element)
            made.count = tuple(map(self.of, value.count))
        else:
            made = self.known[id(value)] = replace(value, path=self.path, attributes={})
            made.attributes.update((n, self.of(v)) for n, v in value.attributes.items())
        return made

    def _entry(self, entry: Entry) -> Entry:
        return replace(entry, value=self.of(entry.value))
