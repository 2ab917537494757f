"""What only decides which value a function returns: who drops the value has asked nothing.

`return None if response.status_code == 204 else response.json()` is a question for those alone who
look at what it gives. The last statements of a block are such a choice when all that they do is to
read a response, to compare what they read, and to return.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.source.scopes import children
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Choice
from migrator.analysis.values.frames import Frame


def begin(frame: Frame, block: cst.BaseSuite | cst.Module) -> int:
    """The number of the statement of a block with which a choice begins; of none, their number."""
    function = frame.function
    if function is None or frame.is_comprehension or isinstance(function.node, cst.Lambda):
        return len(block.body)
    known = frame.module.index.choices
    if id(block) not in known:
        known[id(block)] = _begin(block, whole=block is function.node.body)
    return known[id(block)]


def _begin(block: cst.BaseSuite | cst.Module, *, whole: bool) -> int:
    first = len(block.body)
    while first and _is_calm(block.body[first - 1]):
        first -= 1
    tail = block.body[first:]
    if not tail or not (whole or _returns(tail[-1])) or not any(map(_chooses, tail)):
        return len(block.body)
    return first


def defer(machine: Machine, frame: Frame, mark: int, ran: int, sent: int) -> None:
    """Keep with the value that a function returns what was asked of answers since `mark`."""
    recorder = machine.recorder
    noted = recorder.answers[mark:]
    failing = [use for use in noted if use.what == "parsed"]  # whoever drops the value
    found = [use for use in noted if use.what != "parsed"]
    # Where code of the project ran, or something was sent or shown, more than a choice was made.
    more = len(machine.visited) != ran or len(recorder.requests) != sent
    if more or any(use.what == "output" or use.sent for use in found):
        return
    recorder.answers[mark:] = failing
    for use in found:
        part = "status" if use.what in ("status-compared", "status-used") else "content"
        choice = Choice(use.request, part, use.accepts if part == "status" else None)
        recorder.deferred[choice] = use
        frame.choices.append(choice)


def _chooses(statement: cst.CSTNode) -> bool:
    """Whether which value is returned depends on something."""
    stack = [statement]
    while stack:
        at = stack.pop()
        if isinstance(at, (cst.If, cst.IfExp, cst.Try, cst.BooleanOperation, cst.Comparison)):
            return True
        stack.extend(children(at))
    return False


def _returns(statement: cst.CSTNode) -> bool:
    """Whether nothing is run behind a statement."""
    if isinstance(statement, cst.SimpleStatementLine):
        return _returns(statement.body[-1])
    if isinstance(statement, cst.If):
        below = statement.orelse
        if below is None or not _ends(statement.body):
            return False
        return _returns(below) if isinstance(below, cst.If) else _ends(below.body)
    if isinstance(statement, cst.Try):
        ends = _ends(statement.body) or (
            statement.orelse is not None and _ends(statement.orelse.body)
        )
        return ends and all(_ends(handler.body) for handler in statement.handlers)
    return isinstance(statement, cst.Return)


def _ends(block: cst.BaseSuite) -> bool:
    return bool(block.body) and _returns(block.body[-1])


def _is_calm(node: cst.CSTNode | None) -> bool:
    """Whether a statement, or an expression, does no more than to read, to compare or to return."""
    if node is None or isinstance(node, (cst.Name, cst.Pass, cst.BaseNumber, cst.BaseString)):
        return not isinstance(node, (cst.FormattedString, cst.TemplatedString))
    if isinstance(node, cst.Call):
        return _is_calm_call(node)
    if isinstance(node, cst.Assign):
        named = all(isinstance(target.target, cst.Name) for target in node.targets)
        return named and _is_calm(node.value)
    if isinstance(node, cst.ExceptHandler):
        return _is_calm(node.body)  # the type is looked at when something is raised
    if isinstance(node, cst.Try) and node.finalbody is not None:
        return False
    if not isinstance(node, _CALM):
        return False
    return all(_is_calm(child) for child in children(node))


def _is_calm_call(node: cst.Call) -> bool:
    """A method that reads an answer or a header."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in _READING:
        return False
    return all(map(_is_calm, (node.func.value, *(argument.value for argument in node.args))))


_READING = frozenset(
    {"json", "text", "read", "raise_for_status", "get", "lower", "strip", "startswith", "decode"}
)
_CALM = (
    *(cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.IndentedBlock, cst.Expr, cst.Return),
    *(cst.If, cst.Else, cst.Try, cst.IfExp, cst.Attribute, cst.Await, cst.BooleanOperation),
    *(cst.Comparison, cst.ComparisonTarget, cst.UnaryOperation, cst.Dict, cst.List, cst.Tuple),
    *(cst.DictElement, cst.Element, cst.BaseCompOp, cst.BaseBooleanOp, cst.Not),
)
