"""Tests: what is known about them, what they say about names, and which answers they read."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import assertions, containers, escapes, http, questions
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Class,
    Const,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Sequence,
    Text,
    Value,
    alternatives,
    union,
)

_ORDER: dict[type, Callable[[int, int], bool]] = {
    cst.LessThan: lambda a, b: a < b,
    cst.LessThanEqual: lambda a, b: a <= b,
    cst.GreaterThan: lambda a, b: a > b,
    cst.GreaterThanEqual: lambda a, b: a >= b,
}


def truth(value: Value) -> bool | None:
    """Whether a value is true, None when that is not known."""
    answers = {_truth(alternative) for _, alternative in alternatives(value)}
    return answers.pop() if len(answers) == 1 else None


def _truth(value: Value) -> bool | None:
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Text):
        if any(getattr(piece, "text", "") for piece in value.pieces):
            return True
        return None if value.pieces else False
    if isinstance(value, Mapping):
        if any(entry.certain for entry in value.entries.values()) or value.numbers:
            return True
        return None if value.open or value.entries else False
    if isinstance(value, Sequence) and value.items is not None:
        return bool(value.items)
    if isinstance(value, (Function, Class, Instance, ExternalInstance, External)):
        return True
    return None


def test(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool | None:
    """Evaluate a test; an answer whose content is tested for emptiness is noted."""
    value = machine.evaluate(machine, frame, node)
    note_truth(machine, frame, value, node)
    known = truth(value)
    if known is not None and _is_setting(frame, node):
        # A switch that somebody turns in the source: both ways count.
        known = None
    if known is None:
        key, arm = branch_key(machine, frame, node)
        for branch, taken in machine.path:
            if branch == key:
                return taken == arm
    return known


def _is_setting(frame: Frame, node: cst.BaseExpression) -> bool:
    """Whether a test asks a literal or a constant of the module."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return _is_setting(frame, node.expression)
    if isinstance(node, cst.Integer):
        return True
    if not isinstance(node, cst.Name):
        return False
    if node.value in ("True", "False"):
        return True
    holder = frame.module.frame
    return frame.lookup(node.value) is holder.locals.get(node.value) is not None


def note_truth(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """`if response.text:` asks whether the answer is empty."""
    machine.truths[id(node)] = value
    for _, alternative in alternatives(value):
        if isinstance(alternative, Answer) and alternative.part in ("content", "json"):
            http.use(machine, frame, alternative, "content-tested", node, "its truth is tested")


def branch_key(machine: Machine, frame: Frame, node: cst.BaseExpression) -> tuple[object, object]:
    """What a test decides on, and the arm that is taken when it holds.

    Two tests of the same unchanged value share the key, so that `url` and `body` which were
    chosen by the same condition are combined arm by arm.
    """
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        key, arm = branch_key(machine, frame, node.expression)
        return key, not arm
    if isinstance(node, (cst.Name, cst.Attribute)):
        value = machine.evaluate(machine, frame, node)
        if not isinstance(value, Const) or _is_setting(frame, node):
            return ("truth", value), True
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        operator = node.comparisons[0].operator
        left = machine.evaluate(machine, frame, node.left)
        right = containers.plain(machine.evaluate(machine, frame, node.comparisons[0].comparator))
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
    elif isinstance(node, cst.Name):
        _keep(frame, node, lambda value: truth(value) is not (not holds))
    elif isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        _narrow_comparison(machine, frame, node, holds)
    elif isinstance(node, cst.Call):
        _narrow_instance(frame, node, holds)


def _narrow_comparison(machine: Machine, frame: Frame, node: cst.Comparison, holds: bool) -> None:
    operator = node.comparisons[0].operator
    if not isinstance(node.left, cst.Name):
        return
    right = containers.plain(machine.evaluate(machine, frame, node.comparisons[0].comparator))
    if right is None or not isinstance(operator, (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)):
        return
    same = isinstance(operator, (cst.Equal, cst.Is)) is holds

    def possible(value: Value) -> bool:
        own = containers.plain(value)
        if own is None:
            return not (same and right == (None,) and truth(value) is True)
        return (own == right) is same

    _keep(frame, node.left, possible)


def _narrow_instance(frame: Frame, node: cst.Call, holds: bool) -> None:
    """`isinstance(x, ...)` rules out `None` when it holds."""
    if not (isinstance(node.func, cst.Name) and node.func.value == "isinstance" and node.args):
        return
    name = node.args[0].value
    if holds and isinstance(name, cst.Name):
        _keep(frame, name, lambda value: containers.plain(value) != (None,))


def _keep(frame: Frame, node: cst.Name, possible: Callable[[Value], bool]) -> None:
    value = frame.locals.get(node.value)
    if value is None:
        return
    options = alternatives(value)
    kept = [(guard, v) for guard, v in options if possible(v)]
    if kept and len(kept) < len(options):
        frame.locals[node.value] = union(kept)


def compare(machine: Machine, frame: Frame, node: cst.Comparison, values: list[Value]) -> Value:
    """The value of a comparison; a comparison with a part of an answer is noted."""
    machine.compared[id(node)] = values
    if any(http.answers_in(value) for value in values):
        _note_answer(machine, frame, node, values)
        return UNKNOWN
    if len(node.comparisons) > 1 or assertions.compare(machine, frame, node, values):
        return UNKNOWN
    operator = node.comparisons[0].operator
    left, right = values
    if isinstance(operator, (cst.In, cst.NotIn)):
        found = containers.contains(machine, right, left)
        if isinstance(found, Const):
            return Const(found.value is isinstance(operator, cst.In))
        return UNKNOWN
    if id(node) in machine.recorder.asserted and assertions.loosely(machine, frame, node, values):
        return UNKNOWN
    for side in (left, right):
        for _, alternative in alternatives(side):
            equality = isinstance(operator, (cst.Equal, cst.NotEqual))
            if isinstance(alternative, Mapping) and equality and not machine.asserting:
                escapes.escape(machine, frame, alternative, "escape", node, "a comparison")
    one, other = containers.plain(left), containers.plain(right)
    if (None,) not in (one, other):  # whether there is a text at all, no edit changes
        what = "matched" if one is not None and other is not None else "compared"
        for side in (left, right):
            questions.compared(machine, side, what, (frame.module, node))
    return _equality(operator, left, right)


def _equality(operator: cst.BaseCompOp, left: Value, right: Value) -> Value:
    one, other = containers.plain(left), containers.plain(right)
    if isinstance(operator, (cst.Equal, cst.Is, cst.NotEqual, cst.IsNot)):
        positive = isinstance(operator, (cst.Equal, cst.Is))
        if one is not None and other is not None:
            return Const((one == other) is positive)
        if isinstance(left, Instance) and isinstance(right, Instance) and left.cls.enum:
            return Const((left is right) is positive)
        if (None,) in (one, other) and True in (_truth(left), _truth(right)):
            return Const(not positive)
        return UNKNOWN
    compare_numbers = _ORDER.get(type(operator))
    if compare_numbers is not None and one is not None and other is not None:
        first, second = one[0], other[0]
        if isinstance(first, int) and isinstance(second, int):
            return Const(compare_numbers(first, second))
    return UNKNOWN


# Answers ------------------------------------------------------------------------------------


def _note_answer(machine: Machine, frame: Frame, node: cst.Comparison, values: list[Value]) -> None:
    known_for = accepts(node, values)
    noted: set[tuple[int, str]] = set()
    for value in values:
        direct = {id(v) for _, v in alternatives(value)}
        for answer in http.answers_in(value):
            if (id(answer.request), answer.part) in noted:
                continue
            noted.add((id(answer.request), answer.part))
            if answer.part in ("status", "phrase"):
                known = known_for if answer.part == "status" and id(answer) in direct else None
                http.use(machine, frame, answer, "status-compared", node, "", known)
            elif answer.part in ("content", "json"):
                http.use(machine, frame, answer, "content-tested", node, "it is compared")
            elif answer.part == "sent" or (answer.part == "response" and id(answer) not in direct):
                http.use(machine, frame, answer, "escape", node, "it is compared")


def accepts(node: cst.Comparison, values: list[Value]) -> Callable[[int], bool] | None:
    """For which status the comparison holds, None when the other side is not known."""
    steps: list[Callable[[int], bool]] = []
    values = [_side(value) for value in values]
    for part, left, right in zip(node.comparisons, values, values[1:], strict=False):
        step = _step(part.operator, left, right)
        if step is None:
            return None
        steps.append(step)
    return lambda status: all(step(status) for step in steps)


def _side(value: Value) -> Value:
    """One side of a comparison; the answer, where it is one among other alternatives."""
    answers = [v for _, v in alternatives(value) if isinstance(v, Answer)]
    return answers[0] if answers else value


def _step(operator: cst.BaseCompOp, left: Value, right: Value) -> Callable[[int], bool] | None:
    """One link of a comparison as a function of the status."""
    status_left = isinstance(left, Answer)
    answer = left if isinstance(left, Answer) else right
    if isinstance(answer, Answer) and answer.derive is not None:
        plain = Answer(answer.request, answer.part)
        sides = (plain, right) if status_left else (left, plain)
        step, derive = _step(operator, *sides), answer.derive
        return None if step is None else lambda status: step(derive(status))
    known = _numbers(right if status_left else left)
    if known is None:
        return None
    if isinstance(operator, (cst.In, cst.NotIn)):
        wanted = isinstance(operator, cst.In)
        return lambda status: (status in known) is wanted
    if len(known) != 1:
        return None
    number = known[0]
    if isinstance(operator, (cst.Equal, cst.Is)):
        return lambda status: status == number
    if isinstance(operator, (cst.NotEqual, cst.IsNot)):
        return lambda status: status != number
    order = _ORDER.get(type(operator))
    if order is None:
        return None
    if status_left:
        return lambda status: order(status, number)
    return lambda status: order(number, status)


def _numbers(value: Value) -> list[int] | None:
    """The status codes that a value is or holds; texts of digits count."""
    if isinstance(value, Sequence) and value.items is not None:
        found = [_number(item) for item in value.items]
        return None if None in found else [n for n in found if n is not None]
    if isinstance(value, Mapping) and not value.open:
        return [key for key in value.numbers if isinstance(key, int)]
    number = _number(value)
    return None if number is None else [number]


def _number(value: Value) -> int | None:
    plain = containers.plain(value)
    if isinstance(value, Instance):
        held = value.attributes.get("value")
        plain = containers.plain(held) if held is not None else None
    if plain is None:
        return None
    if isinstance(plain[0], (int, float)):
        return int(plain[0])
    return int(plain[0]) if isinstance(plain[0], str) and plain[0].isdigit() else -1
