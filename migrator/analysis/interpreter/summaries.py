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

from migrator.analysis.interpreter.shapes import WORTH, Shape
from migrator.analysis.store.machine import Machine
from migrator.analysis.store.recordings import Path, Recording, Summary
from migrator.analysis.values import (
    ALWAYS,
    Arguments,
    Bound,
    Class,
    Const,
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
    Partial,
    Piece,
    Sequence,
    Text,
    Union,
    Unknown,
    Value,
    alternatives,
    union,
)

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
            value.left,
        )
    if isinstance(value, Sequence):
        items = None if value.items is None else [id(item) for item in value.items]
        return (items, id(value.element), value.count, value.left)
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
