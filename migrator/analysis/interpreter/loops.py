"""Loops: the body is run once for each known element, else once for all, and once more for what
one round hands to the next."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import conditions
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.interpreter.iteration import iterate
from migrator.analysis.interpreter.machine import Machine, merged
from migrator.analysis.interpreter.targets import assign_target
from migrator.analysis.values import Guard, Value, union

Names = dict[str, Value]

MAX_DEPTH_OF_ROUNDS = 1


def run_for(machine: Machine, frame: Frame, node: cst.For) -> bool:
    """`for target in iterable:`; the elements of a known table are told apart by guards."""
    items, _ = iterate(machine, frame, evaluate(machine, frame, node.iter), node.iter)
    if not items:
        return _orelse(machine, frame, node)
    choice = ("element", machine.keep(object()))
    element = union((frozenset({(choice, n)}), item) for n, item in enumerate(items))

    def body() -> bool:
        assign_target(machine, frame, node.target, element)
        return machine.execute(machine, frame, node.body)

    _rounds(machine, frame, body, endless=False)
    return _orelse(machine, frame, node)


def run_while(machine: Machine, frame: Frame, node: cst.While) -> bool:
    """`while test:`; an endless loop is left by `break` alone."""
    known = conditions.test(machine, frame, node.test)
    if known is False:
        return _orelse(machine, frame, node)

    def body() -> bool:
        conditions.narrow(machine, frame, node.test, True)
        return machine.execute(machine, frame, node.body)

    literal = isinstance(node.test, (cst.Name, cst.Integer)) and known is True
    if not _rounds(machine, frame, body, endless=literal):
        return False
    return _orelse(machine, frame, node)


def _rounds(machine: Machine, frame: Frame, body: Callable[[], bool], *, endless: bool) -> bool:
    """Run the body; False when control never leaves the loop by its end or by `break`."""
    outer, frame.exits = frame.exits, []
    before = frame.locals
    key = ("loop", machine.keep(object()))
    ends: list[tuple[Guard, Names]] = [] if endless else [(frozenset(), before)]
    start = before
    # What one round hands to the next matters where the loop stands, less in what it calls.
    for _ in range(2 if len(machine.stack) <= MAX_DEPTH_OF_ROUNDS else 1):
        frame.locals = dict(start)
        frame.exits = []
        with machine.branch(key, "body"):
            alive = body()
        going_on: list[tuple[Guard, Names]] = [(frozenset(), frame.locals)] if alive else []
        going_on += [(frozenset(), names) for is_break, names in frame.exits if not is_break]
        ends += [(frozenset(), names) for is_break, names in frame.exits if is_break]
        if not endless:
            ends += going_on
        start = merged(before, [(frozenset(), before), *going_on])
        if all(start.get(name) is value for name, value in before.items()):
            break
    frame.exits = outer
    frame.locals = merged(before, ends)
    return bool(ends)


def _orelse(machine: Machine, frame: Frame, node: cst.For | cst.While) -> bool:
    if node.orelse is None:
        return True
    return machine.execute(machine, frame, node.orelse.body)
