"""From requests to hits: which alternatives of a URL have to do with a rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from migrator.analysis.events.recorder import Recorder
from migrator.analysis.findings.matching import Match, Verdict, match, may_hide
from migrator.analysis.models import requests
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Guard,
    Hole,
    Literal,
    Param,
    Piece,
    Text,
    Value,
    alternatives,
    consistent,
    texts,
)
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


def hits_of(rules: tuple[Rule, ...], machine: Machine, request: Request) -> list[Hit]:
    """The alternatives of a request's URL that have to do with one of the rules."""
    if request.near is None:
        request.near = requests.carries(machine, request.url)
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
        return is_endpoint(hit) and (pins(rule, request) or tells_new_key(rule, request))
    return not request.loose or hit.match.verdict is Verdict.ENDPOINT


def _spells_all(rule: Rule, request: Request) -> bool:
    """Whether what a test looks at is compared with the endpoint itself, which is a site then."""
    texts_of = [v for side in request.expected for _, v in alternatives(side)]
    found = [match(rule, value) for value in texts_of if isinstance(value, Text)]
    return any(m is not None and m.verdict is Verdict.ENDPOINT for m in found)


def _names_a_part(rule: Rule, request: Request) -> bool:
    """Whether what a text is looked through for names a key or a word that an edit changes.

    So does what stands in the old path and not in the new one, or the other way round.
    """
    renamed = rule.body.rename if rule.body else ()
    words = [rule.word, *(old for old, _ in renamed)]
    texts_of = [v for side in request.expected for _, v in alternatives(side)]
    known = [texts.content_of(value) for value in texts_of if isinstance(value, Text)]
    paths = ["/".join(("", *path)) for path in (rule.path, rule.replacement)]
    pairs = [(paths[0], paths[1]), *renamed]
    return any(
        any(word in content for word in words)
        or any((content in old) != (content in new) for old, new in pairs)
        for content in known
    )


def pins(rule: Rule, request: Request) -> bool:
    """Whether what a test expects of a body spells a key that the rule renames."""
    renamed = rule.body.rename if rule.body else ()
    return _spells(rule, request, [old for old, _ in renamed])


def tells_new_key(rule: Rule, request: Request) -> bool:
    """Whether it spells the new name of one alone, as a test that expects it nowhere does."""
    renamed = rule.body.rename if rule.body else ()
    return not pins(rule, request) and _spells(rule, request, [new for _, new in renamed])


def _spells(rule: Rule, request: Request, names: Collection[str]) -> bool:
    if rule.body is None or request.body is None:
        return False
    value = request.body.value
    if any(not mapping.entries.keys().isdisjoint(names) for mapping in mappings_in(value)):
        return True
    spelled = [texts.content_of(v) for _, v in alternatives(value) if isinstance(v, Text)]
    forms = [r"(?:^|&){}="] if "form" in rule.body.format else []
    patterns = [form.format(re.escape(name)) for form in ('"{}"', *forms) for name in names]
    return any(re.search(pattern, content) for pattern in patterns for content in spelled)


def moved_literals(rules: tuple[Rule, ...], recorder: Recorder) -> Iterator[Literal]:
    """The literals of requests that call a replacement, or another rule's endpoint."""
    for request in recorder.requests:
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
    others = [rule for rule in rules if rule != found.rule]
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
    methods = _methods(request)
    if methods is not None:
        rules = tuple(rule for rule in rules if rule.method in methods)
    for _, value in alternatives(request.url) if rules else ():
        if not isinstance(value, Text) or not texts.content_of(value).strip(f"/{texts.HOLE}"):
            return False
        if any(match(rule, value) or may_hide(rule, value) for rule in rules):
            return False
    return True


def _methods(request: Request) -> frozenset[str] | None:
    """The methods that a request may have, None when they are not known."""
    found = [v.known if isinstance(v, Text) else None for _, v in alternatives(request.method)]
    known = [method.upper() for method in found if method is not None]
    return frozenset(known) if len(known) == len(found) else None


def is_answered_alike(rules: tuple[Rule, ...], request: Request) -> bool:
    """Whether a request is answered as before, whichever of the rules it may be moved by."""
    others = tuple(rule for rule in rules if rule.response is not None and rule.response.status)
    return is_elsewhere(others, request)


def is_endpoint(hit: Hit) -> bool:
    """Whether a hit is, or may be, a call of the endpoint."""
    wanted = (Verdict.ENDPOINT, Verdict.DYNAMIC)
    return hit.match.verdict in wanted and hit.method is not False


def body_keys(request: Request, guard: Guard = frozenset()) -> Iterator[Literal]:
    """The literals that spell the keys of a request's body under these branches."""
    if request.body is not None:
        for mapping in mappings_in(request.body.value, guard):
            for entry in mapping.entries.values():
                yield from entry.literals()
