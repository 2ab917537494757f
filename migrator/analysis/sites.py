"""From requests to sites: which calls use an endpoint, and who else uses the same literals.

A request is seen once for each way that leads to it. The site is the innermost call from which
the URL is known whatever the callers do: there the endpoint's literal enters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from migrator.analysis.interpreter import http
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.matching import Match, Verdict, match, may_hide
from migrator.analysis.values import (
    Encoded,
    Guard,
    Hole,
    Literal,
    Param,
    Piece,
    Text,
    Unknown,
    Value,
    alternatives,
    consistent,
    constituents,
    texts,
)
from migrator.analysis.values.frames import CallSite
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Request
from migrator.model import Kind
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
        return [hit for hit in self.hits if is_endpoint(hit)]

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


@dataclass(eq=False)
class Users:
    """Who uses each literal: the findings, and the requests that are none of ours."""

    findings: dict[Literal, set[int]] = field(default_factory=dict)
    others: dict[Literal, Request] = field(default_factory=dict)
    other_places: set[int] = field(default_factory=set)  # key expressions of other bodies, by node


def hits_of(rules: tuple[Rule, ...], machine: Machine, request: Request) -> list[Hit]:
    """The alternatives of a request's URL that have to do with one of the rules."""
    if request.near is None:
        request.near = http.carries(machine, request.url)
    if not request.near and not request.borrowed:
        return []
    found = []
    for rule in rules:
        matched = []
        elsewhere = ""
        for guard, value in alternatives(request.url):
            result = match(rule, value) if isinstance(value, Text) else None
            if not consistent(guard, request.guard) or is_chosen(machine, guard):
                continue
            if result is None or _is_moved(rules, value, result):
                elsewhere = _elsewhere(machine, request, value) or elsewhere
            elif isinstance(value, Text) and not (
                result.verdict is Verdict.DYNAMIC and _left_open(machine, value, result)
            ):
                matched.append((guard, value, result))
        verdicts = {result.verdict for _, _, result in matched}
        partial = "shared" if len(verdicts) > 1 else elsewhere
        for guard, value, result in matched:
            method = _method(rule, machine, request, guard)
            hit = Hit(request, guard, value, result, method, partial)
            if _is_said(rule, request, hit):
                found.append(hit)
    return found


def _is_said(rule: Rule, request: Request, hit: Hit) -> bool:
    """Whether a test says enough about a request to be a site."""
    if request.unfollowed:
        told = not request.partial or _names_a_part(rule, request)
        return is_endpoint(hit) and told and not _spells_all(rule, request)
    if request.borrowed:
        return is_endpoint(hit) and pins(rule, request)
    return not request.loose or hit.match.verdict is Verdict.ENDPOINT


def _spells_all(rule: Rule, request: Request) -> bool:
    """Whether what a test looks at is compared with the endpoint itself, which is a site then."""
    texts_of = [v for side in request.expected for _, v in alternatives(side)]
    found = [match(rule, value) for value in texts_of if isinstance(value, Text)]
    return any(m is not None and m.verdict is Verdict.ENDPOINT for m in found)


def _names_a_part(rule: Rule, request: Request) -> bool:
    """Whether what a text is looked through for names a key or a word that an edit changes."""
    words = [rule.word, *(old for old, _ in (rule.body.rename if rule.body else ()))]
    texts_of = [v for side in request.expected for _, v in alternatives(side)]
    known = [texts.content_of(value) for value in texts_of if isinstance(value, Text)]
    return any(word in content for word in words for content in known)


def pins(rule: Rule, request: Request) -> bool:
    """Whether what a test expects of a body spells a key that the rule renames."""
    if rule.body is None or request.body is None:
        return False
    old = {name for name, _ in rule.body.rename}
    value = request.body.value
    if any(old & set(mapping.entries) for mapping in mappings_in(value)):
        return True
    spelled = [texts.content_of(v) for _, v in alternatives(value) if isinstance(v, Text)]
    forms = [r"(?:^|&){}="] if "form" in rule.body.format else []
    patterns = [form.format(re.escape(name)) for form in ('"{}"', *forms) for name in old]
    return any(re.search(pattern, content) for pattern in patterns for content in spelled)


def moved_literals(rules: tuple[Rule, ...], machine: Machine) -> Iterator[Literal]:
    """The literals of requests that call a replacement, or another rule's endpoint."""
    for request in machine.recorder.requests:
        for _, value in alternatives(request.url):
            if not isinstance(value, Text):
                continue
            found = [match(rule, value) for rule in rules]
            if any(f is not None and _is_moved(rules, value, f) for f in found):
                yield from value.literals()


def is_chosen(machine: Machine, guard: Guard) -> bool:
    """Whether an alternative holds for some values of a parameter whose callers were all seen."""
    return any(
        isinstance(part, Param) and machine.decided_by_callers(part)
        for branch, _ in guard
        if isinstance(branch, tuple)
        for part in branch
    )


def _is_moved(rules: tuple[Rule, ...], value: Value, found: Match) -> bool:
    """Whether a URL is only near an endpoint because it is another rule's, or a replacement."""
    if found.verdict is not Verdict.LONGER or not isinstance(value, Text):
        return False
    others = [rule for rule in rules if rule is not found.rule]
    others += [rule.onward for rule in rules]
    results = [match(rule, value) for rule in others]
    return any(r is not None and r.verdict is Verdict.ENDPOINT for r in results)


def _left_open(machine: Machine, value: Text, found: Match) -> bool:
    """Whether callers that were all seen say what the unknown segments of a path are."""
    _, origins = texts.flat(value)
    begin, end = found.segments[0][0], found.segments[-1][1]
    holes = [piece.value for piece, _ in origins[begin:end] if isinstance(piece, Hole)]
    return bool(holes) and all(machine.decided_by_callers(hole) for hole in holes)


def _elsewhere(machine: Machine, request: Request, value: Value) -> str:
    """How an alternative of a URL that is not the endpoint's leads elsewhere.

    A parameter does not: the callers are looked at one by one.
    """
    if not isinstance(value, Text):
        return "" if _is_passed(machine, request, value) else "dynamic"
    holes = [piece.value for piece in value.pieces if isinstance(piece, Hole)]
    if any(_is_passed(machine, request, hole) for hole in holes):
        return ""
    unsure = len(value.pieces) == len(holes) == 1 or any(isinstance(h, Param) for h in holes)
    return "dynamic" if unsure else "shared"


def _is_passed(machine: Machine, request: Request, value: Value) -> bool:
    """Whether a value is a parameter of a function on the way to the request."""
    if not isinstance(value, Param):
        return False
    passing = any(call.frame.function is value.function for call in request.chain)
    return passing or machine.decided_by_callers(value)


def _method(rule: Rule, machine: Machine, request: Request, guard: Guard) -> bool | None:
    answers: set[bool | None] = set()
    for other, value in alternatives(request.method):
        if not consistent(guard | request.guard, other) or is_chosen(machine, other):
            continue
        known = value.known if isinstance(value, Text) else None
        answers.add(None if known is None else known.upper() == rule.method)
    return answers.pop() if len(answers) == 1 else None


def touched(rules: tuple[Rule, ...], machine: Machine, request: Request) -> list[Literal] | None:
    """The literals that an edit of the endpoint may change, None when it is none of ours."""
    hits = [hit for hit in hits_of(rules, machine, request) if is_endpoint(hit)]
    if not hits:
        return None
    found = list(body_keys(request))
    for hit in hits:
        _, origins = texts.flat(hit.url)
        begin, end = hit.match.segments[0][0], hit.match.segments[-1][1]
        for piece, _ in origins[max(begin - 1, 0) : end]:
            if isinstance(piece, Piece) and piece.literal is not None:
                found.append(piece.literal)
    return found


def is_elsewhere(rules: tuple[Rule, ...], request: Request) -> bool:
    """Whether a request surely goes to no endpoint of a rule, whatever its holes stand for."""
    if request.kind is not Kind.CALL:
        return False
    for _, value in alternatives(request.url):
        if not isinstance(value, Text) or not texts.content_of(value).strip(f"/{texts.HOLE}"):
            return False
        if any(match(rule, value) or may_hide(rule, value) for rule in rules):
            return False
    return True


def is_endpoint(hit: Hit) -> bool:
    """Whether a hit is, or may be, a call of the endpoint."""
    wanted = (Verdict.ENDPOINT, Verdict.DYNAMIC)
    return hit.match.verdict in wanted and hit.method is not False


def findings(rules: tuple[Rule, ...], machine: Machine) -> list[Finding]:
    """The sites, in the order in which they were seen."""
    hits = [
        hit for request in machine.recorder.requests for hit in hits_of(rules, machine, request)
    ]
    starts = _starts(hits)
    found: dict[tuple[str, int], Finding] = {}
    hits = [
        hit for hit in hits if hit.match.verdict is not Verdict.DYNAMIC or hit.method is not False
    ]
    for hit in sorted(hits, key=lambda h: _RANK[_rank(h)]):
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
        alone = len(hit.request.chain) == 1
        if alone and not hit.request.known and hit.request.callee != "?.bound":
            # Where the call leads is not known, but the URL is, here.
            found.add((*head, "?", hit.request.site.key))
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
        if any(is_endpoint(h) and not h.request.by_object for h in finding.hits):
            called[finding.suffix[-1].key] = finding
    kept = []
    for finding in found:
        other = called.get(finding.suffix[-1].key)
        if other is None or not all(h.request.by_object for h in finding.hits):
            kept.append(finding)
        elif other is not finding:
            other.covered += finding.hits
    return kept


def users(machine: Machine, found: list[Finding]) -> Users:
    """Index who uses each literal, in URLs and as keys of bodies.

    A request whose URL is left to callers that were all seen is none of its own.
    """
    result = Users()
    owner = {
        (id(hit.request), id(hit.url)): number
        for number, finding in enumerate(found)
        for hit in (*finding.hits, *finding.covered)
        if is_endpoint(hit) and hit.match.verdict is Verdict.ENDPOINT
    }
    for request in machine.recorder.requests:
        mine: set[int] = set()
        elsewhere = False
        for guard, value in alternatives(request.url):
            if is_chosen(machine, guard):
                continue
            number = owner.get((id(request), id(value)))
            if number is not None:
                mine.add(number)
            elif not _is_left_open(machine, value, owned=bool(mine)):
                elsewhere = True
            else:
                continue
            if request.borrowed:
                continue
            mine_alone = {number} if number is not None else set()
            if isinstance(value, Text):
                _add(result, value.literals(), mine_alone, request)
            # A URL that was made of a text in a way that is not known depends on it.
            made = (p for p in constituents(value) if isinstance(p, (Unknown, Encoded)))
            held = (t for part in made for t in constituents(part) if isinstance(t, Text))
            _add(result, (literal for t in held for literal in t.literals()), set(), request)
        if mine or elsewhere:
            _add(result, body_keys(request), set() if elsewhere else mine, request)
            if elsewhere or not mine:
                result.other_places |= key_places(request)
    return result


def _is_left_open(machine: Machine, value: Value, *, owned: bool) -> bool:
    """Whether callers that were all seen, or that replace a default, decide about a URL."""
    holes = (
        [p.value for p in value.pieces if isinstance(p, Hole)]
        if isinstance(value, Text)
        else [value]
    )
    params = [hole for hole in holes if isinstance(hole, Param)]
    return any(owned or machine.decided_by_callers(param) for param in params)


def _add(result: Users, literals: Iterable[Literal], mine: set[int], request: Request) -> None:
    for literal in literals:
        if mine:
            result.findings.setdefault(literal, set()).update(mine)
        else:
            result.others.setdefault(literal, request)


def key_places(request: Request) -> set[int]:
    """The expressions, by node, that give the keys of a request's body where these are named."""
    mappings = mappings_in(request.body.value) if request.body is not None else ()
    return {
        id(entry.place[1])
        for mapping in mappings
        for entry in mapping.entries.values()
        if entry.place is not None
    }


def body_keys(request: Request) -> Iterator[Literal]:
    """The literals that spell the keys of a request's body."""
    if request.body is not None:
        for mapping in mappings_in(request.body.value):
            for entry in mapping.entries.values():
                yield from entry.literals()
