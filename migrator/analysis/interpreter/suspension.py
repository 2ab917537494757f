"""Generators: what runs when one is asked for more, and what follows a `yield`.

The body of a generator runs as a whole when it is called. Until it is asked for more, whoever has
what it gave, or what it was given, may change what that holds: then the body runs again for shared
state, and what follows a `yield` runs once more on the objects that its names stand for.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.operations import contexts
from migrator.analysis.source.scopes import children
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Arguments,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Sequence,
    Suspended,
    Unknown,
    Value,
    alternatives,
    frames,
    signature,
)
from migrator.analysis.values.frames import Frame


def suspend(
    machine: Machine,
    frame: Frame,
    function: Function,
    arguments: Arguments,
    inner: Frame,
    made: Value,
    node: cst.CSTNode,
) -> None:
    """Keep what runs when the generator, or the context manager, that a call gave is asked."""
    state = _state(inner)
    kept = Suspended(function, arguments, inner, frames.site(frame, node), made, state)
    if isinstance(made, Sequence):
        made.again = kept
    elif isinstance(made, ExternalInstance):
        made.attributes[contexts.REST] = kept
    while frame.is_comprehension and frame.parent is not None:
        frame = frame.parent
    frame.ending.append(kept)


def end(machine: Machine, frame: Frame, given: Value) -> list[Value]:
    """Ask for more what was made in a frame that ends; what it gives away is not its own."""
    away = {id(value) for _, value in alternatives(given)}
    left: list[Value] = []
    for value in frame.ending:
        if isinstance(value, Suspended) and id(value.made) in away:
            left.append(value)
        elif not isinstance(value, Suspended) or _state(value.frame) != value.state:
            machine.call(frame, value, Arguments(open=True), _place(value, frame))
    frame.ending = []
    return left


def resume(machine: Machine, suspended: Suspended) -> None:
    """Run what follows a `yield`, where the names of the generator stand for more than before."""
    inner = suspended.frame
    state = _state(inner)
    if state == suspended.state:
        return
    suspended.state = state
    del inner.yields[:]
    site = suspended.site
    with machine.at(site.frame, site.node, site.passed):
        assert isinstance(suspended.function.node, cst.FunctionDef)
        _rest(machine, inner, suspended.function.node.body)
    suspended.state = _state(inner)


def _place(value: Value, frame: Frame) -> cst.CSTNode:
    return value.site.node if isinstance(value, Suspended) else frame.module.tree


def _state(frame: Frame) -> frozenset[object]:
    """What the names of a generator stand for, as far as others can change it."""
    held: list[Value] = []
    for name, bound in frame.locals.items():
        for _, value in alternatives(bound):
            if name in ("self", "cls") and isinstance(value, Instance):
                # Of what it is a method of, only what it fills: it may hold the whole program.
                kept = [v for a in value.attributes.values() for _, v in alternatives(a)]
                held += [v for v in kept if isinstance(v, (Mapping, Sequence, Unknown))]
            elif name in frame.rebound or isinstance(value, _CHANGING):
                held.append(value)
    return frozenset().union(*map(signature, held))


_CHANGING = (Mapping, Sequence, Instance, ExternalInstance)


def _rest(machine: Machine, frame: Frame, block: cst.BaseSuite) -> bool:
    """Run what follows the statement in which a generator stands; False when it ends there."""
    for index, statement in enumerate(block.body):
        if _yields(statement):
            alive = _leave(machine, frame, statement)
            following = block.body[index + 1 :]
            if alive and following:
                return machine.execute(frame, block.with_changes(body=following))
            return alive
    return True


def _leave(machine: Machine, frame: Frame, statement: cst.CSTNode) -> bool:
    """Run what is left of a statement, behind a `yield` that stands in it."""
    if isinstance(statement, cst.If):
        alive = _rest(machine, frame, statement.body)
        below = statement.orelse
        if isinstance(below, cst.If):
            return _leave(machine, frame, below) or alive
        return (_rest(machine, frame, below.body) if below is not None else True) or alive
    if isinstance(statement, (cst.For, cst.While)):
        _rest(machine, frame, statement.body)
        return machine.execute(frame, cst.IndentedBlock([statement]))
    if isinstance(statement, cst.With):
        alive = _rest(machine, frame, statement.body)
        for manager, item in reversed(frame.entered.get(id(statement), [])):
            contexts.leave(machine, frame, manager, item, [])
        return alive
    if isinstance(statement, (cst.Try, cst.TryStar)):
        alive = _rest(machine, frame, statement.body)
        key = ("try", machine.keep(object()))
        caught: Iterable[cst.ExceptHandler | cst.ExceptStarHandler] = statement.handlers
        for number, handler in enumerate(caught):
            with machine.branch(key, number):
                alive = machine.execute(frame, handler.body) or alive
        if statement.finalbody is not None:
            alive = machine.execute(frame, statement.finalbody.body) and alive
        return alive
    return True


def _yields(node: cst.CSTNode) -> bool:
    """Whether a `yield` of this function stands in a statement."""
    stack = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Yield):
            return True
        if not isinstance(at, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
            stack.extend(children(at))
    return False
