"""Tests that pin the endpoint: they move together with the code that they test, or not at all.

Decided here: a stub that answers with a status which the rule changes gets the new one where it
spells the old one; a status that is left to the library, that is an error, or that also serves
another stub stays, for the code has been proved to treat old and new alike. A test belongs to the
calls that it was seen to run; without any, to those in the modules that it imports; and without
any there, to every call of the rule in the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrator.analysis.findings.hits import is_endpoint, pins
from migrator.analysis.findings.matching import Match, Verdict, match
from migrator.analysis.findings.sites import Finding
from migrator.analysis.survey import Survey
from migrator.analysis.values import Const, Text, alternatives
from migrator.analysis.values.requests import Request, Spelled
from migrator.files.reach import reachable
from migrator.files.roots import is_marked, project_root
from migrator.migration.outcome import Change, Outcome
from migrator.model import Kind
from migrator.rules.rule import Rule


def migrate(finding: Finding, survey: Survey) -> Outcome:
    """The changes that give the answers of a stub their new status."""
    outcome = Outcome()
    rule = finding.rule.response
    wanted = dict(rule.status) if rule is not None else {}
    elsewhere = _elsewhere(survey)
    for request in finding.requests:
        for status in request.statuses:
            new = wanted.get(_number(status))
            if new is not None and _spells(status) and id(status.node) not in elsewhere:
                start, end = status.module.span(status.node)
                outcome.changes.append(Change(status.module, start, end, str(new)))
    outcome.changes = list(dict.fromkeys(outcome.changes))
    return outcome


def _number(status: Spelled) -> int:
    value = status.value.value if isinstance(status.value, Const) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _spells(status: Spelled) -> bool:
    """Whether the status itself stands there, and not a name that somebody else may use."""
    return bool(status.module.editable) and isinstance(status.node, (cst.Integer, cst.Attribute))


def _elsewhere(survey: Survey) -> set[int]:
    """The places that spell the status of a stub which is none of a rule's."""
    ours = {id(hit.request) for f in survey.findings for hit in f.hits if is_endpoint(hit)}
    return {
        id(status.node)
        for request in survey.recorder.requests
        if id(request) not in ours
        for status in request.statuses
    }


def is_method_open(finding: Finding, survey: Survey) -> bool:
    """Whether a test leaves the method open while the tree uses the path with another one."""
    if not any(hit.method is None for hit in finding.endpoint_hits):
        return False
    return any(
        hit.match.verdict is Verdict.ENDPOINT and hit.method is False
        for other in survey.findings
        if other.rule == finding.rule
        for hit in other.hits
    )


# Tests and the code they test ---------------------------------------------------------------


def links(
    findings: Sequence[Finding], roots: Sequence[str]
) -> Iterator[tuple[Finding, list[Finding]]]:
    """Each test that pins an endpoint, with the calls that it goes together with."""
    calls: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.kind is Kind.CALL:
            calls.setdefault(finding.rule.code, []).append(finding)
    reached: dict[str, frozenset[str] | None] = {}
    for finding in findings:
        if finding.kind is Kind.CALL:
            continue
        every = calls.get(finding.rule.code, [])
        path = finding.call.module.source.path
        if every and path not in reached:
            reached[path] = reachable(path, roots)
        yield (
            finding,
            _seen(finding, every) or _imported(every, reached.get(path)) or _beside(every, path),
        )


def _beside(calls: list[Finding], path: str) -> list[Finding]:
    """The calls in the project of a test; a tree may hold several projects.

    Where nothing marks a project, all that is named and in none is one.
    """
    own = project_root(path)
    roots = [project_root(call.call.module.source.path) for call in calls]
    near = [call for call, root in zip(calls, roots, strict=True) if root == own]
    if near or is_marked(own):
        return near
    return [call for call, root in zip(calls, roots, strict=True) if not is_marked(root)]


def _seen(finding: Finding, calls: list[Finding]) -> list[Finding]:
    """The calls that were seen when the function of the test was run."""
    roots = {_root(request) for request in finding.requests}
    return [c for c in calls if any(_root(request) in roots for request in c.requests)]


def _root(request: Request) -> object:
    frame = request.chain[0].frame
    return frame.function if frame.function is not None else frame.module


def _imported(calls: list[Finding], reached: frozenset[str] | None) -> list[Finding]:
    if reached is None:
        return []
    return [c for c in calls if c.call.module.real_path in reached]


# Proof --------------------------------------------------------------------------------------


def is_moved(after: Survey, rule: Rule, place: tuple[str, int]) -> bool:
    """Whether the test at a place of the edited tree pins the replacement, and nothing old."""
    moved = rule._replace(path=rule.replacement)
    found = [r for r in after.recorder.requests if r.kind is not Kind.CALL and _at(r, place)]
    pinned = [hit for request in found for hit in _hits(moved, request)]
    return bool(pinned) and not any(
        _hits(rule, request) or _has_old_body(rule, request) for request in found
    )


def _at(request: Request, place: tuple[str, int]) -> bool:
    path, offset = place
    return any(
        call.module.source.path == path and call.module.span(call.node)[0] == offset
        for call in request.chain
    )


def _hits(rule: Rule, request: Request) -> list[Match]:
    texts_of = [v for _, v in alternatives(request.url) if isinstance(v, Text)]
    found = [match(rule, value) for value in texts_of]
    return [m for m in found if m is not None and m.verdict is Verdict.ENDPOINT]


def _has_old_body(rule: Rule, request: Request) -> bool:
    return bool(rule.body and rule.body.rename) and pins(rule, request)
