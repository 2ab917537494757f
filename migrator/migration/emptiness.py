"""Tests whether an answer is empty, extended so that the new status counts as empty.

The old endpoint answers without content, and code that asks for the content takes that for success.
The change asks for the status as well; it is unsafe, for what the new answer says is then not read.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.events.recorder import AnswerUse, Recorder
from migrator.migration.outcome import Change
from migrator.models.loader import load


def extended(use: AnswerUse, statuses: list[int], recorder: Recorder) -> list[Change] | None:
    """The changes around the test; None when the response or its status cannot be named there."""
    if not isinstance(use.node, cst.BaseExpression):
        return None
    around = use.module.parents.get(id(use.node))
    if isinstance(around, cst.Call) and around.func is use.node:
        return None  # what is tested is what the call gives
    asks_for_empty = False
    read: cst.BaseExpression = use.node
    if isinstance(use.node, cst.Comparison):
        operator = use.node.comparisons[0].operator
        if len(use.node.comparisons) != 1 or not isinstance(operator, (cst.Equal, cst.NotEqual)):
            return None
        asks_for_empty = isinstance(operator, cst.Equal)
        read = use.node.left
    response = _response(read, recorder)
    status = load().clients.status.get(use.request.callee.split(".", 1)[0])
    if response is None or status is None or not use.module.editable:
        return None
    name = f"{use.module.code(response)}.{status}"
    start, end = use.module.span(use.node)
    # The status is asked first, so that for any other the expression gives what it gave.
    test = _test(name, statuses, asks_for_empty)
    word = "or" if asks_for_empty else "and"
    return [Change(use.module, start, start, f"({test} {word} "), Change(use.module, end, end, ")")]


def _response(node: cst.BaseExpression, recorder: Recorder) -> cst.BaseExpression | None:
    """The response in `response.text`, `response.json()` or `await response.text()`."""
    if isinstance(node, cst.Await):
        node = node.expression
    if isinstance(node, cst.Call):
        node = node.func
    if not isinstance(node, cst.Attribute) or not recorder.reads_a_response(node):
        return None
    holder: cst.BaseExpression = node.value
    while isinstance(holder, cst.Attribute):
        holder = holder.value
    return node.value if isinstance(holder, cst.Name) else None


def _test(name: str, statuses: list[int], is_one: bool) -> str:
    if len(statuses) == 1:
        return f"{name} {'==' if is_one else '!='} {statuses[0]}"
    listed = ", ".join(map(str, statuses))
    return f"{name} {'in' if is_one else 'not in'} ({listed})"
