"""What a recorded run saw of a site, in place of what the source does not say.

Decided here: a run shows that a site sends the endpoint's request when a request of the endpoint
came over a line of its call, nothing else was sent over that line, and no other site stands on it.
The site is then read as the run saw it: a host, a segment and a method that are not known are the
endpoint's, and an alternative that leads elsewhere is not taken. What a run does not show stays in
the way: the keys of a body, who else uses a literal, what happens to the answer. Another run may
send something else from there, so that what rests on this is never safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from migrator.analysis.findings.hits import Hit, body_keys, is_endpoint
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.findings.sites import Finding
from migrator.analysis.findings.users import Users
from migrator.analysis.survey import Survey
from migrator.analysis.values import Literal, Text, alternatives, constituents
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Request
from migrator.model import Kind, Sighting

Witness = tuple[Sighting, ...]


@dataclass(frozen=True)
class Witnesses:
    """What is known from runs; with `everywhere` each site counts as seen, for the proof."""

    sightings: tuple[Sighting, ...] = ()
    everywhere: bool = False

    def of(self, finding: Finding, findings: Sequence[Finding]) -> Witness | None:
        """What was seen of a call when that stands for the endpoint; None when it does not."""
        if self.everywhere:
            return ()
        if not self.sightings or finding.kind is not Kind.CALL:
            return None
        mine = _lines(finding)
        seen = [s for s in self.sightings if s.path == mine[0] and mine[1] <= s.line <= mine[2]]
        if not seen or any(s.rule != finding.rule.code or not s.alone for s in seen):
            return None
        others = (_lines(f) for f in findings if f.call.key != finding.call.key)
        if any(
            path == mine[0] and first <= mine[2] and mine[1] <= last for path, first, last in others
        ):
            return None
        return tuple(seen)


NO_WITNESSES = Witnesses()


def _lines(finding: Finding) -> tuple[str, int, int]:
    where = finding.call.module.location(finding.call.node)
    return where.path, where.line, where.end_line


def as_seen(finding: Finding) -> Finding:
    """The finding without what a run has not shown."""
    hits = [_as_seen(hit) for hit in finding.hits if is_endpoint(hit)]
    return replace(finding, verdict=Verdict.ENDPOINT, hits=hits)


def _as_seen(hit: Hit) -> Hit:
    match = replace(hit.match, verdict=Verdict.ENDPOINT)
    return replace(hit, match=match, method=True, partial="")


def own_users(survey: Survey, finding: Finding) -> Users:
    """Who uses each literal, without the site itself where it might have sent something else."""
    mine = {id(request) for request in finding.requests}
    users = survey.users
    held = {literal for literal, request in users.others.items() if id(request) in mine}
    for request in survey.recorder.requests:
        if held and id(request) not in mine:
            held.difference_update(_literals(request))
    others = {literal: r for literal, r in users.others.items() if literal not in held}
    return replace(users, others=others)


def _literals(request: Request) -> Iterable[Literal]:
    for _, value in alternatives(request.url):
        for part in constituents(value):
            if isinstance(part, Text):
                yield from part.literals()
    yield from body_keys(request)


def shows_the_rest(finding: Finding, witness: Witness) -> bool:
    """Whether a run shows what an unknown function does: it sends the keys that it is given.

    What a class is given it keeps, and who reads it from there is not seen.
    """
    called = (hit.request.callee for hit in finding.endpoint_hits if not hit.request.known)
    if any(name.rsplit(".", 1)[-1][:1].isupper() for name in called):
        return False
    renamed = {old for old, _ in finding.rule.body.rename} if finding.rule.body else set()
    given = {
        key
        for request in finding.requests
        if request.body is not None
        for mapping in mappings_in(request.body.value)
        for key in mapping.entries
    }
    return all(s.keys is not None and renamed & given <= set(s.keys) for s in witness)


FACETS = {
    "method-unknown": "the method",
    "host-unknown": "the host",
    "callee-unknown": "the callee",
    "url-dynamic": "the URL",
    "url-shared": "the URL",
    "body-shared": "the URL",
}
"""The reasons that a run may do away with, and what it shows then."""


def told(witness: Witness, codes: Iterable[str]) -> str:
    """What a change rests on, as a sentence."""
    count = sum(s.count for s in witness)
    where = sorted({s.request for s in witness})
    what = " and ".join(dict.fromkeys(FACETS[code] for code in codes))
    times = "once" if count == 1 else f"{count} times"
    return f"rests on a recorded run for {what}: it sent {' and '.join(where)} from here, {times}"
