"""What a run says of each place that names an endpoint and is no call that it knows.

Decided here: what stands in code is told by the analysis; what stands in other text, in a file that
cannot be read as Python, or in what is no code of a notebook, is found by the form of the path. An
output of a notebook mentions an endpoint, as nothing runs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from migrator.analysis.findings import accounting
from migrator.analysis.findings.accounting import Occurrence
from migrator.analysis.findings.hits import moved_literals
from migrator.analysis.findings.matching import Verdict, mentions
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.survey import Survey
from migrator.analysis.values import Text, alternatives
from migrator.comments.suppressions import Ignores
from migrator.config import Settings
from migrator.files.kinds import FileKind
from migrator.files.lines import LineIndex
from migrator.files.scan import Candidate
from migrator.files.source import Source, SourceError, decode, decode_text, text_for_report
from migrator.migration import describe, pins, suppression
from migrator.migration.plan import Plan
from migrator.model import (
    INTERNAL_ERROR,
    Cells,
    FileChange,
    Kind,
    Location,
    Problem,
    Reason,
    Site,
    Status,
)
from migrator.policy import Policy
from migrator.rules.rule import Rule

_MOVED = (Status.FIXABLE, Status.CHANGED)
_SHOWN = 60  # characters of an output around what is mentioned, by which it is known again


@dataclass(eq=False)
class Result:
    """What became of the candidates."""

    sites: list[Site] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    changes: list[FileChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: dict[str, Cells] = field(default_factory=dict)  # of notebooks, by path in reports
    analysed: int = 0
    tracebacks: list[str] = field(default_factory=list)


def covered_by(found: Survey, plans: list[Plan], settings: Settings) -> set[int]:
    """The string nodes, by identity, that are part of a site."""
    covered = {id(literal.node) for literal in moved_literals(settings.rules, found.recorder)}
    moved = {id(item.finding): item for item in plans if item.status in _MOVED}
    for finding in found.findings:
        item = moved.get(id(finding))
        # A call that got a text of its own leaves the literal that it was given to others.
        kept = item.outcome.literals if item is not None and item.outcome.at_call else None
        covered |= {
            id(literal.node)
            for hit in finding.hits
            for literal in hit.url.literals()
            if kept is None or literal in kept
        }
    return covered


def texts(candidates: list[Candidate], settings: Settings, modules: list[Module]) -> list[pins.Pin]:
    """The pins in data files of the tests, which are among the `modules`."""
    result: list[pins.Pin] = []
    for candidate in candidates:
        found = candidate.found
        if found.kind is FileKind.PYTHON:
            continue
        with suppress(SourceError):
            text = decode_text(candidate.raw, found.path, found.name).text
            # What people read is a pin only where a test reads it as well, or runs its examples.
            prose = found.kind is FileKind.PROSE
            if (is_test_path(found.path) and not prose) or pins.is_named(found.path, modules):
                result += pins.in_text(settings.rules, found.path, found.name, text)
            elif prose:
                result += pins.in_examples(settings.rules, found.path, found.name, text)
    return result


def account(
    found: Survey,
    plans: list[Plan],
    modules: list[Module],
    settings: Settings,
    result: Result,
    ignores: Ignores,
) -> None:
    """Add what remains of the endpoint in the files that were named."""
    covered = covered_by(found, plans, settings)
    routes = {
        id(literal.node)
        for _, value in found.recorder.routes
        for literal in getattr(value, "literals", tuple)()
    }
    requests = found.recorder.requests
    made = accounting.made_from(requests)
    used = {
        id(literal.node)
        for request in requests
        for _, value in alternatives(request.url)
        if isinstance(value, Text)
        for literal in value.literals()
        if request.known or id(literal.node) not in made  # else what was called gave the URL
    }
    for module in modules:
        rest = [
            replace(item, kind=Kind.REFERENCE, verdict=Verdict.DYNAMIC)
            if item.kind in (Kind.REFERENCE, Kind.MENTION) and id(item.node) in made
            else item
            for item in accounting.remaining(settings.rules, module, covered, routes)
        ]
        named = covered | {id(item.node) for item in rest}
        executes = module.path in found.recorder.executed
        taken = named if executes else named | used
        stopped = found.stopped_near(module)
        for occurrence in (
            *rest,
            *accounting.hidden(settings.rules, module, used, requests),
            *accounting.unsure(settings.rules, module, made, taken, requests, executes),
        ):
            site = _site_of(replace(occurrence, exceeded=stopped))
            if site.status is Status.UNRESOLVED:
                span = (occurrence.start, occurrence.end)
                comment = ignores.at(site.rule, site.location, span)
                site = suppression.commented(site, comment, ignores)
            result.sites.append(site)
        account_rest(module.source, settings.rules, result)


def _site_of(found: Occurrence) -> Site:
    """The site of an occurrence in a module, or in a cell of another language."""
    book = found.module.source.notebook
    if book is None or found.kind is not Kind.MENTION or not book.is_foreign(found.start):
        return describe.site_of_occurrence(found)
    location = found.module.location_of(found.start, found.end)
    return _site_in_text(
        found.rule,
        location,
        found.module.source.text[found.start : found.end],
        found.module.lines.line_text(location.line),
        "not-python",
    )


def account_rest(source: Source, rules: Iterable[Rule], result: Result) -> None:
    """Occurrences in what is no source of a cell: outputs, attachments, metadata."""
    book = source.notebook
    if book is None:
        return
    result.cells[source.name] = book.cells
    lines = LineIndex(book.json)
    for rule in rules:
        for start, end in book.rest(mentions(rule)):
            line, column, last, behind = lines.location(start, end)
            outside = book.cells.outside
            location = Location(source.name, outside(line), column, outside(last), behind)
            around = book.json[max(0, start - _SHOWN) : end + _SHOWN].strip()
            site = _site_in_text(rule, location, book.json[start:end], around, None)
            result.sites.append(replace(site, excerpt=None))


def name_idle(
    modules: list[Module],
    settings: Settings,
    result: Result,
    ignores: Ignores,
    policy: Policy,
) -> None:
    """Name the comments in the files that were named which suppress nothing."""
    lines = {module.path: module.lines for module in modules}
    idle = [*ignores.idle(lines, settings.switched_off)]
    if not settings.switched_off:
        idle += (one for one in policy.idle() if one.comment.location.path in lines)
    for one in idle:
        where = one.comment.location
        if settings.fail_on_unused_ignore:
            line = lines[where.path].line_text(where.line)
            result.sites.append(suppression.site_of(one, line))
        else:
            result.notes.append(suppression.note_of(one, result.cells))


def account_text(
    candidate: Candidate,
    rules: tuple[Rule, ...],
    result: Result,
    ignores: Ignores,
    policy: Policy,
) -> None:
    """Occurrences in a file that is no Python."""
    found = candidate.found
    try:
        source = decode_text(candidate.raw, found.path, found.name)
    except SourceError:
        return
    if found.kind is FileKind.PROSE:
        _lines(source.text, found.name, rules, result, ignores, None)
        return
    ignores.read_text(source.text, found.name, python=False)
    policy.read(source.text, found.name, python=False)
    _lines(source.text, found.name, rules, result, ignores, "not-python")


def account_unread(
    candidate: Candidate,
    rules: tuple[Rule, ...],
    result: Result,
    ignores: Ignores,
    policy: Policy,
    code: str,
) -> None:
    """Occurrences in a Python file that cannot be decoded or parsed."""
    found = candidate.found
    source = None
    with suppress(SourceError):
        source = decode(candidate.raw, found.path, found.name)
    text = text_for_report(candidate.raw) if source is None else source.text
    ignores.read_text(text, found.name, python=True)
    policy.read(text if source is None else source.code, found.name, python=True)
    _lines(text, found.name, rules, result, ignores, code, source)
    if source is not None:
        account_rest(source, rules, result)


def account_cells(
    source: Source, rules: tuple[Rule, ...], result: Result, ignores: Ignores, policy: Policy
) -> None:
    """Occurrences in a notebook whose kernel runs no Python."""
    assert source.notebook is not None
    ignores.read_text(source.text, source.name, python=False)
    policy.read(source.text, source.name, python=False)
    _lines(source.text, source.name, rules, result, ignores, "not-python", source)
    account_rest(source, rules, result)


_TEXT_REASONS = {
    "not-python": "this is no Python, so a person has to look at it",
    "syntax-error": "the file cannot be parsed, so nothing is known about this place",
    "bound-exceeded": "the file is too long, or nested too deeply, to be analysed",
    INTERNAL_ERROR: "the analysis crashed on this file, so nothing is known about this place",
}


def _lines(
    text: str,
    name: str,
    rules: tuple[Rule, ...],
    result: Result,
    ignores: Ignores,
    code: str | None,
    source: Source | None = None,
) -> None:
    """Occurrences in a text; in a notebook only code is left to a person."""
    index = LineIndex(text)
    book = None if source is None else source.notebook
    for rule in rules:
        for match in mentions(rule).finditer(text):
            location = Location(name, *index.location(*match.span()))
            left = None if book is not None and not book.is_code(match.start()) else code
            line = index.line_text(location.line)
            site = _site_in_text(rule, location, match[0], line, left)
            if left is not None:
                comment = ignores.at(rule.code, location, None)
                site = suppression.commented(site, comment, ignores)
            result.sites.append(site)


def _site_in_text(rule: Rule, location: Location, found: str, line: str, code: str | None) -> Site:
    """The site of text; it is a mention where no `code` says why a person has to look."""
    reason = None
    if code is not None:
        reason = Reason(code, _TEXT_REASONS[code], location.path, location.line)
    kind = Kind.MENTION if code is None else Kind.REFERENCE
    return describe.site_in_text(rule.code, kind, location, found, line, reason)
