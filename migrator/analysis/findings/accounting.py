"""What remains of an endpoint once the calls are known: references, routes and mentions.

Every occurrence that a plain search for the rule's path finds is accounted for: by a site whose
URL it is part of, or by an entry of its own, which is made here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.findings.matching import Verdict, match, may_hide, mentions
from migrator.analysis.models import patterns
from migrator.analysis.source.module import Module
from migrator.analysis.values import (
    Hole,
    Param,
    Text,
    Unknown,
    Value,
    alternatives,
    constituents,
    text,
)
from migrator.analysis.values.requests import Request
from migrator.analysis.values.spelling import literal_of
from migrator.model import Kind
from migrator.models.loader import load
from migrator.rules.rule import Rule

_QUIET_CALLS = frozenset({"print", "warn", "echo", "secho", "fail", "skip", "exit"})


_GOES_ON = re.compile(r"/[\w{]|[\w-]")
"""Behind the path: it is only the beginning of a longer one."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place that names the endpoint and is part of no site; offsets into the decoded text."""

    rule: Rule
    module: Module
    start: int
    end: int
    kind: Kind
    verdict: Verdict
    node: cst.CSTNode | None = None
    exceeded: bool = False  # a bound kept the code around it from being run to its end


def remaining(
    rules: Iterable[Rule], module: Module, covered: set[int], routes: set[int]
) -> Iterator[Occurrence]:
    """The occurrences in a module outside the string nodes in `covered` (by identity)."""
    for rule in rules:
        found = list(mentions(rule).finditer(module.source.text))
        if not found:
            continue
        strings = _strings(module)
        moved = mentions(rule._replace(path=rule.replacement))
        for occurrence in found:
            start, end = occurrence.span()
            if moved.match(module.source.text, start):
                continue
            node = _node_at(strings, start)
            if node is None:
                yield Occurrence(rule, module, start, end, Kind.MENTION, Verdict.ENDPOINT)
            elif id(node) not in covered:
                kind = Kind.ROUTE if id(node) in routes else _kind(rule, module, node)
                verdict = _verdict(rule, module, node, is_route=kind is Kind.ROUTE)
                if verdict is Verdict.ENDPOINT and _GOES_ON.match(module.source.text, end):
                    verdict = Verdict.LONGER
                yield Occurrence(rule, module, start, end, kind, verdict, node)


def hidden(
    rules: Iterable[Rule], module: Module, used: set[int], requests: Iterable[Request]
) -> Iterator[Occurrence]:
    """The words of a rule that no URL was seen to take up, where a URL may take them up unseen.

    `used` are the string nodes, by identity, of all URLs. Only a module that sends a request with
    just that segment missing is suspected, and only a string that is the word and nothing else.
    """
    values = [
        value
        for request in requests
        if request.site.module is module and request.kind is Kind.CALL
        for _, value in alternatives(request.url)
    ]
    urls = [value for value in values if isinstance(value, Text)]
    for rule in rules:
        if not any(may_hide(rule, url) for url in urls):
            continue
        for node in module.index.everything.seeds:
            value = literal_of(module, node).value.strip("/")
            same = value == rule.word or (
                not rule.case_sensitive and value.lower() == rule.word.lower()
            )
            if same and id(node) not in used:
                start, end = module.span(node)
                yield Occurrence(rule, module, start, end, Kind.REFERENCE, Verdict.DYNAMIC, node)


def _is_unknown(rule: Rule, value: Value) -> bool:
    """Whether nothing of a path is known, and no parameter that callers decide about.

    The host of the rule, and the base path of its endpoints, may stand before it.
    """
    if isinstance(value, Text):
        holes = [p.value for p in value.pieces if isinstance(p, Hole)]
        known = "".join(p.text for p in value.pieces if not isinstance(p, Hole))
        bases = {base.strip("/") for base in rule.base_paths}
        host, _, base = re.sub(r"^https?://", "", known).partition("/")
        stands_before = host in ("", *rule.hosts) and base.strip("/") in ("", *bases)
        return bool(holes) and stands_before and all(_is_unknown(rule, held) for held in holes)
    return isinstance(value, Unknown) and not isinstance(value, Param)


def made_from(requests: Iterable[Request]) -> set[int]:
    """The string nodes, by identity, of which a URL was made in a way that is not known."""
    return {
        id(literal.node)
        for request in requests
        if request.kind is Kind.CALL
        for part in constituents(request.url)
        if isinstance(part, Unknown)
        for held in constituents(part)
        if isinstance(held, Text)
        for literal in held.literals()
    }


def unsure(
    rules: Iterable[Rule],
    module: Module,
    made: set[int],
    named: set[int],
    requests: Iterable[Request],
    executes: bool = False,
) -> Iterator[Occurrence]:
    """The words of a rule in strings of which a URL may be made in a way that is not known.

    `made` are strings that a URL was made of, and `named` those that have an entry already or are
    part of a URL, by node. Where a request with a URL that is wholly unknown stands in the module,
    every string that no URL took up may be its. Where a module `executes` code that is not seen,
    that code may put another end to a URL that stops at a word of the rule.
    """
    urls = [
        value
        for request in requests
        if request.site.module is module and request.kind is Kind.CALL and request.known
        for _, value in alternatives(request.url)
    ]
    for rule in rules:
        unknown = any(_is_unknown(rule, url) for url in urls)
        for node in module.index.everything.seeds:
            value = literal_of(module, node).value
            folded = value if rule.case_sensitive else value.lower()
            word = rule.word if rule.case_sensitive else rule.word.lower()
            spaced = id(node) not in made and re.search(r"\s", value.strip()) is not None
            if id(node) in named or word not in folded or spaced:
                continue
            stops = executes and folded.rstrip("/").endswith(word)
            if id(node) in made or unknown or stops:
                start, end = module.span(node)
                yield Occurrence(rule, module, start, end, Kind.REFERENCE, Verdict.DYNAMIC, node)


def _strings(module: Module) -> list[tuple[int, int, cst.CSTNode]]:
    return sorted(
        ((*module.span(node), node) for node in module.index.everything.seeds),
        key=lambda row: row[:2],
    )


def _node_at(strings: list[tuple[int, int, cst.CSTNode]], offset: int) -> cst.CSTNode | None:
    # String nodes do not overlap, so that only the last one to start before it can hold it.
    index = bisect_right(strings, offset, key=lambda row: row[0]) - 1
    return strings[index][2] if index >= 0 and offset < strings[index][1] else None


def _verdict(rule: Rule, module: Module, node: cst.CSTNode, *, is_route: bool) -> Verdict:
    """What the literal alone says: the endpoint, a longer path, another vendor's host."""
    parent = next((p for p in ancestors(module, node) if isinstance(p, cst.Call)), None)
    callee = parent.func if parent is not None else None
    if isinstance(callee, cst.Attribute) and isinstance(callee.value, cst.Name):
        if callee.value.value in ("re", "regex"):  # a pattern has signs of its own
            return Verdict.ENDPOINT
    value = text(literal_of(module, node).value.strip())
    if re.search(r"\s", value.known or ""):
        return Verdict.ENDPOINT  # the path stands in the midst of other text
    found = match(rule, patterns.read(value) if is_route else value)
    return found.verdict if found is not None else Verdict.ENDPOINT


def _kind(rule: Rule, module: Module, node: cst.CSTNode) -> Kind:
    """A docstring, a message or a sentence is a mention; any other string may be used as a URL."""
    for parent in ancestors(module, node):
        if isinstance(parent, _LOOKING):
            break  # what is shown or said is found by it
        if isinstance(parent, (cst.Raise, cst.Expr, cst.Assert)):
            return Kind.MENTION if not isinstance(parent, cst.Expr) else _of_expression(parent)
        if isinstance(parent, cst.Call) and _is_message(parent):
            return Kind.MENTION
        if isinstance(parent, (cst.Call, cst.BaseSmallStatement, cst.BaseCompoundStatement)):
            break
    value = literal_of(module, node).value
    if re.search(r"\S\s+\S", value) and not _is_data(rule, value):
        return Kind.MENTION  # no URL has white space in it
    return Kind.REFERENCE


_LOOKING = (cst.Index, cst.Comparison, cst.Lambda)
"""Expressions that make something else of the text in them."""


def _of_expression(statement: cst.Expr) -> Kind:
    """A string that stands alone is text; one in a call that stands alone is an argument."""
    return Kind.REFERENCE if isinstance(statement.value, cst.Call) else Kind.MENTION


def _is_data(rule: Rule, value: str) -> bool:
    """Whether a longer text holds the path as data: quoted, in a cell, behind an equals sign."""
    for found in mentions(rule).finditer(value):
        start = value.rfind(" ", 0, found.start()) + 1
        start = max(start, value.rfind("\n", 0, found.start()) + 1)
        before = value[:start].rstrip(" ")[-1:]
        token = value[start : found.start()]
        if "'" in token or '"' in token or "=" in token or before == "=":
            return True
        if token.rstrip("/")[-1:] in _BETWEEN_CELLS:
            return True
        if before == ":" and "\n" in value:
            return True
    return False


_BETWEEN_CELLS = (",", ";", "|", "\t")
"""What stands right before a cell of a table that is written as text."""


def _is_message(call: cst.Call) -> bool:
    """Whether a call only tells somebody something."""
    callee = call.func
    name = callee.attr.value if isinstance(callee, cst.Attribute) else ""
    if isinstance(callee, cst.Name):
        name = callee.value
    return (
        name in load().functions.log_methods
        or name in _QUIET_CALLS
        or name.endswith(("Error", "Exception"))
    )


_KEPT = (cst.Assign, cst.AnnAssign, cst.NamedExpr, cst.Return, cst.Yield)
"""What keeps a text for somebody who may compare it."""


def is_expected(module: Module, node: cst.CSTNode) -> bool:
    """Whether a test may compare a text with what it names: it is no docstring and no message."""
    inner = node
    for parent in ancestors(module, node):
        if isinstance(parent, cst.Assert):
            return inner is parent.test
        if isinstance(parent, cst.Call):
            return not _is_message(parent)
        if isinstance(parent, _KEPT):
            return True
        if isinstance(parent, (cst.Expr, cst.Raise, cst.BaseCompoundStatement)):
            return False
        inner = parent
    return False


def ancestors(module: Module, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes that a node stands in, from the inside."""
    parents = module.parents
    at: cst.CSTNode | None = node
    while (at := parents.get(id(at))) is not None:
        yield at


def scope_of(module: Module, node: cst.CSTNode) -> str:
    """The dotted name of the function or class around a node, "" at module level."""
    names = [
        parent.name.value
        for parent in ancestors(module, node)
        if isinstance(parent, (cst.FunctionDef, cst.ClassDef))
    ]
    return ".".join(reversed(names))
