"""Operators: `+`, `%`, `/` and `|`, `and`, `or` and `not`, comparisons, and the conditional."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.interpreter import comparisons, conditions, limits
from migrator.analysis.interpreter.displays import spelled
from migrator.analysis.models import stubs
from migrator.analysis.operations import contents, mappings, strings, truth
from migrator.analysis.store import answers, journal
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    ALWAYS,
    UNKNOWN,
    Bound,
    Const,
    Double,
    Instance,
    Mapping,
    Param,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    lifting,
    made_of,
    texts,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def binary(machine: Machine, frame: Frame, node: cst.BinaryOperation) -> Value:
    """A binary operation."""
    left, right = _operands(machine, frame, node)
    return operate(machine, frame, node.operator, left, right, node)


def _operands(machine: Machine, frame: Frame, node: cst.BinaryOperation) -> tuple[Value, Value]:
    """Both sides; a long chain on the left is walked without recursion."""
    chain = [node]
    while isinstance(chain[-1].left, cst.BinaryOperation):
        chain.append(chain[-1].left)
    value = machine.evaluate(frame, chain[-1].left)
    for inner in reversed(chain[1:]):
        right = machine.evaluate(frame, inner.right)
        value = operate(machine, frame, inner.operator, value, right, inner)
    return value, machine.evaluate(frame, node.right)


def operate(
    machine: Machine,
    frame: Frame,
    operator: cst.CSTNode,
    left: Value,
    right: Value,
    node: cst.CSTNode,
) -> Value:
    """The value of a binary operation; `operator` may be that of an augmented assignment."""
    name = type(operator).__name__.removesuffix("Assign")
    if isinstance(left, Double):
        return _double(machine, frame, left, right, node)
    lifted = lifting.binary(name, left, right)
    if lifted is not None:
        return lifted
    overloaded = _overloaded(machine, frame, name, left, right, node)
    if overloaded is not None:
        return overloaded
    left = spelled(machine, frame, left, node, formatted=False)
    right = spelled(machine, frame, right, node, formatted=False)
    if name == "Modulo":
        return union(
            (
                guard,
                strings.percent(machine, v, right)
                if isinstance(v, Text)
                else made_of("...", v, right),
            )
            for guard, v in alternatives(left)
        )
    if name == "Add":
        return _add(machine, left, right)
    if name == "Multiply" and (_is_text(left) or _is_text(right)):
        sides = (right, left) if _is_text(right) else (left, right)
        return texts.product([(side, "...") for side in sides], lambda row: texts.repeated(*row))
    if name in ("Power", "LeftShift") and isinstance(left, Const) and isinstance(right, Const):
        return _grown(name, left, right)
    if name == "Divide" and (_is_text(left) or _is_text(right)):
        return texts.product(
            [(left, "..."), (right, "...")],
            lambda row: texts.slash_join([texts.as_text(value) for value in row]),
        )
    if name == "BitOr" and (isinstance(left, Mapping) or isinstance(right, Mapping)):
        return _merge(machine, left, right)
    for side in (left, right):
        for inner in contents.elements(side) or (side,):
            answers.compared(machine, inner)
    return _combined(machine, left, right)


def _combined(machine: Machine, left: Value, right: Value) -> Value:
    """What an operator without a model gives: it remembers both sides."""
    if isinstance(left, Sequence) or isinstance(right, Sequence):
        kind = left.kind if isinstance(left, Sequence) else "list"
        return Sequence(machine.path, None, kind, contents.element_of(left, right))
    return made_of("...", left, right)


def _double(machine: Machine, frame: Frame, left: Double, right: Value, node: cst.CSTNode) -> Value:
    """`route % 204` and `route % httpx.Response(204)` of respx."""
    stubs.answer(machine, frame, left, right)
    if isinstance(node, cst.BinaryOperation):
        stubs.answer_number(frame, left, node.right, right)
    return left


_METHODS = {
    "Divide": "truediv",
    "FloorDivide": "floordiv",
    "Add": "add",
    "Subtract": "sub",
    "Multiply": "mul",
    "Modulo": "mod",
    "Power": "pow",
    "BitOr": "or",
    "BitAnd": "and",
    "BitXor": "xor",
    "LeftShift": "lshift",
    "RightShift": "rshift",
    "MatrixMultiply": "matmul",
}


def _overloaded(
    machine: Machine, frame: Frame, name: str, left: Value, right: Value, node: cst.CSTNode
) -> Value | None:
    """The operator of a class of the project, such as `resource / "segment"`."""
    word = _METHODS.get(name, "")
    prefixes = ("i", "") if isinstance(node, cst.AugAssign) else ("",)
    sides = [(left, right, f"__{prefix}{word}__") for prefix in prefixes]
    for one, other, method_name in (*sides, (right, left, f"__r{word}__")):
        if isinstance(one, Instance):
            method = classes.find(one.cls, method_name)
            if method is not None:
                given = positional(other)
                return machine.call(frame, Bound(method, one), given, node)
    return None


def _is_text(value: Value) -> bool:
    return any(isinstance(v, Text) for _, v in alternatives(value))


def _add(machine: Machine, left: Value, right: Value) -> Value:
    passed = isinstance(left, Param) or isinstance(right, Param)
    if _is_text(left) or _is_text(right) or passed:
        left, right = union(texts.without_none(left)), union(texts.without_none(right))
        sides = [(v, v.label if isinstance(v, Unknown) else "...") for v in (left, right)]
        return texts.joined(sides)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        if left.items is not None and right.items is not None:
            if len(left.items) + len(right.items) <= contents.MOST_ITEMS:
                return Sequence(machine.path, [*left.items, *right.items], left.kind)
        return Sequence(machine.path, None, left.kind, contents.element_of(left, right))
    if isinstance(left, Const) and isinstance(right, Const):
        one, other = left.value, right.value
        if isinstance(one, int) and isinstance(other, int):
            return Const(one + other)
    return _combined(machine, left, right)


def _grown(name: str, left: Const, right: Const) -> Value:
    """A power or a shift of known numbers, where it is not too large to be computed."""
    one, other = left.value, right.value
    if not isinstance(one, int) or not isinstance(other, int):
        return UNKNOWN
    if abs(one) > _MOST_BITS or not 0 <= other <= _MOST_BITS:
        return texts.too_much()
    return Const(one**other if name == "Power" else one << other)


_MOST_BITS = 1_000


def _merge(machine: Machine, left: Value, right: Value) -> Value:
    """`mapping | mapping`."""
    result = Mapping(machine.path)
    mappings.spread(machine, result, left)
    mappings.spread(machine, result, right)
    journal.made(machine, result)
    return result


def boolean(machine: Machine, frame: Frame, node: cst.BooleanOperation) -> Value:
    """`and` and `or`."""
    left = machine.evaluate(frame, node.left)
    truth.note_truth(machine, frame, left, node.left)
    known = truth.truth(left)
    is_or = isinstance(node.operator, cst.Or)
    if known is is_or:
        return left
    if known is not None:
        return machine.evaluate(frame, node.right)
    before = dict(frame.locals)
    key, arm = conditions.branch_key(machine, frame, node.left)
    known_limits = len(machine.limits)
    machine.limits += limits.of(machine, node.left, not is_or)
    with machine.branch(key, arm is not is_or):
        conditions.narrow(machine, frame, node.left, not is_or)
        right = machine.evaluate(frame, node.right)
    del machine.limits[known_limits:]
    frame.locals = {**frame.locals, **before}
    kept = [(g, v) for g, v in alternatives(left) if truth.truth(v) is not (not is_or)]
    return union([*kept, (ALWAYS, right)])


def unary(machine: Machine, frame: Frame, node: cst.UnaryOperation) -> Value:
    """`not` and the sign of a number."""
    value = machine.evaluate(frame, node.expression)
    if isinstance(node.operator, cst.Not):
        truth.note_truth(machine, frame, value, node.expression)
        known = truth.truth(value)
        return UNKNOWN if known is None else Const(not known)
    lifted = lifting.unary(node.operator, value)
    if lifted is not None:
        return lifted
    number = value.value if isinstance(value, Const) else None
    if isinstance(node.operator, cst.Minus) and isinstance(number, int):
        return Const(-number, spelled=isinstance(node.expression, (cst.Integer, cst.Float)))
    return made_of("...", value)


def comparison(machine: Machine, frame: Frame, node: cst.Comparison) -> Value:
    """A comparison."""
    values = [machine.evaluate(frame, node.left)]
    values += [machine.evaluate(frame, part.comparator) for part in node.comparisons]
    return comparisons.compare(machine, frame, node, values)


def conditional(machine: Machine, frame: Frame, node: cst.IfExp) -> Value:
    """`a if test else b`, each side under its branch."""
    known = conditions.test(machine, frame, node.test)
    if known is not None:
        return machine.evaluate(frame, node.body if known else node.orelse)
    key, arm = conditions.branch_key(machine, frame, node.test)
    found = []
    for holds, side in ((True, node.body), (False, node.orelse)):
        before = dict(frame.locals)
        taken = arm if holds else not arm
        known_limits = len(machine.limits)
        machine.limits += limits.of(machine, node.test, holds)
        with machine.branch(key, taken):
            conditions.narrow(machine, frame, node.test, holds)
            found.append((frozenset({(key, taken)}), machine.evaluate(frame, side)))
        del machine.limits[known_limits:]
        frame.locals = {**frame.locals, **before}
    return union(found)
