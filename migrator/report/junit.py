"""The JUnit report, for CI servers that show test results.

Decided here: a file is a test suite and a site is a test case. What is left to do is a `failure`, a
file that failed an `error`, what is suppressed is `skipped`, and what was changed has passed. When
there is no case at all, one that passed says so, because servers take an empty report for a broken
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree import ElementTree

from migrator.model import Problem, Report, Site, Status
from migrator.report.cells import file_of
from migrator.report.printable import printable_lines
from migrator.report.wording import TOOL, message, summary_of

_LEFT = (Status.UNRESOLVED, Status.FIXABLE)
_SHOWN = (*_LEFT, Status.SUPPRESSED, Status.CHANGED)
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}

# XML 1.0 has no way to write these, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Case = tuple[str, ElementTree.Element]


def render(report: Report) -> str:
    """The report as an XML document with a final newline."""
    cases = sorted(_cases(report), key=lambda pair: pair[0])
    if not cases:
        cases = [(TOOL, _case(TOOL, "nothing is left to do"))]
    root = ElementTree.Element("testsuites", name=TOOL)
    for path, pairs in groupby(cases, key=lambda pair: pair[0]):
        root.append(_suite(path, [case for _, case in pairs]))
    _count(root)
    ElementTree.indent(root)
    xml = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'


def _cases(report: Report) -> Iterator[_Case]:
    """Pairs of a path and a case, the errors of a file before its sites."""
    yield from ((file_of(problem.path), _error(problem)) for problem in report.errors)
    for site in report.sites:
        if site.status in _SHOWN:
            yield file_of(site.location.path), _site(site, report)


def _suite(path: str, cases: Iterable[ElementTree.Element]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=_legal(path))
    suite.extend(cases)
    _count(suite)
    return suite


def _count(element: ElementTree.Element) -> None:
    """Set how many cases are below `element`, and how many of each outcome."""
    element.set("tests", str(sum(1 for _ in element.iter("testcase"))))
    for attribute, tag in _COUNTED.items():
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _site(site: Site, report: Report) -> ElementTree.Element:
    where = site.location
    case = _case(where.path, f"{site.rule} {where.line}:{where.column} {site.kind.value}")
    if site.status in _LEFT:
        failure = ElementTree.SubElement(
            case, "failure", type=site.rule, message=_legal(summary_of(site, report))
        )
        failure.text = _legal(f"{where.path}:{where.line}:{where.column}: {_text(site, report)}")
    elif site.status is Status.SUPPRESSED:
        ElementTree.SubElement(case, "skipped", message=_legal(_why_suppressed(site)))
    return case


def _text(site: Site, report: Report) -> str:
    lines = () if site.excerpt is None else site.excerpt.lines
    return "\n".join((message(site, report), *lines))


def _why_suppressed(site: Site) -> str:
    if site.suppression is None:
        return "suppressed"
    until = f" until {site.suppression.until}" if site.suppression.until else ""
    why = f": {site.suppression.justification}" if site.suppression.justification else ""
    return f"suppressed by {site.suppression.by}{until}{why}"


def _error(problem: Problem) -> ElementTree.Element:
    case = _case(problem.path, problem.code)
    line = "" if problem.line is None else f":{problem.line}"
    error = ElementTree.SubElement(
        case, "error", type=problem.code, message=_legal(problem.message)
    )
    error.text = _legal(f"{problem.path}{line}: {problem.message}")
    return case


def _case(path: str, name: str) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=_legal(path), name=_legal(name))


def _legal(text: str) -> str:
    """`text` with what XML forbids, and what is never to be shown raw, as escape sequences."""
    plain = printable_lines(text)
    return _FORBIDDEN.sub(lambda match: ascii(match[0])[1:-1], plain)
