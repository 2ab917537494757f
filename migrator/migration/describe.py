"""Plans and occurrences as the sites of a report."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

import libcst as cst

from migrator.analysis.findings.accounting import Occurrence, scope_of
from migrator.analysis.findings.hits import is_endpoint
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.findings.sites import Finding
from migrator.analysis.source.module import Module
from migrator.analysis.values import Text, alternatives, texts
from migrator.analysis.values.frames import CallSite
from migrator.migration.plan import Plan
from migrator.model import Excerpt, Frame, Kind, Location, Reason, Site, Status


def site_of_plan(plan: Plan) -> Site:
    """The site of a finding."""
    finding = plan.finding
    call = finding.call
    location = call.module.location(call.node)
    ours = plan.status is not Status.IGNORED
    request = finding.lead.request
    moved = plan.changes if not plan.outcome.reasons else []
    return Site(
        fingerprint=fingerprint(finding.rule.code, finding.kind.value, call.module.code(call.node)),
        rule=finding.rule.code,
        kind=finding.kind,
        status=plan.status,
        applicability=plan.applicability if moved else None,
        location=location,
        scope=call.scope,
        callee=_callee(request.callee, finding),
        method=_method(finding),
        url=texts.shown(finding.lead.url),
        facets=plan.facets,
        reasons=tuple(plan.reasons),
        edits=tuple(change.edit() for change in moved),
        via=tuple(_frame(step) for step in finding.suffix[1:]),
        notes=(
            *((finding.rule.note,) if ours and finding.rule.note else ()),
            *(plan.outcome.notes if moved else ()),
        ),
        excerpt=call.module.excerpt(location),
        group=plan.group,
    )


def _frame(step: CallSite) -> Frame:
    return Frame(step.module.path, step.module.line(step.node), step.scope)


def _callee(name: str, finding: Finding) -> str | None:
    if not isinstance(finding.suffix[-1].node, cst.Call):
        return None
    if not name.startswith("?"):
        return name
    inner = finding.suffix[-1]
    code = inner.module.code(inner.node)
    return re.sub(r"\s+", "", code.split("(", 1)[0])


def _method(finding: Finding) -> str | None:
    hits = [hit for hit in finding.hits if is_endpoint(hit)] or finding.hits
    known = {
        value.known.upper() if isinstance(value, Text) and value.known is not None else None
        for hit in hits
        for _, value in alternatives(hit.request.method)
    }
    if len(known) == 1:
        return known.pop()
    return finding.rule.method if all(hit.method for hit in hits) else None


_REFERENCES = {
    Verdict.LONGER: (Status.IGNORED, "longer-path", "the path is another one that contains it"),
    Verdict.FOREIGN: (Status.IGNORED, "foreign-host", "the host is another vendor's"),
}


def site_of_occurrence(found: Occurrence) -> Site:
    """The site of an occurrence that is part of no call."""
    module = found.module
    location = module.location_of(found.start, found.end)
    node = found.node
    status, reasons = _judged(found, location)
    return Site(
        fingerprint=fingerprint(found.rule.code, found.kind.value, _line(module, location)),
        rule=found.rule.code,
        kind=found.kind,
        status=status,
        applicability=None,
        location=location,
        scope=scope_of(module, node) if node is not None else "",
        callee=None,
        method=None,
        url=module.source.text[found.start : found.end],
        facets={},
        reasons=reasons,
        excerpt=module.excerpt(location),
    )


def _judged(found: Occurrence, location: Location) -> tuple[Status, tuple[Reason, ...]]:
    if found.kind is Kind.MENTION:
        return Status.MENTION, ()
    if found.verdict in _REFERENCES:
        status, code, message = _REFERENCES[found.verdict]
        return status, (Reason(code, message, location.path, location.line),)
    if found.verdict is Verdict.DYNAMIC:
        code, message = "url-dynamic", "a URL of this module may take up this word unseen"
    elif found.exceeded:
        code, message = "bound-exceeded", "the code that may use this was not run to its end"
    elif found.kind is Kind.ROUTE:
        code, message = "route-definition", "a server declares this route itself"
    else:
        code, message = "not-a-call", "this names the endpoint and reaches no call that is known"
    return Status.UNRESOLVED, (Reason(code, message, location.path, location.line),)


def _line(module: Module, location: Location) -> str:
    return module.lines.line_text(location.line)


def site_in_text(
    rule: str, kind: Kind, location: Location, found: str, line: str, reason: Reason | None
) -> Site:
    """The site of an occurrence in a file that is not parsed."""
    return Site(
        fingerprint=fingerprint(rule, kind.value, line),
        rule=rule,
        kind=kind,
        status=Status.MENTION if reason is None else Status.UNRESOLVED,
        applicability=None,
        location=location,
        scope="",
        callee=None,
        method=None,
        url=found,
        facets={},
        reasons=() if reason is None else (reason,),
        excerpt=Excerpt(location.line, (line,)),
    )


def fingerprint(*parts: str) -> str:
    """A name for a site that does not change when lines move or files are renamed."""
    return _digest("\0".join(map(_squeezed, parts)))[:32]


# Thousands of sites can share one long line.
@lru_cache(maxsize=16)
def _squeezed(part: str) -> str:
    squeezed = re.sub(r"\s+", " ", part.strip())
    return squeezed if len(squeezed) < _LONG else _digest(squeezed)


_LONG = 20_000


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
