"""What a branch says about the status of an answer: which uses only an error can reach.

What is printed when `response.ok` is false says nothing about the success of the new endpoint.
"""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.interpreter import comparisons
from migrator.analysis.source import scopes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Answer, External, Value, alternatives, consistent
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Request

Limit = tuple[object, Callable[[int], object]]
"""A request, and for which status of its answer the branch is taken."""


def of(machine: Machine, node: cst.BaseExpression, holds: bool) -> list[Limit]:
    """The limits under which a test, which was evaluated already, holds or does not."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return of(machine, node.expression, not holds)
    if isinstance(node, cst.BooleanOperation):
        if isinstance(node.operator, cst.And) is holds:
            return [*of(machine, node.left, holds), *of(machine, node.right, holds)]
        return []
    if isinstance(node, cst.Comparison):
        return _of_comparison(machine, node, holds)
    value = machine.truths.get(id(node))
    options = alternatives(value) if value is not None else ()
    answers = [v for _, v in options if isinstance(v, Answer)]
    if any(v.part not in ("ok", "error", "response") for v in answers):
        return []
    if not _exclusive(answers) or _is_picked(node):
        return []
    return [_limit(v, lambda s: s < 400, (v.part != "error") is holds) for v in answers]


def _of_comparison(machine: Machine, node: cst.Comparison, holds: bool) -> list[Limit]:
    values = machine.compared.get(id(node), [])
    sides = [[v for _, v in alternatives(value) if isinstance(v, Answer)] for value in values]
    with_answers = [side for side in sides if side]
    if len(with_answers) != 1 or not _exclusive(with_answers[0]) or _is_picked(node.left):
        return []
    found: list[Limit] = []
    for answer in with_answers[0]:
        row = [answer if side else value for side, value in zip(sides, values, strict=True)]
        accepts = comparisons.accepts(node, row)
        if accepts is None or answer.part != "status":
            return []
        found.append(_limit(answer, accepts, holds))
    return found


def of_failure(
    machine: Machine,
    frame: Frame,
    tried: cst.BaseSuite,
    kind: cst.BaseExpression | None,
    checked: list[tuple[cst.CSTNode, Request]],
) -> list[Limit]:
    """What a handler says of the answer that was `checked` in what was tried: it is an error.

    Only one was, and either nothing else was done, or the handler is for that exception alone.
    """
    if len(checked) != 1 or _is_picked(checked[0][0]):
        return []
    node, request = checked[0]
    of_status = kind is not None and _are_of_status(machine, machine.evaluate(frame, kind))
    if not _is_all_that_fails(tried, node, of_status=of_status):
        return []
    return [(request, lambda status: not 200 <= status < 300)]


def _is_all_that_fails(block: cst.BaseSuite, node: cst.CSTNode, *, of_status: bool) -> bool:
    """Whether what `node` reads is called and nothing else may raise once the answer is there.

    With `of_status`, not in the same way: the answer may be asked something behind, and be
    assigned right before.
    """
    lines = [line for line in block.body if isinstance(line, cst.SimpleStatementLine)]
    small = [part for line in lines for part in line.body]
    calls = [part.value if isinstance(part, cst.Expr) else None for part in small]
    at = next((n for n, c in enumerate(calls) if isinstance(c, cst.Call) and c.func is node), None)
    if at is None or len(lines) != len(block.body) or not isinstance(node, cst.Attribute):
        return False
    if len(small) == 1:
        return True
    answer = node.value
    if not of_status or not isinstance(answer, cst.Name):
        return False
    before = small[at - 1] if at else None
    targets = before.targets if isinstance(before, cst.Assign) else ()
    if at and not (len(targets) == 1 and answer.deep_equals(targets[0].target)):
        return False
    return all(_asks_alone(part, answer) for part in small[at + 1 :])


def _asks_alone(node: cst.CSTNode, answer: cst.Name) -> bool:
    """Whether all calls in a statement are of methods of the answer."""
    stack = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Call):
            func = at.func
            if not (isinstance(func, cst.Attribute) and answer.deep_equals(func.value)):
                return False
        stack.extend(scopes.children(at))
    return True


def _are_of_status(machine: Machine, kind: Value) -> bool:
    """Whether exceptions are raised for the status of an answer alone."""
    kinds = [v for _, v in alternatives(kind)]
    return all(
        isinstance(v, External) and machine.library.is_a(v.name, "status-errors") for v in kinds
    )


def _exclusive(answers: list[Answer]) -> bool:
    """Whether of several answers only one was given, so that a test of one is a test of it.

    They come from one call, or from branches of which only one is taken.
    """
    return all(
        _way(answer) == _way(other) or not consistent(answer.request.guard, other.request.guard)
        for index, answer in enumerate(answers)
        for other in answers[:index]
    )


def _way(answer: Answer) -> list[int]:
    return [call.key for call in answer.request.chain]


def _is_picked(node: cst.CSTNode) -> bool:
    """Whether a test asks one of many: what it says holds for no other answer of that call."""
    stack = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Subscript):
            return True
        stack.extend(scopes.children(at))
    return False


def _limit(answer: Answer, accepts: Callable[[int], object], holds: bool) -> Limit:
    return answer.request, lambda status: bool(accepts(status)) is holds
