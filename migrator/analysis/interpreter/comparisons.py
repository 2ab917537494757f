"""Comparisons: what they give, and what of their sides they look at."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import libcst as cst

from migrator.analysis.models import assertions
from migrator.analysis.operations import contents, iterators, lookup, truth
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Bound,
    Class,
    Const,
    External,
    ExternalInstance,
    Instance,
    Mapping,
    Piece,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    constituents,
    exposed,
    join,
    lifting,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame

_ORDER: dict[type, Callable[[int, int], bool]] = {
    cst.LessThan: lambda a, b: a < b,
    cst.LessThanEqual: lambda a, b: a <= b,
    cst.GreaterThan: lambda a, b: a > b,
    cst.GreaterThanEqual: lambda a, b: a >= b,
}


def compare(machine: Machine, frame: Frame, node: cst.Comparison, values: list[Value]) -> Value:
    """The value of a comparison; a comparison with a part of an answer is noted."""
    machine.compared[id(node)] = values
    machine.here = (frame, node)
    operators = [part.operator for part in node.comparisons]
    overloaded = _overloaded(machine, frame, node, values)
    if overloaded is not None:
        return overloaded
    if len(operators) == 1 and isinstance(operators[0], (cst.In, cst.NotIn)):
        if answers.is_of_no_request(values[0]) and answers.says_what_failed(values[1]):
            return UNKNOWN
        values = [values[0], iterators.unrolled(machine, frame, values[1], node)]
    with_none = any(contents.plain(value) == (None,) for value in values)
    seen = [_looked_into(value, operators, with_none) for value in values]
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
        right = iterators.unrolled(machine, frame, right, node)
        found = join(
            *(lookup.contains(machine, frame, v, left, node) for _, v in alternatives(right))
        )
        if isinstance(found, Const):
            return Const(found.value is isinstance(operator, cst.In))
        return UNKNOWN
    is_asserted = id(node) in machine.recorder.asserted and not any(map(_is_a_part, values))
    if is_asserted and assertions.loosely(machine, frame, node, values):
        return UNKNOWN
    identity = isinstance(operator, (cst.Is, cst.IsNot))  # which looks at no contents
    for side in () if identity else (left, right):
        for _, alternative in alternatives(side):
            held: list[Value] = []
            if isinstance(alternative, (Mapping, Sequence)):
                held = [alternative]
            elif isinstance(alternative, Instance) and _compares_fields(alternative):
                held = [v for v in alternative.attributes.values() if not isinstance(v, Instance)]
            for part in held if not machine.asserting else ():
                escapes.escape(machine, frame, part, "escape", node, "a comparison")
    one, other = contents.plain(left), contents.plain(right)
    if (None,) not in (one, other):  # whether there is a text at all, no edit changes
        what = "matched" if one is not None and other is not None else "compared"
        for side in (left, right):
            answers.compared(machine, side, what, (frame.module, node))
    return _equality(operator, left, right)


def _is_a_part(value: Value) -> bool:
    """Whether a text, or one that a container holds, is a part of a literal: an edit may cut it."""
    pieces = (p for part in exposed(value) if isinstance(part, Text) for p in part.pieces)
    return any(
        isinstance(p, Piece) and p.literal is not None and p.text != p.literal.value for p in pieces
    )


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
        reflected = _REFLECTED.get(name, name)
        for one, other, way in ((left, right, name), (right, left, reflected)):
            for _, alternative in alternatives(one):
                if not isinstance(alternative, Instance):
                    continue
                method = classes.find(alternative.cls, way)
                if method is None and name == "__ne__":
                    method = classes.find(alternative.cls, "__eq__")
                methods = [method] if method is not None else _ordering(alternative, way)
                for found_there in methods:
                    given = positional(other)
                    result = machine.call(frame, Bound(found_there, alternative), given, node)
                    found = result if found is None else join(found, result)
    return found


_REFLECTED = {"__lt__": "__gt__", "__gt__": "__lt__", "__le__": "__ge__", "__ge__": "__le__"}
_ORDERING = ("__lt__", "__le__", "__gt__", "__ge__")


def _ordering(instance: Instance, name: str) -> list[Value]:
    """The methods that decide an order for which there is none of its own.

    The other side is asked the other way round, and `total_ordering` makes them of each other.
    """
    if name not in _ORDERING:
        return []
    found = [classes.find(instance.cls, way) for way in _ORDERING]
    ways = [method for method in found if method is not None]
    own = classes.find(instance.cls, "__eq__") if ways else None
    return [*ways, own] if own is not None else ways


def _looked_into(value: Value, operators: list[cst.BaseCompOp], with_none: bool) -> Value:
    """What of a value a comparison looks at: identity looks at no contents."""
    if all(isinstance(o, (cst.Is, cst.IsNot)) for o in operators):
        closed = (Mapping, Sequence, Text) if with_none else (Mapping, Sequence)
        kept = [(g, v) for g, v in alternatives(value) if not isinstance(v, closed)]
        kept = [(g, v) for g, v in kept if not isinstance(v, (Instance, ExternalInstance))]
        kept = [(g, v) for g, v in kept if not answers.is_failure(v)]
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
    one, other = contents.plain(left), contents.plain(right)
    if isinstance(operator, (cst.Equal, cst.Is, cst.NotEqual, cst.IsNot)):
        positive = isinstance(operator, (cst.Equal, cst.Is))
        if one is not None and other is not None:
            return Const((one == other) is positive)
        if isinstance(left, Instance) and isinstance(right, Instance) and left.cls.enum:
            return Const((left is right) is positive)
        if (same := _same_definition(left, right)) is not None:
            return Const(same is positive)
        if (None,) in (one, other) and (_is_something(left) or _is_something(right)):
            return Const(not positive)
        return UNKNOWN
    compare_numbers = _ORDER.get(type(operator))
    if compare_numbers is not None and one is not None and other is not None:
        first, second = one[0], other[0]
        if isinstance(first, int) and isinstance(second, int):
            return Const(compare_numbers(first, second))
    return UNKNOWN


def _same_definition(left: Value, right: Value) -> bool | None:
    """Whether two names stand for one class or function, None where that is not known."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ExternalInstance) and one.name == "?sentinel":
            # One that is made in a call is another one each time.
            made = left is right and not one.path
            return True if made else False if isinstance(other, _DEFINITE) else None
    if isinstance(left, External) and isinstance(right, External):
        return True if left.name == right.name else None
    if isinstance(left, Class) and isinstance(right, (Class, External)):
        return left is right if left.meta is None else None
    if isinstance(left, External) and isinstance(right, Class):
        return False if right.meta is None else None
    return None


_DEFINITE = (Const, Text, Mapping, Sequence, Class)
"""What is surely something else than an object that is nothing but itself."""


def _is_something(value: Value) -> bool:
    """Whether a value is not `None`, whichever of its alternatives it is."""
    return all(
        isinstance(v, (Text, Mapping, Sequence)) or truth.one_truth(v) is True
        for _, v in alternatives(value)
    )


def _note_parts(machine: Machine, frame: Frame, node: cst.Comparison, values: list[Value]) -> None:
    """A comparison observes all that its sides hold or were made of."""
    for index, value in enumerate(values):
        for _, alternative in alternatives(value):
            made = lifting.function_of(alternative)
            if made is not None and made[0] is not None:
                accepts = _accepted(node, values, index, alternative)
                status = Answer(made[0], "status")
                answers.use(machine, frame, status, "status-compared", node, "", accepts)
            elif isinstance(alternative, Answer) and alternative.part == "headers":
                _note_headers(machine, frame, alternative, node, values)
            elif isinstance(alternative, Answer):
                _note_answer(machine, frame, alternative, node)
            else:
                answers.observe(machine, frame, alternative, node, "it is compared")


def _note_headers(
    machine: Machine, frame: Frame, headers: Answer, node: cst.Comparison, values: list[Value]
) -> None:
    """Whether a header is there is asked of that header; whatever else, of all of them."""
    known = all(
        isinstance(v, Text) and v.known is not None and answers.header(headers, v) is None
        for _, v in alternatives(values[0])
    )
    if not known or not isinstance(node.comparisons[0].operator, (cst.In, cst.NotIn)):
        content = Answer(headers.request, "content")
        answers.use(machine, frame, content, "content-tested", node, "its headers are compared")


def _note_answer(machine: Machine, frame: Frame, answer: Answer, node: cst.CSTNode) -> None:
    if answer.part == "phrase":
        answers.use(machine, frame, answer, "status-compared", node)
    elif answer.part in ("content", "json"):
        answers.use(machine, frame, answer, "content-tested", node, "it is compared")
    elif answer.part in ("sent", "exception", "computed"):
        answers.use(machine, frame, answer, "used", node, "it is compared")


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
