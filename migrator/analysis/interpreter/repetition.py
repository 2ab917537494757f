"""Calls that are not followed: those that lead on too far, and those that repeat one under way.

Decided here: a repetition that hands on what the calls under way were given, such as a retry, does
nothing new. Whatever else such a call is given is seen by code out of sight, and a URL that it has
is lost.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.analysis.interpreter import outside_calls
from migrator.analysis.models import requests
from migrator.analysis.store import escapes
from migrator.analysis.store.machine import MAX_DEPTH, Machine
from migrator.analysis.values import (
    Arguments,
    Function,
    Mapping,
    Sequence,
    Unknown,
    Value,
    alternatives,
    identity,
    made_of,
)
from migrator.analysis.values.frames import Frame


def not_followed(
    machine: Machine, frame: Frame, function: Function, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """A call that is too deep, or that repeats one under way: what it gives is made of the rest."""
    if len(machine.stack) >= MAX_DEPTH:
        machine.spoil()
        machine.recorder.cut.add(frame.module)
    around = [_of_function(f) for f in (*(call.frame for call in machine.stack), frame)]
    repeated = [f for f in around if f.function is not None and f.function.node is function.node]
    passed = {identity(a.value) for a in arguments.values() if requests.carries(machine, a.value)}
    held = {url for call in machine.stack for url in call.passed} if repeated else set()
    if passed - held:
        outside_calls.unknown_request(machine, frame, "?.bound", arguments, node)
    for value in _new(function, arguments, repeated):
        escapes.escape(machine, frame, value, "escape", node, "a call that is not followed")
    made = made_of("...", *(argument.value for argument in arguments.values()))
    return Unknown("...", "bound-exceeded", made.parts)


def _of_function(frame: Frame) -> Frame:
    """The frame that has the parameters, where a comprehension calls."""
    while frame.is_comprehension and frame.parent is not None:
        frame = frame.parent
    return frame


def _new(function: Function, arguments: Arguments, repeated: list[Frame]) -> Iterator[Value]:
    """What a call is given that no call of the same function under way has in that place."""
    parameters = function.node.params
    names = [p.name.value for p in (*parameters.posonly_params, *parameters.params)]
    for index, argument in enumerate(arguments.positional):
        name = names[index] if index < len(names) else None
        yield from _unlike(argument.value, name, repeated)
    for name, argument in arguments.keywords.items():
        yield from _unlike(argument.value, name, repeated)
    if arguments.rest is not None:
        yield from _unlike(arguments.rest, None, repeated)


def _unlike(value: Value, name: str | None, repeated: list[Frame]) -> Iterator[Value]:
    """The alternatives of a value that no frame has under a name, or under any without one."""
    known: set[object] = set()
    for frame in repeated:
        named = name in frame.locals
        for held in [frame.locals[name]] if name is not None and named else frame.locals.values():
            known.update(part for _, v in alternatives(held) for part in _told_by(v))
            if not named and isinstance(held, (Mapping, Sequence)):  # `*rest` and `**rest`
                inner = (v for part in held.held() for _, v in alternatives(part))
                known.update(part for v in inner for part in _told_by(v))
    for _, alternative in alternatives(value):
        if not known.issuperset(_told_by(alternative)):
            yield alternative


def _told_by(value: Value) -> list[object]:
    """What tells a value from others: of one that is not known, what it was made of."""
    if isinstance(value, Unknown) and value.parts:
        return [identity(part) for part in value.parts]
    return [identity(value)]
