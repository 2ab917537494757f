"""Tests that name an endpoint in a way that no edit follows: they hold the code back.

Decided here: a suite that was green is green afterwards. A literal of a test module, or a line of a
data file of the tests, that names the endpoint and is part of no site is a pin that cannot move;
so is one that a test hands to what is not known, for that may be a mocking library.
The calls that such a test can reach stay; when it reaches none, all calls of its project do. With
unsafe fixes the code moves alone, and the report says which pins are left.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrator.analysis.findings import accounting
from migrator.analysis.findings.matching import Verdict, mentions
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.survey import Survey
from migrator.analysis.values import Text, alternatives
from migrator.files.roots import is_marked, project_root
from migrator.migration import prepared, told
from migrator.migration.outcome import reason
from migrator.migration.plan import Plan, block
from migrator.model import Kind, Status
from migrator.rules.rule import Rule


@dataclass(frozen=True)
class Pin:
    """A place in a test that names the endpoint of a rule; without a module it is test data."""

    rule: Rule
    path: str
    place: str  # in words
    module: Module | None = None
    does: str = "names the endpoint"


def in_modules(
    survey: Survey, plans: Sequence[Plan], modules: Iterable[Module], covered: set[int]
) -> Iterator[Pin]:
    """The pins in modules of tests, outside of the string nodes in `covered` (by identity).

    A text of which the endpoint is a part is one where the test looks at what is logged or raised;
    what is printed is followed. What a test gives as an answer is one where it may be followed.
    """
    kinds = survey.project.library.kinds
    words = (*kinds["log-readers"], *kinds["raise-readers"])
    for module in modules:
        tests = _tests_of(survey, plans, module)
        if not tests:
            continue
        reads = any(word in test.source.text for word in words for test in tests)
        for found in accounting.remaining(survey.rules, module, covered, set()):
            named = found.kind is Kind.REFERENCE and found.verdict is Verdict.ENDPOINT
            if reads and found.kind is Kind.MENTION and found.node is not None:
                # A path of one word is a word of any sentence, but for its slash.
                around = module.source.text[max(found.start - 1, 0) : found.end]
                named = "/" in around and accounting.is_expected(module, found.node)
            if named and found.node is not None and found.kind is Kind.REFERENCE:
                named = not prepared.is_answer(survey, module, found.node) or (
                    prepared.may_be_followed(survey, plans, found.rule, module)
                )
            if named:
                where = module.place_of(found.start)
                yield Pin(found.rule, module.source.path, where, module)


def _tests_of(survey: Survey, plans: Sequence[Plan], module: Module) -> list[Module]:
    """The tests that know what stands in a module, itself if it is one; none for other modules.

    One that leads to no call and that nobody but tests knows is theirs, whatever its name.
    """
    loaded = survey.project.loaded()
    known_to = [other for other in loaded if survey.meets(other, module)]
    if is_test_path(module.source.path):
        return [other for other in known_to if is_test_path(other.source.path)]
    if not all(other is module or is_test_path(other.source.path) for other in known_to):
        return []
    calls = (item.finding for item in plans if item.finding.kind is Kind.CALL)
    leads_to_one = any(survey.meets(module, finding.call.module) for finding in calls)
    return [] if leads_to_one else [other for other in known_to if other is not module]


def in_looks(survey: Survey, modules: Iterable[Module]) -> Iterator[Pin]:
    """The pins in what tests expect of a log and in examples that are run.

    A test that looks at a log and spells a status in a text may look for it in the log;
    an example in a docstring shows what a function gives.
    """
    kinds = survey.project.library.kinds
    words = kinds["log-readers"]
    telling = (*words, *kinds["raise-readers"])
    spelled = _urls(survey)
    for module in modules:
        content = module.source.text
        is_test = is_test_path(module.source.path)
        reads = is_test and any(word in content for word in words)
        if is_test and any(word in content for word in telling):
            for node in told.measured(module, kinds):
                where = module.place_of(module.span(node)[0])
                for rule in survey.rules:
                    does = "measures what is logged or raised"
                    yield Pin(rule, module.source.path, where, module, does)
        for node in told.served(module, kinds) if is_test else ():
            where = module.place_of(module.span(node)[0])
            for rule in survey.rules:
                does = "has a server that looks at what it is sent"
                yield Pin(rule, module.source.path, where, module, does)
        for rule, node in told.telling_apart(module, survey.rules) if is_test else ():
            tries = told.tries(content, kinds["part-seekers"])
            if id(node) in spelled or (told.is_plain(node) and not tries):
                continue
            where = module.place_of(module.span(node)[0])
            does = "has a pattern that tells the new path from the old one"
            yield Pin(rule, module.source.path, where, module, does)
        for rule in survey.rules:
            if reads and (found := _status_in_text(rule).search(content)):
                yield Pin(rule, module.source.path, module.place_of(found.start()), module)
            for example in _EXAMPLE.finditer(content) if ">>>" in content else ():
                if _names(rule, example[0]):
                    where = module.place_of(example.start())
                    yield Pin(rule, module.source.path, where, module)


def _urls(survey: Survey) -> set[int]:
    """The texts, by node, of which URLs are made as they stand: they are no patterns."""
    return {
        id(literal.node)
        for request in survey.recorder.requests
        if request.known and not (request.borrowed or request.partial)
        for _, value in alternatives(request.url)
        if isinstance(value, Text)
        for literal in value.literals()
    }


_EXAMPLE = re.compile(r"^[ \t]*>>> .*(?:\n[ \t]*\S.*)*", re.MULTILINE)
"""An example in a docstring, with what it gives, up to an empty line."""


def _status_in_text(rule: Rule) -> re.Pattern[str]:
    moved = [str(old) for old, new in rule.response.status if old != new] if rule.response else []
    if not moved:
        return re.compile(r"(?!)")
    return re.compile(rf"['\"][^'\"\n]*\b(?:{'|'.join(moved)})\b[^'\"\n]*['\"]")


def _names(rule: Rule, example: str) -> bool:
    """Whether an example spells the endpoint, or a key that the rule renames."""
    keys = [old for old, _ in rule.body.rename] if rule.body else []
    spelled = any(f"{quote}{key}{quote}" in example for key in keys for quote in "'\"")
    return spelled or mentions(rule).search(example) is not None


def in_calls(plans: Iterable[Plan]) -> Iterator[Pin]:
    """The calls of test modules that stay and of which nobody knows what they do.

    They may register a stub at a library that no model describes.
    """
    for item in plans:
        call = item.finding.call
        if item.status is not Status.UNRESOLVED or item.finding.kind is not Kind.CALL:
            continue
        if not is_test_path(call.module.source.path):
            continue
        if not any(hit.request.known for hit in item.finding.endpoint_hits):
            where = call.module.place_of(call.module.span(call.node)[0])
            yield Pin(item.finding.rule, call.module.source.path, where, call.module)


def is_named(path: str, modules: Iterable[Module]) -> bool:
    """Whether one of the modules is a test that names the file."""
    file = os.path.basename(path)
    tests = (module for module in modules if is_test_path(module.source.path))
    return any(file in module.source.text for module in tests)


def in_text(rules: Iterable[Rule], path: str, name: str, text: str) -> Iterator[Pin]:
    """The pins in a data file of the tests: a cassette, a stub in JSON, examples that are run."""
    for rule in rules:
        for found in mentions(rule).finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Pin(rule, path, f"{name}:{line}")


def in_examples(rules: Iterable[Rule], path: str, name: str, text: str) -> Iterator[Pin]:
    """The pins in what examples of a page give, which a test may run."""
    for example in _EXAMPLE.finditer(text) if ">>>" in text else ():
        lines = example[0].split("\n")
        given = "\n".join(line for line in lines if not line.lstrip().startswith((">>>", "...")))
        for rule in rules:
            if mentions(rule).search(given):
                line = text.count("\n", 0, example.start()) + 1
                yield Pin(rule, path, f"{name}:{line}")


def hold_back(survey: Survey, plans: list[Plan], pins: Sequence[Pin]) -> None:
    """Leave the calls alone that a pin holds, and what moves together with them."""
    for pin in pins:
        calls = [
            item
            for item in plans
            if item.finding.rule == pin.rule
            and item.finding.kind is Kind.CALL
            and item.status is Status.FIXABLE
            and not is_test_path(item.finding.call.module.source.path)
        ]
        for item in _held(survey, pin, calls):
            call = item.finding.call
            message = f"the test at {pin.place} {pin.does}, and cannot move along"
            item.refuse(reason("group-blocked", message, call.module, call.node))
            if item.group is not None:
                block([other for other in plans if other.group == item.group])


def _held(survey: Survey, pin: Pin, calls: list[Plan]) -> list[Plan]:
    if pin.module is not None:
        home = pin.module
        near = [c for c in calls if survey.meets(home, c.finding.call.module)]
        if near:
            return near
    own = project_root(pin.path)
    roots = [project_root(c.finding.call.module.source.path) for c in calls]
    near = [call for call, root in zip(calls, roots, strict=True) if root == own]
    if near or is_marked(own):
        return near
    return [call for call, root in zip(calls, roots, strict=True) if not is_marked(root)]
