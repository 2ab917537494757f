"""From findings to planned sites: what would be changed, or why nothing is."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.findings.hits import Hit, is_endpoint
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.findings.sites import Finding
from migrator.analysis.findings.users import Users
from migrator.analysis.source.module import Module
from migrator.analysis.survey import Survey
from migrator.analysis.values import Unknown, Value, alternatives, texts
from migrator.migration import body, groups, mocks, response, routes, sightings, url
from migrator.migration.outcome import Change, Outcome, reason, unique
from migrator.migration.sightings import NO_WITNESSES, Witness, Witnesses
from migrator.model import Applicability, Kind, Reason, Status

_IGNORED = {
    Verdict.LONGER: ("longer-path", "the path is another one that contains this one"),
    Verdict.FOREIGN: ("foreign-host", "the host is another vendor's"),
}


@dataclass(eq=False)
class Plan:
    """What is to be done about one finding."""

    finding: Finding
    status: Status
    outcome: Outcome = field(default_factory=Outcome)
    facets: dict[str, str] = field(default_factory=dict)
    applicability: Applicability | None = None
    group: int | None = None

    @property
    def reasons(self) -> list[Reason]:
        """Why the site is not changed; none when it is."""
        if self.status in (Status.FIXABLE, Status.CHANGED, Status.SUPPRESSED):
            return []
        return unique([*self.outcome.reasons, *self.outcome.unsafe])

    @property
    def changes(self) -> list[Change]:
        """The changes that move the site."""
        found = dict.fromkeys([*self.outcome.changes, *self.outcome.unsafe_changes])
        return sorted(found, key=lambda c: (c.module.path, c.start, c.end))

    def refuse(self, found: Reason) -> None:
        """Leave the site alone after all."""
        self.outcome.reasons.append(found)
        self.status = Status.UNRESOLVED
        self.applicability = None


def plan(survey: Survey, *, unsafe_fixes: bool, witnesses: Witnesses = NO_WITNESSES) -> list[Plan]:
    """Decide about every finding; sites that share a change are decided together.

    What `witnesses` know may stand for what the source does not say, in unsafe fixes.
    """
    plans = []
    for finding in survey.findings:
        item = _plan(survey, finding, unsafe_fixes)
        if item.status is Status.UNRESOLVED and item.outcome.reasons:
            witness = witnesses.of(finding, survey.findings)
            seen = None if witness is None else _seen(survey, item, witness, unsafe_fixes)
            item = item if seen is None else seen
        plans.append(item)
    share_fate(plans, survey.users, _tested(survey, plans))
    return plans


def _tested(survey: Survey, plans: list[Plan]) -> list[list[int]]:
    """The tests that pin an endpoint together with the calls that they belong to."""
    numbers = {
        id(item.finding): number
        for number, item in enumerate(plans)
        if item.status is not Status.IGNORED
    }
    active = [item.finding for item in plans if id(item.finding) in numbers]
    rows = []
    for finding, calls in mocks.links(active, survey.project.roots):
        number = numbers[id(finding)]
        rows.append([number, *(numbers[id(call)] for call in calls)])
        if not calls:
            message = "it pins what no code in the tree sends"
            plans[number].refuse(reason("not-a-call", message, *place_of(finding)))
    return rows


def _seen(survey: Survey, item: Plan, witness: Witness, unsafe_fixes: bool) -> Plan | None:
    """The plan when nothing is missing but what a run saw; None when more is."""
    missing = item.outcome.reasons
    if not all(found.code in sightings.FACETS for found in missing):
        return None
    finding = item.finding
    unknown = any(not hit.request.known for hit in finding.endpoint_hits)
    if unknown and not sightings.shows_the_rest(finding, witness):
        return None
    as_seen = sightings.as_seen(finding)
    users = sightings.own_users(survey, finding)
    seen = _plan(survey, as_seen, unsafe_fixes, users, seen=True)
    if seen.outcome.reasons:
        return None
    seen.finding = finding
    seen.facets |= {facet: item.facets[facet] for facet in ("url", "method", "host")}
    seen.outcome.unsafe += missing
    seen.outcome.notes.append(sightings.told(witness, [r.code for r in missing]))
    if not unsafe_fixes:
        seen.status = Status.UNRESOLVED
    seen.applicability = seen.outcome.applicability
    return seen


def _plan(
    survey: Survey,
    finding: Finding,
    unsafe_fixes: bool,
    users: Users | None = None,
    *,
    seen: bool = False,
) -> Plan:
    """What is to be done about a finding; `seen` when a run has shown that it is the endpoint."""
    users = survey.users if users is None else users
    ignored = _ignored(finding)
    if ignored is not None:
        return Plan(finding, Status.IGNORED, Outcome(reasons=[ignored]), {"url": "known"})
    outcome = Outcome()
    facets = _facets(survey, finding, outcome, seen)
    if outcome.reasons:
        # What is sent where is not known; what else stands in the way is of no use yet.
        return Plan(finding, Status.UNRESOLVED, outcome, {**facets, "body": "unknown"})
    blocked = routes.blocking(finding, survey)
    if blocked is not None:
        outcome.reasons.append(blocked)
        return Plan(finding, Status.UNRESOLVED, outcome, facets)
    if finding.kind is not Kind.CALL:
        if mocks.is_method_open(finding, survey):
            message = "the path is used with other methods too, and the test names none"
            outcome.reasons.append(reason("method-unknown", message, *place_of(finding)))
        outcome.add(mocks.migrate(finding, survey))
    parts = {
        "url": url.migrate(finding, users, survey),
        "body": body.migrate(finding, users, survey),
        "response": response.migrate(finding, survey),
    }
    facets["body"] = "unknown" if parts["body"].reasons else "known"
    facets["response"] = _response_facet(parts["response"])
    if any(r.code == "url-dynamic" for r in parts["url"].reasons):
        facets["url"] = "unknown"
    for part in parts.values():
        outcome.add(part)
    if outcome.reasons and any(hit.partial and _is_cut(hit.request.url) for hit in finding.hits):
        message = "the URL is one of more than are told apart"
        outcome.reasons.insert(0, reason("bound-exceeded", message, *place_of(finding)))
    done = not outcome.reasons and (unsafe_fixes or not outcome.unsafe)
    status = Status.FIXABLE if done else Status.UNRESOLVED
    return Plan(finding, status, outcome, facets, outcome.applicability)


def _response_facet(outcome: Outcome) -> str:
    reasons = [*outcome.reasons, *outcome.unsafe]
    if any(r.code == "response-unknown" for r in reasons):
        return "unknown"
    return "incompatible" if reasons else "compatible"


def place_of(finding: Finding) -> tuple[Module, cst.CSTNode]:
    """The module and the node of a finding, where its reasons point."""
    return finding.call.module, finding.call.node


def _ignored(finding: Finding) -> Reason | None:
    """Why a finding is not ours at all, None when it is."""
    call = finding.call
    if finding.verdict in _IGNORED:
        code, message = _IGNORED[finding.verdict]
        return reason(code, message, call.module, call.node)
    if not any(is_endpoint(hit) for hit in finding.hits):
        message = f"the method is not {finding.rule.method}"
        return reason("other-method", message, call.module, call.node)
    return None


def _facets(survey: Survey, finding: Finding, outcome: Outcome, seen: bool) -> dict[str, str]:
    """What is known of URL, method and host; what is not becomes a reason."""
    call = finding.call
    facets = {"url": "known", "method": "known", "host": "known"}
    hits = finding.endpoint_hits

    def refuse(facet: str, code: str, message: str) -> None:
        facets[facet] = "unknown"
        outcome.reasons.append(reason(code, message, call.module, call.node))

    if finding.call.frame.function is not None and survey.recorder.gave_up(
        finding.call.frame.function.node
    ):
        refuse("url", "bound-exceeded", "the function around it is too much to be followed whole")
        return facets
    if _leads_out(survey, hits):
        refuse("url", "bound-exceeded", "a function that uses it is too much to be followed whole")
        return facets
    if any(map(survey.project.is_used_unread, _modules(hits))):
        refuse("url", "bound-exceeded", "a module that uses it is too much to be analysed")
        return facets
    if any(hit.request.callee == "?.bound" for hit in hits):
        refuse("url", "bound-exceeded", "the calls lead on further than they are followed")
        return facets
    if any(texts.is_cut(hit.url) for hit in hits):
        refuse("url", "bound-exceeded", "a part of the URL is more than is followed")
        return facets
    if finding.call.module.path in survey.recorder.executed:
        said = "the module runs code that is not seen (`exec`, `eval`), or is read as a whole"
        refuse("url", "callee-unknown", said)
        return facets
    if survey.recorder.relisted:
        said = "the program lists the names of a module, and binds one of them anew elsewhere"
        refuse("url", "callee-unknown", said)
        return facets
    if any(survey.recorder.is_patched(hit.request.callee) for hit in hits):
        refuse("url", "callee-unknown", "the program puts another function in place of this one")
        return facets
    if not seen and any(not hit.request.known for hit in hits):
        refuse("url", "callee-unknown", "what the called function does with the URL is not known")
        return facets
    if any(hit.match.verdict is Verdict.DYNAMIC for hit in hits):
        refuse("url", "url-dynamic", "a part of the path is only known when the program runs")
    if finding.kind is Kind.CALL and any(hit.method is None for hit in hits):
        refuse("method", "method-unknown", "the method is only known when the program runs")
    if any(hit.match.verdict is Verdict.FOREIGN for hit in finding.hits):
        refuse("host", "host-unknown", "the host may be another vendor's")
    elif any(hit.partial == "dynamic" for hit in hits):
        refuse("url", "url-dynamic", "the URL may be another one when the program runs")
    return facets


def _modules(hits: list[Hit]) -> set[Module]:
    """The modules in which the calls stand that lead to a request, and the text of its URL."""
    called = {call.module for hit in hits for call in hit.request.chain}
    return called | {literal.module for hit in hits for literal in hit.url.literals()}


def _is_cut(url: Value) -> bool:
    """Whether some of the URLs that a request may have were more than are told apart."""
    held = (part for _, v in alternatives(url) for part in (v, *v.held()))
    return any(isinstance(part, Unknown) and part.why == texts.CUT for part in held)


def _leads_out(survey: Survey, hits: list[Hit]) -> bool:
    """Whether code that was not run to its end leads to the request, or may.

    That is a function on the way there, one that names such a function, or the body of a module
    that can know what stands there.
    """
    functions = {
        call.frame.function: call.module
        for hit in hits
        for call in hit.request.chain
        if call.frame.function is not None
    }
    called = {(f.qualname.rsplit(".", 1)[-1], home) for f, home in functions.items()}
    around = _modules(hits)
    for module, node in survey.recorder.exceeded:
        if any(function.node is node for function in functions):
            return True
        if node is module.tree and any(survey.meets(module, home) for home in around):
            return True
        names = module.index.functions[id(node)].names if id(node) in module.index.functions else ()
        for name, home in called:
            if name in names and survey.meets(module, home):
                return True
    return False


def share_fate(plans: list[Plan], users: Users, together: list[list[int]]) -> None:
    """Give sites that use a literal to be edited the same group; one that stays blocks all.

    Each row of `together` lists the numbers of plans that belong together anyway.
    """
    shared = list(together)
    for number, item in enumerate(plans):
        for literal in item.outcome.literals:
            shared.append([number, *users.findings.get(literal, ())])
    numbers = groups.group(len(plans), shared)
    members: dict[int, list[Plan]] = {}
    for number, item in zip(numbers, plans, strict=True):
        members.setdefault(number, []).append(item)
    for number, group in members.items():
        if len(group) < 2:
            continue
        for item in group:
            item.group = number
        block(group)


def block(group: list[Plan]) -> None:
    """When a site of a group stays as it is, so do all others."""
    blocker = next((p for p in group if p.status is not Status.FIXABLE), None)
    if blocker is None:
        return
    call = blocker.finding.call
    place = call.module.place(call.node)
    message = f"it has to move together with {place}, which is not moved"
    for item in group:
        if item.status is Status.FIXABLE:
            own = item.finding.call
            item.refuse(reason("group-blocked", message, own.module, own.node))
