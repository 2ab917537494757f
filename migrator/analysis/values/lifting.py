"""Pure functions of the status of one answer, computed for each status instead of being guessed.

`status // 100 == 2`, `str(status).startswith("2")` and `status in OK` are functions of one number.
They are kept as such, and migration runs them for the old and for the new status: a use is
compatible when both give the same. What is no function of one status and of known values is
`None` here, and remembers what it was made of elsewhere.
"""

from __future__ import annotations

import builtins
import itertools
import operator
from collections.abc import Callable

import libcst as cst

from migrator.analysis.values import (
    Answer,
    Const,
    Guard,
    Hole,
    Instance,
    Mapping,
    Sequence,
    Text,
    Union,
    Value,
    alternatives,
    consistent,
    constituents,
    made_of,
    union,
)
from migrator.analysis.values.requests import Request

OfStatus = Callable[[int], object]

__all__ = ["OfStatus", "outcome"]

_LARGEST = 100_000
"""Numbers and lengths beyond this are not computed with: the analysis would pay for them."""

_BINARY: dict[str, Callable[..., object]] = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "FloorDivide": operator.floordiv,
    "Divide": operator.truediv,
    "Modulo": operator.mod,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
    "RightShift": operator.rshift,
}
"""Without those that make large results: power, left shift, repetition."""

_UNARY: dict[type, Callable[..., object]] = {
    cst.Not: operator.not_,
    cst.Minus: operator.neg,
    cst.Plus: operator.pos,
    cst.BitInvert: operator.invert,
}

_COMPARED: dict[type, Callable[..., object]] = {
    cst.Equal: operator.eq,
    cst.NotEqual: operator.ne,
    cst.Is: operator.eq,  # small numbers are one object; larger ones nobody compares so
    cst.IsNot: operator.ne,
    cst.LessThan: operator.lt,
    cst.LessThanEqual: operator.le,
    cst.GreaterThan: operator.gt,
    cst.GreaterThanEqual: operator.ge,
    cst.In: lambda left, right: left in right,
    cst.NotIn: lambda left, right: left not in right,
}

_BUILTINS = frozenset(
    {
        "abs", "all", "any", "ascii", "bin", "bool", "chr", "divmod", "float", "hex", "int", "len",
        "max", "min", "oct", "ord", "repr", "round", "sorted", "str", "sum",
    }
)  # fmt: skip

_METHODS = frozenset(
    name for kind in (str, int) for name in dir(kind) if not name.startswith("_")
) - {
    "encode",
    "format",
    "format_map",
    "zfill",
    "center",
    "ljust",
    "rjust",
    "expandtabs",
    "to_bytes",
    "join",
}


def function_of(value: Value) -> tuple[Request | None, OfStatus] | None:
    """The value as a function of one status; without a request it is the same for every status."""
    return None if _is_too_much([value]) else _function_of(value)


def _is_too_much(values: list[Value]) -> bool:
    """Whether values hold more than is computed with, each part as often as it is held."""
    waiting, count = list(values), 0
    while waiting and count <= _MOST_PARTS:
        value = waiting.pop()
        count += 1
        if isinstance(value, Sequence):
            waiting += value.items or ()
        elif isinstance(value, Mapping):
            if len(value.entries) > _MOST_PARTS:
                return True
            waiting += [*(entry.value for entry in value.entries.values()), *value.numbers.values()]
    return count > _MOST_PARTS


_MOST_PARTS = 2_000


def _function_of(value: Value) -> tuple[Request | None, OfStatus] | None:
    if isinstance(value, Const):
        return None, lambda _: value.value
    if isinstance(value, Answer):
        if value.part != "status":
            return None
        return value.request, value.derive or (lambda status: status)
    if isinstance(value, Text):
        return _of_text(value)
    if isinstance(value, Sequence) and value.items is not None:
        makers = {"tuple": tuple, "set": frozenset}
        return _together(value.items, lambda *items: makers.get(value.kind, list)(items))
    if isinstance(value, Mapping) and not value.open:
        return _of_mapping(value)
    if isinstance(value, Instance) and value.cls.enum and "value" in value.attributes:
        return _function_of(value.attributes["value"])
    return None


def _of_text(value: Text) -> tuple[Request | None, OfStatus] | None:
    parts: list[Value] = []
    if any(literal.is_bytes for literal in value.literals()):
        return None  # bytes are kept as if they were text, but are not equal to it
    for piece in value.pieces:
        if not isinstance(piece, Hole):
            parts.append(Text((piece,)))
        elif isinstance(piece.value, (Answer, Const)):
            parts.append(piece.value)
        else:
            return None
    if len(parts) == 1 and value.known is not None:
        known = value.known
        return None, lambda _: known
    if not any(isinstance(part, Answer) for part in parts):
        return None
    return _together(parts, lambda *found: "".join(map(str, found)))


def _of_mapping(value: Mapping) -> tuple[Request | None, OfStatus] | None:
    if len(value.entries) > _MOST_VALUES or value.rest:
        return None
    if any(not entry.certain for entry in value.entries.values()):
        return None
    if value.factory is not None:  # what is missing comes to be when it is asked for
        return None
    keys: list[object] = [*value.entries, *value.numbers]
    held = [*(entry.value for entry in value.entries.values()), *value.numbers.values()]
    return _together(held, lambda *found: dict(zip(keys, found, strict=True)))


def _together(
    values: list[Value], build: Callable[..., object]
) -> tuple[Request | None, OfStatus] | None:
    if len(values) > _MOST_VALUES:
        return None
    functions = []
    for value in values:
        found = _function_of(value)
        if found is None:
            return None
        functions.append(found)
    requests = {id(request): request for request, _ in functions if request is not None}
    if len(requests) > 1:
        return None
    request = next(iter(requests.values()), None)
    return request, lambda status: build(*(function(status) for _, function in functions))


_MOST_VALUES = 200


def lift(values: list[Value], function: Callable[..., object]) -> Answer | None:
    """`function` of values that make up a function of exactly one status; None for others."""
    made = None if _is_too_much(values) else _together(values, function)
    if made is None or not all(map(_small, values)):
        return None
    request, derive = made
    return None if request is None else Answer(request, "status", derive)


def _small(value: Value) -> bool:
    if isinstance(value, Const) and isinstance(value.value, (int, float)):
        return abs(value.value) < _LARGEST
    return not isinstance(value, Text) or sum(len(getattr(p, "text", "")) for p in value.pieces) < (
        _LARGEST
    )


def _lift_each(values: list[Value], function: Callable[..., object]) -> Value | None:
    """The same where a value may be one of several: the answer of one request or another."""
    if not any(isinstance(value, Union) for value in values):
        return lift(values, function)
    rows = list(itertools.islice(itertools.product(*map(alternatives, values)), _MOST_ROWS + 1))
    found: list[tuple[Guard, Value]] = []
    for row in rows:
        guard = frozenset().union(*(under for under, _ in row))
        if any(not consistent(under, guard) for under, _ in row):
            continue
        held = [value for _, value in row]
        lifted: Value | None = lift(held, function)
        if lifted is None and any(_has_answer(value) for value in held):
            return None
        found.append((guard, lifted if lifted is not None else made_of("...", *held)))
    is_some = len(rows) <= _MOST_ROWS and any(isinstance(value, Answer) for _, value in found)
    return union(found) if is_some else None


_MOST_ROWS = 16


def _has_answer(value: Value) -> bool:
    return any(isinstance(part, Answer) for part in constituents(value))


def binary(name: str, left: Value, right: Value) -> Value | None:
    """A binary operation, by the name of libcst's operator."""
    function = _BINARY.get(name)
    return _lift_each([left, right], function) if function is not None else None


def unary(operator_node: cst.CSTNode, value: Value) -> Value | None:
    """`not x`, `-x`, `+x` and `~x`."""
    function = _UNARY.get(type(operator_node))
    return _lift_each([value], function) if function is not None else None


def comparison(node: cst.Comparison, values: list[Value]) -> Answer | None:
    """A comparison, also a chained one."""
    steps = [_COMPARED[type(part.operator)] for part in node.comparisons]
    if isinstance(node.comparisons[0].operator, (cst.In, cst.NotIn)):
        values = [values[0], *map(_keys, values[1:])]

    def holds(*found: object) -> bool:
        rows = zip(steps, found, found[1:], strict=False)
        return all(step(left, right) for step, left, right in rows)

    return lift(values, holds)


def _keys(value: Value) -> Value:
    """What `in` looks through: the keys of a mapping, whatever it holds."""
    if not isinstance(value, Mapping) or value.open or value.rest:
        return value
    if any(not entry.certain for entry in value.entries.values()):
        return value
    keys: list[Value] = [entry.key for entry in value.entries.values()]
    return Sequence((), [*keys, *(Const(number) for number in value.numbers)])


def builtin(name: str, values: list[Value]) -> Value | None:
    """A call of a builtin function without keyword arguments."""
    if name not in _BUILTINS:
        return None
    function: Callable[..., object] = getattr(builtins, name)
    return _lift_each(values, function)


def method(receiver: Value, name: str, values: list[Value]) -> Value | None:
    """A method of a number or text that is a function of a status."""
    if name not in _METHODS:
        return None

    def called(found: object, *given: object) -> object:
        return getattr(found, name)(*given)

    return _lift_each([receiver, *values], called)


def attribute(receiver: Value, name: str) -> Answer | None:
    """An attribute of a number, such as `real`; methods are called through `method`."""
    if name not in ("real", "imag", "numerator", "denominator", "value"):
        return None
    return lift([receiver], lambda found: getattr(found, name, found))


def item(container: Value, key: Value) -> Answer | None:
    """A subscript whose container or key is a function of a status."""
    return lift([container, key], operator.getitem)


def fails(value: Answer) -> OfStatus:
    """Whether computing a value raises an exception, for a status."""

    def raises(status: int) -> bool:
        try:
            if value.derive is not None:
                value.derive(status)
        except Exception:  # whatever the program's own operation raises
            return True
        return False

    return raises


def outcome(derive: Callable[[int], object], status: int) -> tuple[str, object]:
    """What the program computes for a status: a value, or the exception that it raises."""
    try:
        return "value", derive(status)
    except Exception as error:  # whatever the program's own operation raises
        return "raises", type(error)
