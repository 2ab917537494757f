"""What tests give as an answer of the server: links and keys in it are the server's own words.

Decided here: an edit of the code changes none of them. They matter to who follows such a link, and
only where a stub that moves answers there: then the test is asked for what it stubs no longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import libcst as cst

from migrator.analysis.findings import accounting
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.survey import Survey
from migrator.migration.plan import Plan
from migrator.model import Kind
from migrator.rules.rule import Rule

_HOLDING = frozenset({"json", "body", "text", "content", "payload", "return_value"})
"""Keyword arguments of stubs and of prepared answers that hold what is answered."""


def is_answer(survey: Survey, module: Module, node: cst.CSTNode) -> bool:
    """Whether a text of a test stands in an answer that the test has prepared."""
    stubs = {id(r.site.node) for r in survey.recorder.requests if r.kind is Kind.MOCK}
    above = [node, *accounting.ancestors(module, node)]
    for inner, parent in pairwise(above):
        if isinstance(parent, cst.Assign):
            return all(map(_is_returned, parent.targets))
        if isinstance(parent, cst.Arg) and parent.keyword is not None:
            if parent.keyword.value not in _HOLDING:
                return False
            if parent.keyword.value == "return_value":
                return True
        elif isinstance(parent, cst.Call):
            if id(parent) in stubs:
                return isinstance(inner, cst.Arg) and inner.keyword is not None
            if not (isinstance(inner, cst.Arg) and (inner.keyword is not None or _dumps(parent))):
                return False
        elif not isinstance(parent, _IN_DATA):
            return False
    return False


_IN_DATA = (
    *(cst.Dict, cst.DictElement, cst.List, cst.Tuple, cst.Element, cst.Arg),
    *(cst.ConcatenatedString, cst.BaseString),
)
"""What a text stands in that is a part of a larger value."""


def _is_returned(target: cst.AssignTarget) -> bool:
    """`double.return_value = ...`"""
    return isinstance(target.target, cst.Attribute) and target.target.attr.value == "return_value"


def _dumps(call: cst.Call) -> bool:
    """Whether a call writes its argument as JSON."""
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return isinstance(name, cst.Name) and name.value == "dumps"


def may_be_followed(survey: Survey, plans: Iterable[Plan], rule: Rule, home: Module) -> bool:
    """Whether a test that knows an answer in `home` stubs, or expects, the endpoint as well."""
    stubbed = {
        item.finding.call.module
        for item in plans
        if item.finding.rule == rule and item.finding.kind is not Kind.CALL
    }
    tests = (m for m in survey.project.loaded() if is_test_path(m.source.path))
    return any(
        survey.meets(test, home) and any(survey.meets(test, module) for module in stubbed)
        for test in tests
    )
