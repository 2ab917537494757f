"""Tests: what is known about them, what they say about names, and which answers they read."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.models import types
from migrator.analysis.operations import contents, lookup, namespaces, truth
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    ELEMENT,
    UNKNOWN,
    Const,
    Guard,
    Imported,
    Mapping,
    ModuleValue,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    union,
)
from migrator.analysis.values.frames import Frame


def test(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool | None:
    """Evaluate a test; an answer whose content is tested for emptiness is noted."""
    value = machine.evaluate(frame, node)
    truth.note_truth(machine, frame, value, node)
    lookup.ask(machine, frame, value, node)
    known = truth.truth(value)
    if known is not None and _is_setting(machine, frame, node):
        # A switch that somebody turns in the source: both ways count.
        known = None
    if known is None:
        key, arm = branch_key(machine, frame, node)
        for branch, taken in machine.path:
            if branch == key:
                return taken == arm
    return known


def _is_setting(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool:
    """Whether a test asks a literal or a constant of a module."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return _is_setting(machine, frame, node.expression)
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        other = node.comparisons[0].comparator
        with_none = isinstance(other, cst.Name) and other.value == "None"
        return with_none and _is_constant(machine, frame, node.left)
    if isinstance(node, cst.Integer):
        return True
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        return True
    return _is_constant(machine, frame, node)


def _is_constant(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool:
    """Whether an expression is the name of a module, of this one or of another."""
    if isinstance(node, cst.Attribute):
        holder = node.value
        found = frame.lookup(holder.value) if isinstance(holder, cst.Name) else None
        return found is not None and isinstance(namespaces.force(machine, found), ModuleValue)
    if not isinstance(node, cst.Name):
        return False
    found = frame.lookup(node.value)
    names = machine.names(frame.module)
    return isinstance(found, Imported) or found is names.get(node.value) is not None


def branch_key(machine: Machine, frame: Frame, node: cst.BaseExpression) -> tuple[object, object]:
    """What a test decides on, and the arm that is taken when it holds.

    Two tests of the same unchanged value share the key, so that `url` and `body` which were
    chosen by the same condition are combined arm by arm.
    """
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        key, arm = branch_key(machine, frame, node.expression)
        return key, not arm
    # What the test has evaluated is not evaluated again: a call in it is made once.
    if isinstance(node, (cst.Name, cst.Attribute)):
        known = machine.truths.get(id(node))
        value = known if known is not None else machine.evaluate(frame, node)
        if isinstance(value, (Mapping, Sequence)):  # it may be another one by the next test
            return ("test", machine.keep(object())), True
        if not isinstance(value, Const) or _is_setting(machine, frame, node):
            return ("truth", value), True
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        operator = node.comparisons[0].operator
        sides = machine.compared.get(id(node))
        if sides is None:
            compared = (node.left, node.comparisons[0].comparator)
            sides = [machine.evaluate(frame, side) for side in compared]
        left, right = sides[0], contents.plain(sides[1])
        if right is not None and isinstance(operator, (cst.Equal, cst.Is)):
            return ("equal", left, right), True
        if right is not None and isinstance(operator, (cst.NotEqual, cst.IsNot)):
            return ("equal", left, right), False
    return ("test", machine.keep(object())), True


def narrow(machine: Machine, frame: Frame, node: cst.BaseExpression, holds: bool) -> None:
    """Take from the names in a test what cannot be when it holds (or does not)."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        narrow(machine, frame, node.expression, not holds)
    elif isinstance(node, cst.BooleanOperation):
        if isinstance(node.operator, cst.And) is holds:
            narrow(machine, frame, node.left, holds)
            narrow(machine, frame, node.right, holds)
    elif (name := _name(node)) is not None:
        _keep(frame, name, lambda value: truth.truth(value) is not (not holds))
    elif isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        _narrow_comparison(machine, frame, node, holds)
    elif isinstance(node, cst.Call):
        _narrow_instance(machine, frame, node, holds)
        _narrow_text(machine, frame, node, holds)


def _name(node: cst.BaseExpression) -> cst.Name | None:
    """The name that an expression is, or binds with `:=`."""
    target = node.target if isinstance(node, cst.NamedExpr) else node
    return target if isinstance(target, cst.Name) else None


def _narrow_comparison(machine: Machine, frame: Frame, node: cst.Comparison, holds: bool) -> None:
    operator = node.comparisons[0].operator
    name = _name(node.left)
    if name is None:
        return
    right = contents.plain(machine.evaluate(frame, node.comparisons[0].comparator))
    if right is None or not isinstance(operator, (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)):
        return
    same = isinstance(operator, (cst.Equal, cst.Is)) is holds

    def possible(value: Value) -> bool:
        own = contents.plain(value)
        if own is None:
            return not (same and right == (None,) and truth.truth(value) is True)
        return (own == right) is same

    _keep(frame, name, possible)


def _narrow_instance(machine: Machine, frame: Frame, node: cst.Call, holds: bool) -> None:
    """`isinstance(x, ...)` rules out `None` when it holds, and whatever is of another type."""
    if not (isinstance(node.func, cst.Name) and node.func.value == "isinstance" and node.args):
        return
    name = node.args[0].value
    if not isinstance(name, cst.Name):
        return
    kind = machine.evaluate(frame, node.args[1].value) if len(node.args) > 1 else UNKNOWN
    if holds and not types.is_of_none(kind):
        _keep(frame, name, lambda value: contents.plain(value) != (None,))
    if len(node.args) > 1:
        _keep(frame, name, lambda value: types.is_instance(value, kind) is not (not holds))


def _narrow_text(machine: Machine, frame: Frame, node: cst.Call, holds: bool) -> None:
    """`x.endswith("/")`, `url.path.startswith("/")`: of what `x` may be, what answers so."""
    at = node.func
    if not isinstance(at, cst.Attribute) or at.attr.value not in ("startswith", "endswith"):
        return
    while isinstance(at, cst.Attribute):
        at = at.value
    value = frame.locals.get(at.value) if isinstance(at, cst.Name) else None
    if not isinstance(at, cst.Name) or value is None:
        return
    options = [v for _, v in alternatives(value)]
    if not 1 < len(options) <= _FEW or not all(isinstance(v, (Text, Unknown)) for v in options):
        return
    answers: dict[int, bool | None] = {}
    for option in options:
        frame.locals[at.value] = option
        answers[id(option)] = truth.truth(machine.evaluate(frame, node))
    frame.locals[at.value] = value
    _keep(frame, at, lambda v: answers[id(v)] is not (not holds))


_FEW = 8
"""Texts that a test is asked of one by one."""


def _keep(frame: Frame, node: cst.Name, possible: Callable[[Value], bool]) -> None:
    value = frame.locals.get(node.value)
    if value is None:
        return
    options = alternatives(value)
    kept = [(guard, v) for guard, v in options if possible(v)]
    if kept and len(kept) < len(options):
        frame.locals[node.value] = union(kept)
        _keep_beside(frame, [guard for guard, _ in kept])


def _keep_beside(frame: Frame, guards: list[Guard]) -> None:
    """Of other names what goes with the elements of a loop that are left: `for key, value in`."""
    arms: dict[object, set[object]] = {}
    for guard in guards:
        for branch, arm in guard:
            if isinstance(branch, tuple) and branch[:1] == (ELEMENT,):
                arms.setdefault(branch, set()).add(arm)
    sure = {b: a for b, a in arms.items() if all(any(o == b for o, _ in g) for g in guards)}
    if not sure:
        return
    for name, value in frame.locals.items():
        options = alternatives(value)
        kept = [(g, v) for g, v in options if all(a in sure.get(b, (a,)) for b, a in g)]
        if kept and len(kept) < len(options):
            frame.locals[name] = union(kept)


# Answers ------------------------------------------------------------------------------------
