"""What a branch says about the status of an answer: which uses only an error can reach.

What is printed when `response.ok` is false says nothing about the success of the new endpoint.
"""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrator.analysis.interpreter import comparisons
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Answer, alternatives

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
    found = []
    for _, answer in alternatives(value) if value is not None else ():
        if isinstance(answer, Answer) and answer.part in ("ok", "error", "response"):
            found.append(_limit(answer, lambda s: s < 400, (answer.part != "error") is holds))
    return found if len(found) == 1 else []


def _of_comparison(machine: Machine, node: cst.Comparison, holds: bool) -> list[Limit]:
    values = machine.compared.get(id(node), [])
    accepts = comparisons.accepts(node, values) if values else None
    answers = [v for value in values for _, v in alternatives(value) if isinstance(v, Answer)]
    if accepts is None or len(answers) != 1 or answers[0].part != "status":
        return []
    return [_limit(answers[0], accepts, holds)]


def _limit(answer: Answer, accepts: Callable[[int], object], holds: bool) -> Limit:
    return answer.request, lambda status: bool(accepts(status)) is holds
