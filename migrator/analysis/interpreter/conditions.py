"""Tests: what is known about them, what they say about names, and which answers they read."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import libcst as cst

from migrator.analysis.interpreter import answers, assertions, classes, containers, escapes
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Class,
    Const,
    External,
    ExternalInstance,
    Function,
    Hole,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    constituents,
    join,
    lifting,
    union,
)
from migrator.analysis.values.frames import Frame

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
    if isinstance(value, Instance):
        own = (classes.find(value.cls, name) for name in ("__bool__", "__len__"))
        return None if any(method is not None for method in own) else True
    if isinstance(value, (Function, Class, ExternalInstance, External)):
        return True
    return None


def test(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool | None:
    """Evaluate a test; an answer whose content is tested for emptiness is noted."""
    value = machine.evaluate(machine, frame, node)
    note_truth(machine, frame, value, node)
    containers.ask(machine, frame, value, node)
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
        if isinstance(alternative, Instance):
            _note_own_truth(machine, frame, alternative, node)
        elif isinstance(alternative, Unknown):
            answers.observe(machine, frame, alternative, node, "its truth is tested")
        elif isinstance(alternative, (Sequence, Mapping)):
            counted = (
                alternative.count if isinstance(alternative, Sequence) else alternative.decides
            )
            for part in counted:
                answers.observe(machine, frame, part, node, "it is asked whether it is empty")
        elif isinstance(alternative, Text):
            holes = [p.value for p in alternative.pieces if isinstance(p, Hole)]
            if len(holes) == len(alternative.pieces):
                for held in holes:
                    note_truth(machine, frame, held, node)
        if not isinstance(alternative, Answer):
            continue
        if alternative.part in ("content", "json"):
            answers.use(machine, frame, alternative, "content-tested", node, "its truth is tested")
        elif alternative.part == "status":
            true = lifting.lift([alternative], bool)
            accepts = true.derive if true is not None else None
            answers.use(machine, frame, alternative, "status-compared", node, "", accepts)
        elif alternative.part in ("phrase", "sent"):
            answers.use(machine, frame, alternative, "used", node, "its truth is tested")


def _note_own_truth(machine: Machine, frame: Frame, value: Instance, node: cst.CSTNode) -> None:
    """The truth of an object of the project is what its class says."""
    for name in ("__bool__", "__len__"):
        method = classes.find(value.cls, name)
        if method is not None:
            given = Arguments()
            result = machine.call(machine, frame, Bound(method, value), given, node)
            if not isinstance(result, Instance):
                note_truth(machine, frame, result, node)
            return


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
        if isinstance(value, (Mapping, Sequence)):  # it may be another one by the next test
            return ("test", machine.keep(object())), True
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
    machine.here = (frame, node)
    operators = [part.operator for part in node.comparisons]
    overloaded = _overloaded(machine, frame, node, values)
    if overloaded is not None:
        return overloaded
    seen = [_looked_into(value, operators) for value in values]
    if any(_observable(value) for value in seen):
        _note_parts(machine, frame, node, seen)
        if id(node) in machine.recorder.asserted and any(map(answers.is_recorded, seen)):
            assertions.loosely(machine, frame, node, values)
        return UNKNOWN
    if len(operators) > 1:
        for side in values:
            answers.compared(machine, side)
        return UNKNOWN
    if assertions.compare(machine, frame, node, values):
        return UNKNOWN
    operator = operators[0]
    left, right = values
    if isinstance(operator, (cst.In, cst.NotIn)):
        found = join(
            *(containers.contains(machine, frame, v, left, node) for _, v in alternatives(right))
        )
        if isinstance(found, Const):
            return Const(found.value is isinstance(operator, cst.In))
        return UNKNOWN
    if id(node) in machine.recorder.asserted and assertions.loosely(machine, frame, node, values):
        return UNKNOWN
    for side in (left, right):
        for _, alternative in alternatives(side):
            held: list[Value] = []
            if isinstance(alternative, (Mapping, Sequence)):
                held = [alternative]
            elif isinstance(alternative, Instance) and _compares_fields(alternative):
                held = [v for v in alternative.attributes.values() if not isinstance(v, Instance)]
            for part in held if not machine.asserting else ():
                escapes.escape(machine, frame, part, "escape", node, "a comparison")
    one, other = containers.plain(left), containers.plain(right)
    if (None,) not in (one, other):  # whether there is a text at all, no edit changes
        what = "matched" if one is not None and other is not None else "compared"
        for side in (left, right):
            answers.compared(machine, side, what, (frame.module, node))
    return _equality(operator, left, right)


_DUNDERS: dict[type, str] = {
    cst.Equal: "__eq__",
    cst.NotEqual: "__ne__",
    cst.LessThan: "__lt__",
    cst.LessThanEqual: "__le__",
    cst.GreaterThan: "__gt__",
    cst.GreaterThanEqual: "__ge__",
    cst.In: "__contains__",
    cst.NotIn: "__contains__",
}


def _overloaded(
    machine: Machine, frame: Frame, node: cst.Comparison, values: list[Value]
) -> Value | None:
    """Run the methods with which classes of the project compare; None when there are none."""
    found = None
    for part, left, right in zip(node.comparisons, values, values[1:], strict=False):
        name = _DUNDERS.get(type(part.operator), "")
        for one, other in ((left, right), (right, left)):
            for _, alternative in alternatives(one):
                if not isinstance(alternative, Instance):
                    continue
                method = classes.find(alternative.cls, name)
                if method is None and name == "__ne__":
                    method = classes.find(alternative.cls, "__eq__")
                if method is not None:
                    given = classes.positional(other)
                    result = machine.call(machine, frame, Bound(method, alternative), given, node)
                    found = result if found is None else join(found, result)
    return found


def _looked_into(value: Value, operators: list[cst.BaseCompOp]) -> Value:
    """What of a value a comparison looks at: identity looks at no contents."""
    if all(isinstance(o, (cst.Is, cst.IsNot)) for o in operators):
        kept = [(g, v) for g, v in alternatives(value) if not isinstance(v, (Mapping, Sequence))]
        kept = [(g, v) for g, v in kept if not isinstance(v, (Instance, ExternalInstance))]
        return union(kept) if kept else NONE
    kept = [
        (g, v)
        for g, v in alternatives(value)
        if not isinstance(v, (Instance, ExternalInstance)) or _compares_fields(v)
    ]
    return union(kept) if kept else NONE


def _compares_fields(value: Value) -> bool:
    return isinstance(value, Instance) and (bool(value.cls.fields) or value.cls.enum)


def _observable(value: Value) -> bool:
    """Whether a value holds, or was made of, a part of an answer or other things to observe."""
    return any(
        isinstance(part, Answer) or (isinstance(part, Unknown) and part.parts)
        for part in constituents(value)
    )


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


def _note_parts(machine: Machine, frame: Frame, node: cst.Comparison, values: list[Value]) -> None:
    """A comparison observes all that its sides hold or were made of."""
    for index, value in enumerate(values):
        for _, alternative in alternatives(value):
            made = lifting.function_of(alternative)
            if made is not None and made[0] is not None:
                accepts = _accepted(node, values, index, alternative)
                status = Answer(made[0], "status")
                answers.use(machine, frame, status, "status-compared", node, "", accepts)
            elif isinstance(alternative, Answer):
                _note_answer(machine, frame, alternative, node)
            else:
                answers.observe(machine, frame, alternative, node, "it is compared")


def _note_answer(machine: Machine, frame: Frame, answer: Answer, node: cst.CSTNode) -> None:
    if answer.part == "phrase":
        answers.use(machine, frame, answer, "status-compared", node)
    elif answer.part in ("content", "json"):
        answers.use(machine, frame, answer, "content-tested", node, "it is compared")
    elif answer.part == "sent":
        answers.use(machine, frame, answer, "escape", node, "it is compared")


def _accepted(
    node: cst.Comparison, values: list[Value], index: int, answer: Value
) -> lifting.OfStatus | None:
    """What the comparison gives for a status, over all that the other sides may be."""
    rows = list(itertools.islice(itertools.product(*map(_options, values)), _MOST_ROWS + 1))
    lifted = []
    for row in rows if len(rows) <= _MOST_ROWS else ():
        sides = [*row[:index], answer, *row[index + 1 :]]
        found = lifting.comparison(node, sides)
        if found is None or found.derive is None:
            return None
        if found.derive not in lifted:
            lifted.append(found.derive)
    if not lifted:
        return None
    return lambda status: tuple(lifting.outcome(derive, status) for derive in lifted)


_MOST_ROWS = 16


def _options(value: Value) -> list[Value]:
    return [v for _, v in alternatives(value)]


def accepts(node: cst.Comparison, values: list[Value]) -> lifting.OfStatus | None:
    """For which status the comparison holds, None when that is not known."""
    found = lifting.comparison(node, [_side(value) for value in values])
    return found.derive if found is not None else None


def _side(value: Value) -> Value:
    """One side of a comparison; the answer, where it is one among other alternatives."""
    answers = [v for _, v in alternatives(value) if isinstance(v, Answer)]
    return answers[0] if answers else value
