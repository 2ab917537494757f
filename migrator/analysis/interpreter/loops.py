"""Loops: the body is run once for each known element, else once for all, and once more for what
one round hands to the next."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TypeGuard

import libcst as cst

from migrator.analysis.interpreter import conditions
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.interpreter.iteration import iterate
from migrator.analysis.interpreter.targets import assign_target
from migrator.analysis.operations import contents
from migrator.analysis.source import scopes
from migrator.analysis.store.machine import Machine
from migrator.analysis.store.news import NOTHING
from migrator.analysis.values import (
    ELEMENT,
    Answer,
    Const,
    Guard,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    constituents,
    is_number,
    join,
    made_of,
    merged,
    signature,
    union,
)
from migrator.analysis.values.frames import Frame

Names = dict[str, Value]

MAX_ROUNDS = 6
"""What still changes after so many rounds is known by what it was made of alone."""


def run_for(machine: Machine, frame: Frame, node: cst.For) -> bool:
    """`for target in iterable:`; the elements of a known table are told apart by guards."""
    value = evaluate(machine, frame, node.iter)
    numbers = value.items if isinstance(value, Sequence) and value.kind == "range" else None
    if numbers is not None and len(numbers) <= _FEW and _puts_in_place(node):
        alive = all(_once(machine, frame, node, number) for number in numbers)
        return alive and _orelse(machine, frame, node)
    items, exact = iterate(machine, frame, value, node.iter)
    if exact and len(items) <= _MANY and _registers(node):
        alive = all(_once(machine, frame, node, item) for item in items)
        if _is_unchanged(value, items):
            return alive and _orelse(machine, frame, node)
        items, _ = iterate(machine, frame, value, node.iter)
    if not items:
        return _orelse(machine, frame, node)
    loop = machine.keep(object())
    rounds = count()

    def body() -> bool:
        # Of this round alone: what an earlier one has left behind goes with another element.
        choice = (ELEMENT, loop, next(rounds))
        element = union((frozenset({(choice, n)}), item) for n, item in enumerate(items))
        assign_target(machine, frame, node.target, element)
        return machine.execute(frame, node.body)

    _rounds(machine, frame, body, endless=False, loop=loop)
    return _orelse(machine, frame, node)


def _puts_in_place(node: cst.For) -> bool:
    """Whether a loop over numbers writes elements in their places, and is left at its end alone.

    It is run number by number, as if it were written out: what each round leaves is known.
    """
    return isinstance(node.target, cst.Name) and any(_puts(at, node) for at in _inside(node))


def _registers(node: cst.For) -> bool:
    """Whether a loop over a table puts something under each name, and is left at its end alone.

    It is run row by row, as if it were written out: what stands under each name is known.
    """
    return any(_puts(at, node) or _sets(at, node) for at in _inside(node))


def _is_unchanged(value: Value, items: list[Value]) -> bool:
    """Whether what a loop goes through still has the elements that it had, and no more."""
    found = contents.elements(value)
    same = found is not None and list(map(id, found)) == list(map(id, items))
    return same and not (isinstance(value, Sequence) and value.again is not None)


def _inside(node: cst.For) -> list[cst.CSTNode]:
    """The nodes in the body of a loop; none where it may be left otherwise than at its end."""
    found: list[cst.CSTNode] = []
    waiting: list[cst.CSTNode] = [node.body]
    while waiting:
        at = waiting.pop()
        if isinstance(at, _LEAVING):
            return []
        found.append(at)
        waiting.extend(scopes.children(at))
    return found


def _puts(at: cst.CSTNode, loop: cst.For) -> bool:
    """`container[name] = ...`"""
    if not (isinstance(at, cst.AssignTarget) and isinstance(at.target, cst.Subscript)):
        return False
    index = at.target.slice[0].slice
    return isinstance(index, cst.Index) and _is_target(index.value, loop)


def _sets(at: cst.CSTNode, loop: cst.For) -> bool:
    """`setattr(holder, name, ...)`"""
    if not (isinstance(at, cst.Call) and isinstance(at.func, cst.Name) and len(at.args) == 3):
        return False
    return at.func.value == "setattr" and _is_target(at.args[1].value, loop)


def _is_target(node: cst.BaseExpression, loop: cst.For) -> bool:
    """Whether an expression is a name that the loop binds."""
    targets: list[cst.BaseExpression] = [loop.target]
    if isinstance(loop.target, (cst.Tuple, cst.List)):
        targets = [element.value for element in loop.target.elements]
    names = {target.value for target in targets if isinstance(target, cst.Name)}
    return isinstance(node, cst.Name) and node.value in names


_FEW = 8
"""Rounds of a loop over numbers that are run one by one."""
_MANY = 64
"""Rows of a table that are run one by one where each is put under a name of its own."""

_LEAVING = (
    *(cst.Break, cst.Continue, cst.Return, cst.Yield, cst.Await, cst.Try, cst.TryStar),
    *(cst.FunctionDef, cst.Lambda, cst.ClassDef),
)
"""What a loop that is written out cannot hold."""


def _once(machine: Machine, frame: Frame, node: cst.For, item: Value) -> bool:
    assign_target(machine, frame, node.target, item)
    return machine.execute(frame, node.body)


def run_while(machine: Machine, frame: Frame, node: cst.While) -> bool:
    """`while test:`; an endless loop is left by `break` alone."""
    known = conditions.test(machine, frame, node.test)
    if known is False:
        return _orelse(machine, frame, node)

    tested = [True]  # for the first round it was tested above

    def body() -> bool:
        if not tested:
            conditions.test(machine, frame, node.test)
        tested.clear()
        conditions.narrow(machine, frame, node.test, True)
        return machine.execute(frame, node.body)

    literal = isinstance(node.test, cst.Integer) or (
        isinstance(node.test, cst.Name) and node.test.value == "True"
    )
    if not _rounds(machine, frame, body, endless=literal and known is True):
        return False
    return _orelse(machine, frame, node)


def _left(names: Names, loop: int, number: int) -> Names:
    """What a loop leaves behind after a round: only what was bound in it goes with its element."""

    def of(guard: Guard) -> Guard:
        kept = [(b, a) for b, a in guard if not _is_of(b, loop)]
        kept += [((*b[:2],), a) for b, a in guard if _is_of(b, loop) and b[2] == number]
        return frozenset(kept)

    def one(value: Value) -> Value:
        options = alternatives(value)
        if not any(_is_of(branch, loop) for guard, _ in options for branch, _ in guard):
            return value
        return union((of(guard), v) for guard, v in options)

    return {name: one(value) for name, value in names.items()}


def _is_of(branch: object, loop: int) -> TypeGuard[tuple[object, ...]]:
    return isinstance(branch, tuple) and len(branch) == 3 and branch[:2] == (ELEMENT, loop)


def _rounds(
    machine: Machine, frame: Frame, body: Callable[[], bool], *, endless: bool, loop: int = 0
) -> bool:
    """Run the body until no round changes anything for the next one.

    `loop` is what tells the elements of a `for` from others. False when control never leaves the
    loop by its end or by `break`.
    """
    outer, frame.exits = frame.exits, []
    before = frame.locals
    key = ("loop", machine.keep(object()))
    ends: list[tuple[Guard, Names]] = [] if endless else [(frozenset(), before)]
    start = before
    changed, depth = machine.changed, len(machine.path)
    for number in range(MAX_ROUNDS):
        frame.locals = dict(start)
        frame.exits = []
        machine.changed = NOTHING
        with machine.branch(key, "body"):
            alive = body()
        changed = min(changed, machine.changed)
        going_on: list[tuple[Guard, Names]] = [(frozenset(), frame.locals)] if alive else []
        going_on += [(frozenset(), names) for is_break, names in frame.exits if not is_break]
        out: list[tuple[Guard, Names]]
        out = [(frozenset(), names) for is_break, names in frame.exits if is_break]
        out += [] if endless else going_on
        ends += [(guard, _left(names, loop, number)) for guard, names in out] if loop else out
        after = merged(start, [(frozenset(), start), *going_on])
        moved = [name for name in after if _matters(start.get(name), after[name])]
        # What was made in this round is made anew in the next one.
        if not moved and machine.changed > depth:
            break
        start = {**after, **{n: _widened(start.get(n), after[n], number) for n in moved}}
    machine.changed = changed
    frame.exits = outer
    frame.locals = merged(before, ends)
    if not endless:  # what was met on the way out may have been met in any round
        for name, value in start.items():
            known = frame.locals.get(name)
            if value is known:
                continue
            if known is None or not signature(value) <= signature(known):
                widened = _left({name: value}, loop, -1)[name]
                frame.locals[name] = widened if known is None else join(known, widened)
    return bool(ends)


def _differs(old: Value | None, new: Value) -> bool:
    return old is not new and (old is None or signature(old) != signature(new))


def _matters(old: Value | None, new: Value) -> bool:
    """Whether a next round may go otherwise for what this one has bound to a name."""
    if not _differs(old, new):
        return False
    if old is not None and not isinstance(old, Unknown):
        return True
    return any(isinstance(part, (Answer, Text, Mapping, Sequence)) for part in constituents(new))


def _widened(old: Value | None, new: Value, number: int) -> Value:
    """What a name may be from now on: a number that changes is any number."""
    if number >= MAX_ROUNDS - 3:
        parts = [v for _, v in alternatives(new) if not isinstance(v, (Const, Text))]
        return join(*parts, made_of("...", new))
    if old is None:
        return new
    numbers = [v for _, v in alternatives(new) if is_number(v)]
    if len(numbers) > 1:
        others = [(g, v) for g, v in alternatives(new) if not is_number(v)]
        return union([*others, (frozenset(), made_of("number"))])
    return new


def _orelse(machine: Machine, frame: Frame, node: cst.For | cst.While) -> bool:
    if node.orelse is None:
        return True
    return machine.execute(frame, node.orelse.body)
