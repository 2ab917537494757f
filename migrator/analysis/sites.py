"""From requests to sites: which calls use an endpoint, and who else uses the same literals.

A request is seen once for each way that leads to it. The site is the innermost call from which
the URL is known whatever the callers do: there the endpoint's literal enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from migrator.analysis import texts
from migrator.analysis.interpreter.machine import CallSite
from migrator.analysis.matching import Match, Verdict, match
from migrator.analysis.observations import Recorder, Request
from migrator.analysis.values import (
    Guard,
    Hole,
    JsonOf,
    Literal,
    Mapping,
    Param,
    Text,
    Value,
    alternatives,
    consistent,
)
from migrator.rules.rule import Rule


@dataclass(frozen=True, eq=False, slots=True)
class Hit:
    """One alternative of a request's URL that has to do with a rule.

    `method` is True when the method is the rule's, False when it is another, None when either
    may be. `partial` says that the request may as well go elsewhere: to another endpoint
    ("shared"), or nobody can say where ("dynamic"); it is empty when it may not.
    """

    request: Request
    guard: Guard
    url: Text
    match: Match
    method: bool | None
    partial: str


@dataclass(eq=False)
class Finding:
    """All that was seen of one site: the call, and its hits from every way that leads there."""

    rule: Rule
    call: CallSite
    verdict: Verdict
    hits: list[Hit] = field(default_factory=list)
    suffix: tuple[CallSite, ...] = ()

    def settle(self, decided: Callable[[Request], bool]) -> None:
        """Drop the hits whose request is `decided` elsewhere: by callers that were all seen."""
        kept = [hit for hit in self.hits if not decided(hit.request)]
        self.hits = kept or self.hits

    @property
    def endpoint_hits(self) -> list[Hit]:
        """The hits that are, or may be, calls of the endpoint."""
        return [hit for hit in self.hits if is_endpoint(hit)]

    @property
    def requests(self) -> list[Request]:
        """The requests, each once."""
        return list({id(hit.request): hit.request for hit in self.hits}.values())


@dataclass(eq=False)
class Users:
    """Who uses each literal: the findings, and the requests that are none of ours."""

    findings: dict[Literal, set[int]] = field(default_factory=dict)
    others: dict[Literal, Request] = field(default_factory=dict)


def hits_of(rules: Iterable[Rule], request: Request) -> list[Hit]:
    """The alternatives of a request's URL that have to do with one of the rules."""
    found = []
    for rule in rules:
        matched = []
        elsewhere = ""
        for guard, value in alternatives(request.url):
            result = match(rule, value) if isinstance(value, Text) else None
            if not consistent(guard, request.guard):
                continue
            if result is None:
                elsewhere = _elsewhere(value) or elsewhere
            elif isinstance(value, Text):
                matched.append((guard, value, result))
        verdicts = {result.verdict for _, _, result in matched}
        partial = "shared" if len(verdicts) > 1 else elsewhere
        for guard, value, result in matched:
            method = _method(rule, request, guard)
            found.append(Hit(request, guard, value, result, method, partial))
    return found


def _elsewhere(value: Value) -> str:
    """How an alternative of a URL that is not the endpoint's leads elsewhere.

    A parameter does not: its callers are looked at one by one.
    """
    if not isinstance(value, Text):
        return "" if isinstance(value, Param) else "dynamic"
    holes = [piece for piece in value.pieces if isinstance(piece, Hole)]
    if len(value.pieces) == len(holes) == 1:
        return "" if isinstance(holes[0].value, Param) else "dynamic"
    return "shared"


def _method(rule: Rule, request: Request, guard: Guard) -> bool | None:
    answers: set[bool | None] = set()
    for other, value in alternatives(request.method):
        if not consistent(guard | request.guard, other):
            continue
        known = value.known if isinstance(value, Text) else None
        answers.add(None if known is None else known.upper() == rule.method)
    return answers.pop() if len(answers) == 1 else None


def is_endpoint(hit: Hit) -> bool:
    """Whether a hit is, or may be, a call of the endpoint."""
    wanted = (Verdict.ENDPOINT, Verdict.DYNAMIC)
    return hit.match.verdict in wanted and hit.method is not False


def findings(rules: tuple[Rule, ...], recorder: Recorder) -> list[Finding]:
    """The sites, in the order in which they were seen."""
    hits = [hit for request in recorder.requests for hit in hits_of(rules, request)]
    starts = _starts(hits)
    found: dict[tuple[str, int], Finding] = {}
    for hit in sorted(hits, key=lambda h: _RANK[_rank(h)]):
        suffix = _suffix(hit, starts)
        key = (hit.match.rule.code, suffix[0].key)
        finding = found.get(key)
        if finding is None:
            finding = Finding(hit.match.rule, suffix[0], hit.match.verdict, [], suffix)
            found[key] = finding
        finding.hits.append(hit)
    return _without_objects(list(found.values()))


_RANK = {"endpoint": 0, "method": 1, "dynamic": 2, "rest": 3}


def _rank(hit: Hit) -> str:
    if hit.match.verdict is Verdict.ENDPOINT:
        return "method" if hit.method is False else "endpoint"
    return "dynamic" if hit.match.verdict is Verdict.DYNAMIC else "rest"


def _starts(hits: list[Hit]) -> set[tuple[object, ...]]:
    """The chains from which a URL is known, by rule and verdict."""
    return {
        (hit.match.rule.code, hit.match.verdict, *(call.key for call in hit.request.chain))
        for hit in hits
    }


def _suffix(hit: Hit, starts: set[tuple[object, ...]]) -> tuple[CallSite, ...]:
    """The shortest end of the chain from which the URL is known all the same."""
    chain = hit.request.chain
    for index in range(len(chain) - 1, 0, -1):
        keys = tuple(call.key for call in chain[index:])
        if (hit.match.rule.code, hit.match.verdict, *keys) in starts:
            return chain[index:]
    return chain


def _without_objects(found: list[Finding]) -> list[Finding]:
    """Leave out what was only seen on an object whose methods are called elsewhere."""
    called = {
        finding.suffix[-1].key
        for finding in found
        if any(is_endpoint(h) and not h.request.by_object for h in finding.hits)
    }
    return [
        finding
        for finding in found
        if not all(h.request.by_object for h in finding.hits)
        or finding.suffix[-1].key not in called
    ]


def users(recorder: Recorder, found: list[Finding]) -> Users:
    """Index who uses each literal, in URLs and as keys of bodies."""
    result = Users()
    owner = {
        (id(hit.request), id(hit.url)): number
        for number, finding in enumerate(found)
        for hit in finding.hits
        if is_endpoint(hit) and hit.match.verdict is Verdict.ENDPOINT
    }
    for request in recorder.requests:
        if request.by_object:
            continue
        mine = {number for (r, _), number in owner.items() if r == id(request)}
        for _, value in alternatives(request.url):
            number = owner.get((id(request), id(value)))
            if isinstance(value, Text):
                _add(result, value.literals(), {number} if number is not None else set(), request)
        partial = any(
            id(v) for _, v in alternatives(request.url) if (id(request), id(v)) not in owner
        )
        _add(result, body_keys(request), set() if partial else mine, request)
    return result


def _add(result: Users, literals: Iterable[Literal], mine: set[int], request: Request) -> None:
    for literal in literals:
        if mine:
            result.findings.setdefault(literal, set()).update(mine)
        else:
            result.others.setdefault(literal, request)


def body_keys(request: Request) -> Iterator[Literal]:
    """The literals that spell the keys of a request's body."""
    if request.body is not None:
        for mapping in mappings_in(request.body.value):
            for entry in mapping.entries.values():
                yield from entry.key.literals()


def mappings_in(value: Value) -> Iterator[Mapping]:
    """The mappings that a body is, or is the JSON text of."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Mapping):
            yield alternative
        elif isinstance(alternative, JsonOf):
            yield from mappings_in(alternative.value)
        elif isinstance(alternative, Text):
            for piece in alternative.pieces:
                if isinstance(piece, Hole):
                    yield from mappings_in(piece.value)


def shown_url(hit: Hit) -> str:
    """The URL as a report shows it."""
    return texts.shown(hit.url)
