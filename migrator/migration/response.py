"""Whether the code that reads the answer still works with the new one.

A comparison of the status is compatible when it answers the same for the old and the new status.
One that does not can be extended to accept the new status as well; that is an unsafe change, for
a person has to say whether the new status is a success here.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.events.recorder import AnswerUse
from migrator.analysis.findings.hits import is_endpoint
from migrator.analysis.findings.sites import Finding
from migrator.analysis.survey import Survey
from migrator.analysis.values import Instance, Text, Value, alternatives
from migrator.migration import emptiness
from migrator.migration.outcome import Change, Outcome, reason
from migrator.models.loader import load
from migrator.rules.rule import ResponseRule


def migrate(finding: Finding, survey: Survey) -> Outcome:
    """The reasons that the uses of the answer give, and the unsafe changes that answer them."""
    outcome = Outcome()
    rule = finding.rule.response or ResponseRule()
    seen_hits = (*finding.hits, *finding.covered)
    mine = {id(hit.request) for hit in seen_hits if is_endpoint(hit)}
    if rule.status:
        _given_away(mine, survey, outcome)
    for use in survey.recorder.answers:
        # Where the answer stays as it was, it still names the URL that it was asked from.
        decided = use.holder is not None and survey.decided_by_callers(use.holder)
        is_mine = id(use.request) in mine or (mine and use.request is survey.recorder.any_request)
        if is_mine and not decided and (rule.status or use.sent):
            _judge(use, rule, outcome, survey)
    return outcome


def _given_away(mine: set[int], survey: Survey, outcome: Outcome) -> None:
    """The answer is returned by a function that is called on an object which is not known."""
    recorder = survey.recorder
    given = {pair for request in mine for pair in recorder.returned.get(request, ())}
    for name, home in sorted(given, key=lambda pair: (pair[0], pair[1].path)):
        calls = recorder.unseen_used.get(name, {}).values()
        call = next((call for call in calls if survey.meets(call.module, home)), None)
        if call is None:
            continue
        message = f"the answer may go to this call of {name}, whose object is not known"
        outcome.reasons.append(reason("response-unknown", message, call.module, call.node))


def _judge(use: AnswerUse, rule: ResponseRule, outcome: Outcome, survey: Survey) -> None:
    if use.what == "status-compared":
        _compared(use, rule, outcome, survey)
        return
    if use.what == "parsed":
        _parsed(use, rule, outcome)
        return
    told_apart = use.accepts is None or any(use.tells_apart(*pair) for pair in rule.status)
    if not told_apart and not use.sent:
        return
    code, message = _MESSAGES[use.what]
    if use.detail:
        message = f"{message}: {use.detail}"
    found = reason(code, message, use.module, use.node)
    around = None
    if use.what == "content-tested":
        statuses = sorted({new for _, new in rule.status})
        around = emptiness.extended(use, statuses, survey.recorder)
    if around is not None:
        outcome.unsafe.append(found)
        outcome.unsafe_changes += around
    elif use.what == "output":
        outcome.unsafe.append(found)
    else:
        outcome.reasons.append(found)


_MESSAGES = {
    "status-used": ("response-unknown", "the status is used where it cannot be followed"),
    "content-tested": ("response-body-read", "the answer is asked whether it is empty"),
    "content-used": ("response-body-read", "the body of the answer is read"),
    "escape": ("response-unknown", "the answer is passed to where it cannot be followed"),
    "output": ("output-changed", "the answer is printed, so the output of the program changes"),
}


def _parsed(use: AnswerUse, rule: ResponseRule, outcome: Outcome) -> None:
    """To parse a body fails where the new status says that there is none."""
    for old, new in rule.status:
        emptied = new in _WITHOUT_BODY and old not in _WITHOUT_BODY
        if emptied and (use.accepts is None or use.accepts(new)):
            message = f"the body of the answer is parsed, and {new} has none"
            outcome.reasons.append(reason("response-body-read", message, use.module, use.node))
            return


_WITHOUT_BODY = (204, 205)


def _compared(use: AnswerUse, rule: ResponseRule, outcome: Outcome, survey: Survey) -> None:
    changed = sorted({new for old, new in rule.status if use.tells_apart(old, new)})
    if not changed:
        return
    statuses = " or ".join(str(new) for new in changed)
    message = f"the status is compared in a way that {statuses} does not pass"
    found = reason("status-compared", message, use.module, use.node)
    change = _extended(use, changed, survey)
    if change is None or not use.module.editable:
        outcome.reasons.append(found)
    else:
        outcome.unsafe.append(found)
        outcome.unsafe_changes.append(change)


def _extended(use: AnswerUse, statuses: list[int], survey: Survey) -> Change | None:
    """The comparison with the new statuses added to the accepted ones."""
    node = use.node
    if not _are_numbers(survey.compared.get(id(node), [])):
        return None
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return None
    target = node.comparisons[0]
    start, end = use.module.span(target)
    added = ", ".join(str(status) for status in statuses)
    if isinstance(target.operator, (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)):
        word = "in" if isinstance(target.operator, (cst.Equal, cst.Is)) else "not in"
        # The status may stand on the right: `204 == response.status_code`.
        other = use.module.code(target.comparator)
        number = isinstance(node.left, cst.Integer)
        if number or (_is_status(target.comparator) and not _is_status(node.left)):
            left, _ = use.module.span(node.left)
            spelled = use.module.code(node.left)
            return Change(use.module, left, end, f"{other} {word} ({spelled}, {added})")
        return Change(use.module, start, end, f"{_space(use, start)}{word} ({other}, {added})")
    if isinstance(target.operator, (cst.In, cst.NotIn)):
        return _extended_collection(use, target.comparator, added)
    return None


def _are_numbers(sides: list[Value]) -> bool:
    """Whether a comparison is one of numbers, or of a number and a collection of them.

    A status that was made into text has no number beside it, and an object of the project's may
    say on its own what it contains.
    """
    return not any(
        isinstance(value, (Text, Instance)) for side in sides for _, value in alternatives(side)
    )


def _is_status(node: cst.BaseExpression) -> bool:
    """Whether an expression reads the status of an answer by its usual name."""
    if isinstance(node, cst.Call):
        node = node.func
    parts = load().clients.answer
    return isinstance(node, cst.Attribute) and parts.get(node.attr.value) == "status"


def _space(use: AnswerUse, start: int) -> str:
    """The white space between the left side and the operator, as it stands."""
    text = use.module.source.text
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[start:end] or " "


def _extended_collection(use: AnswerUse, node: cst.BaseExpression, added: str) -> Change | None:
    """`in (200, 204)` gets another element; a collection with a name is spread into a new one."""
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)) and node.elements:
        last = use.module.span(node.elements[-1].value)[1]
        return Change(use.module, last, last, f", {added}")
    if isinstance(node, (cst.Name, cst.Attribute)):
        start, end = use.module.span(node)
        return Change(use.module, start, end, f"(*{use.module.code(node)}, {added})")
    return None
