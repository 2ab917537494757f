"""Who uses each literal: the findings, and the requests that are none of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.analysis.findings import hits
from migrator.analysis.findings.matching import Verdict
from migrator.analysis.findings.sites import Finding
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Encoded,
    Function,
    Guard,
    Hole,
    Literal,
    Param,
    Text,
    Unknown,
    Value,
    alternatives,
    constituents,
)
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Request


@dataclass(eq=False)
class Users:
    """Who uses each literal: the findings, and the requests that are none of ours."""

    findings: dict[Literal, set[int]] = field(default_factory=dict)
    others: dict[Literal, Request] = field(default_factory=dict)
    other_places: set[int] = field(default_factory=set)  # key expressions of other bodies, by node


def users(machine: Machine, found: list[Finding]) -> Users:
    """Index who uses each literal, in URLs and as keys of bodies.

    A request whose URL is left to callers that were all seen is none of its own.
    """
    result = Users()
    owner = {
        (id(hit.request), id(hit.url)): number
        for number, finding in enumerate(found)
        for hit in (*finding.hits, *finding.covered)
        if hits.is_endpoint(hit) and hit.match.verdict is Verdict.ENDPOINT
    }
    followed = {id(f.node) for f in machine.defined if _is_followed(machine, f)}
    for request in machine.recorder.requests:
        if request.by_object in followed:  # with what it is given where it is called
            continue
        mine: set[int] = set()
        for guard, value in alternatives(request.url):
            if hits.is_chosen(machine, guard):
                continue
            number = owner.get((id(request), id(value)))
            if number is not None:
                mine.add(number)
            elif _is_left_open(machine, value, owned=bool(mine)):
                continue
            mine_alone = {number} if number is not None else set()
            _add(result, hits.body_keys(request, guard), mine_alone, request)
            if number is None:
                result.other_places |= key_places(request, guard)
            if request.borrowed:
                continue
            if isinstance(value, Text):
                _add(result, value.literals(), mine_alone, request)
            # A URL that was made of a text in a way that is not known depends on it.
            made = (p for p in constituents(value) if isinstance(p, (Unknown, Encoded)))
            held = (t for part in made for t in constituents(part) if isinstance(t, Text))
            _add(result, (literal for t in held for literal in t.literals()), set(), request)
    return result


def _is_followed(machine: Machine, function: Function) -> bool:
    """Whether all calls of a function were seen."""
    if id(function.node) not in machine.called:
        return False
    unseen = machine.recorder.unseen.get(function.last_name, {})
    return not machine.may_call(unseen.values(), function.module)


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


def key_places(request: Request, guard: Guard) -> set[int]:
    """The expressions, by node, that give the keys of a request's body where these are named."""
    mappings = mappings_in(request.body.value, guard) if request.body is not None else ()
    return {
        id(entry.place[1])
        for mapping in mappings
        for entry in mapping.entries.values()
        if entry.place is not None
    }
