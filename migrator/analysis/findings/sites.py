"""From requests to sites: which calls use an endpoint, and who else uses the same literals.

A request is seen once for each way that leads to it. The site is the innermost call from which
the URL is known whatever the callers do: there the endpoint's literal enters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from migrator.analysis.findings import hits
from migrator.analysis.findings.hits import Hit
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.store.machine import Machine
from migrator.analysis.values.frames import CallSite
from migrator.analysis.values.requests import Request
from migrator.model import Kind
from migrator.rules.rule import Rule


@dataclass(eq=False)
class Finding:
    """All that was seen of one site: the call, and its hits from every way that leads there."""

    rule: Rule
    call: CallSite
    verdict: Verdict
    hits: list[Hit] = field(default_factory=list)
    suffix: tuple[CallSite, ...] = ()
    covered: list[Hit] = field(default_factory=list)  # seen, and accounted for by `hits`

    def settle(self, decided: Callable[[Request], bool]) -> None:
        """Set aside the hits that are `decided` elsewhere: by callers that were all seen."""
        kept = [hit for hit in self.hits if not decided(hit.request)]
        if kept:
            self.covered += [hit for hit in self.hits if decided(hit.request)]
            self.hits = kept

    @property
    def lead(self) -> Hit:
        """The hit that stands for the site; one whose callee is known, if there is one."""
        return self.hits[0]

    @property
    def kind(self) -> Kind:
        """Whether this is a call, or a test that pins one."""
        return self.lead.request.kind

    @property
    def endpoint_hits(self) -> list[Hit]:
        """The hits that are, or may be, calls of the endpoint."""
        return [hit for hit in self.hits if hits.is_endpoint(hit)]

    @property
    def own_hits(self) -> list[Hit]:
        """The hits in which the site is seen by itself; those of its callers if there are none.

        What a caller passes on into the URL stands in the place of something in these.
        """
        own = [h for h in self.endpoint_hits if len(h.request.chain) == len(self.suffix)]
        return own or self.endpoint_hits

    @property
    def requests(self) -> list[Request]:
        """The requests, each once."""
        return list({id(hit.request): hit.request for hit in self.hits}.values())


def findings(rules: tuple[Rule, ...], machine: Machine) -> list[Finding]:
    """The sites, in the order in which they were seen."""
    near = [
        hit
        for request in machine.recorder.requests
        for hit in hits.hits_of(rules, machine, request)
    ]
    starts = _starts(near)
    found: dict[tuple[str, int], Finding] = {}
    kept = [
        hit for hit in near if hit.match.verdict is not Verdict.DYNAMIC or hit.method is not False
    ]
    for hit in sorted(kept, key=lambda h: _RANK[_rank(h)]):
        suffix = _suffix(hit, starts)
        key = (hit.match.rule.code, suffix[0].key)
        finding = found.get(key)
        if finding is None:
            found[key] = Finding(hit.match.rule, suffix[0], hit.match.verdict, [hit], suffix)
            continue
        if hit.request.known and not finding.lead.request.known:
            finding.suffix = suffix
            finding.hits.insert(0, hit)
        else:
            finding.hits.append(hit)
    return _without_objects(list(found.values()))


_RANK = {"endpoint": 0, "method": 1, "dynamic": 2, "rest": 3}


def _rank(hit: Hit) -> str:
    if hit.match.verdict is Verdict.ENDPOINT:
        return "method" if hit.method is False else "endpoint"
    return "dynamic" if hit.match.verdict is Verdict.DYNAMIC else "rest"


def _starts(hits: list[Hit]) -> set[tuple[object, ...]]:
    """The chains from which a URL is known, by rule and verdict."""
    found: set[tuple[object, ...]] = set()
    for hit in hits:
        head = (hit.match.rule.code, hit.match.verdict)
        if not hit.request.known and hit.request.callee != "?.bound":
            # Where the call leads is not known, but the URL is, here.
            found.add((*head, "?", hit.request.chain[0].key))
        if not hit.request.by_object:
            found.add((*head, *(call.key for call in hit.request.chain)))
    return found


def _suffix(hit: Hit, starts: set[tuple[object, ...]]) -> tuple[CallSite, ...]:
    """The shortest end of the chain from which the URL is known all the same."""
    chain = hit.request.chain
    head = (hit.match.rule.code, hit.match.verdict)
    for index in range(len(chain) - 1, 0, -1):
        keys = tuple(call.key for call in chain[index:])
        if (*head, *keys) in starts or (*head, "?", keys[0]) in starts:
            return chain[index:]
    return chain


def _without_objects(found: list[Finding]) -> list[Finding]:
    """Set aside what was only seen on an object whose methods are called elsewhere."""
    called: dict[int, Finding] = {}
    for finding in found:
        if any(hits.is_endpoint(h) and not h.request.by_object for h in finding.hits):
            called[finding.suffix[-1].key] = finding
    kept = []
    for finding in found:
        other = called.get(finding.suffix[-1].key)
        if other is None or not all(h.request.by_object for h in finding.hits):
            kept.append(finding)
        elif other is not finding:
            other.covered += finding.hits
    return kept
