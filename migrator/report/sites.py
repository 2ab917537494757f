"""One site of the text report: the headline, the source, and what is said below it.

Decided here: the headline is a line that editors can jump to; below the source stand why the site
was not changed, what would change, what to do, and the way to the call, each in one sentence. The
note of a rule holds for all its sites, and stands once below them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from migrator.explain.catalogue import find_reason
from migrator.model import (
    UNUSED_IGNORE,
    Applicability,
    Edit,
    Evidence,
    Kind,
    Reason,
    Report,
    Site,
    Status,
)
from migrator.report.excerpt import excerpt_lines
from migrator.report.paint import Paint
from migrator.report.printable import printable

_KIND_WORDS = {
    Kind.CALL: "",
    Kind.MOCK: " (stubbed in a test)",
    Kind.ASSERTION: " (asserted in a test)",
    Kind.ROUTE: " (served here)",
    Kind.REFERENCE: " (named here)",
    Kind.MENTION: " (mentioned here)",
}


_LEAST_ROOM = 20


def site_lines(
    site: Site, report: Report, paint: Paint, columns: int | None = None
) -> Iterator[str]:
    """The lines for `site`, without line ends; `report` knows the rules.

    `columns` is the width of the terminal, None when nothing is to be wrapped.
    """
    yield headline(site, report, paint)
    yield from excerpt_lines(site, paint, columns)
    indent = " " * len(str(site.location.end_line))
    for word, sentence in _remarks(site, report):
        lead = len(f"{indent} = {word}: ")
        first, *others = wrapped(printable(sentence), lead, columns)
        yield f"{indent} {paint.blue('=')} {paint.bold(word)}: {first}"
        yield from (" " * lead + other for other in others)


def wrapped(sentence: str, lead: int, columns: int | None) -> list[str]:
    """The lines of a sentence that begins after `lead` columns; words stay whole."""
    if columns is None:
        return [sentence]
    room = max(_LEAST_ROOM, columns - lead)
    return wrap(sentence, room, break_long_words=False, break_on_hyphens=False) or [""]


def headline(site: Site, report: Report, paint: Paint) -> str:
    """The line of a site that editors can jump to: place, rule, and what is found there."""
    where = site.location
    place = f"{paint.bold(printable(where.path))}:{where.line}:{where.column}:"
    mark = f" {paint.cyan('[*]')}" if site.status is Status.FIXABLE else ""
    return f"{place} {paint.red(site.rule)}{mark} {_message(site, report)}"


def _message(site: Site, report: Report) -> str:
    rule = next((rule for rule in report.rules if rule.code == site.rule), None)
    summary_of_rule = f"rule {site.rule}" if rule is None else rule.summary
    if site.rule == UNUSED_IGNORE:
        return "a comment suppresses nothing"
    if site.status is Status.CHANGED and rule is not None:
        return f"moved to {rule.method} {rule.replacement}{_KIND_WORDS[site.kind]}"
    quiet = (Status.SUPPRESSED, Status.IGNORED, Status.MENTION)
    label = f"{site.status.value}: " if site.status in quiet else ""
    return f"{label}{summary_of_rule}{_KIND_WORDS[site.kind]}"


def _remarks(site: Site, report: Report) -> Iterator[tuple[str, str]]:
    """What is said below a site: pairs of a word and a sentence."""
    for reason in site.reasons:
        yield "why", f"{reason.message}{_elsewhere(reason, site)} [{reason.code}]"
    for frame in site.via:
        yield "via", f"{frame.scope or 'module level'} ({frame.path}:{frame.line})"
    if site.evidence is not None:
        yield "seen", _seen(site.evidence)
    if site.suppression is not None:
        yield "suppressed", suppression_words(site)
    if site.edits:
        yield _edits_word(site), "; ".join(edit_words(edit, site) for edit in site.edits)
    # What is not ours needs nothing to be done.
    helped = () if site.status is Status.IGNORED else site.reasons
    for line in dict.fromkeys(_help(reason) for reason in helped):
        if line:
            yield "help", line
    for note in own_notes(site, report):
        yield "note", note


def _seen(seen: Evidence) -> str:
    """How often a recorded run came here, and with what."""
    if not seen.count:
        return "not in the recorded run"
    parts = ["once" if seen.count == 1 else f"{seen.count} times"]
    if seen.stubbed:
        parts.append("stubbed" if seen.stubbed == seen.count else f"{seen.stubbed} of them stubbed")
    if seen.keys:
        parts.append(f"with {', '.join(seen.keys)}")
    if seen.statuses:
        parts.append(f"answered {', '.join(map(str, seen.statuses))}")
    return ", ".join(parts)


def rule_notes(sites: Iterable[Site], report: Report) -> Iterator[tuple[str, str]]:
    """The rules that have a note which one of `sites` carries: pairs of a code and the note."""
    carried = {(site.rule, note) for site in sites for note in site.notes}
    for rule in report.rules:
        if (rule.code, rule.note) in carried:
            yield rule.code, rule.note


def note_lines(code: str, note: str, paint: Paint, columns: int | None = None) -> Iterator[str]:
    """The lines of the note of the rule `code`, without line ends."""
    lead = len(f"{code} note: ")
    first, *others = wrapped(printable(note), lead, columns)
    yield f"{paint.red(code)} {paint.bold('note')}: {first}"
    yield from (" " * lead + other for other in others)


def concise_line(site: Site, report: Report, paint: Paint) -> str:
    """The site on one line: its headline, and the codes of its reasons."""
    codes = dict.fromkeys(reason.code for reason in site.reasons)
    why = f" [{', '.join(codes)}]" if codes else ""
    return f"{headline(site, report, paint)}{why}"


def own_notes(site: Site, report: Report) -> tuple[str, ...]:
    """What is to be said of this site alone, without the note of its rule."""
    rule = next((rule for rule in report.rules if rule.code == site.rule), None)
    return tuple(note for note in site.notes if rule is None or note != rule.note)


def _elsewhere(reason: Reason, site: Site) -> str:
    """The place of a reason, when it is not the line that was shown."""
    if (reason.path, reason.line) == (site.location.path, site.location.line):
        return ""
    return f" ({reason.path}:{reason.line})"


def _help(reason: Reason) -> str:
    page = find_reason(reason.code)
    return "" if page is None else page.help


def suppression_words(site: Site) -> str:
    """Who says that a suppressed site is to be left alone, until when, and why."""
    assert site.suppression is not None
    until = f", until {site.suppression.until}" if site.suppression.until else ""
    why = f": {site.suppression.justification}" if site.suppression.justification else ""
    return f"by {site.suppression.by}{until}{why}"


def _edits_word(site: Site) -> str:
    if site.applicability is Applicability.DISPLAY_ONLY:
        return "tried"
    if site.status is Status.CHANGED:
        return "done"
    return "fix" if site.status is Status.FIXABLE else "unsafe fix"


def edit_words(edit: Edit, site: Site) -> str:
    """One edit in words, with its place when it is not on the line that was shown."""
    where = edit.location
    place = ""
    if where.path != site.location.path:
        place = f"{where.path}:{where.line}: "
    elif where.line != site.location.line:
        place = f"line {where.line}: "
    if not edit.before:
        return f"{place}insert {edit.after!r}"
    if not edit.after:
        return f"{place}remove {edit.before!r}"
    return f"{place}{edit.before!r} becomes {edit.after!r}"
