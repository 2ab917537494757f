"""The last lines of the text report: how much was found, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.model import Applicability, Mode, Report, Site, Status
from migrator.report.paint import Paint

_FINDINGS = (Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED)
_COUNTED = (Status.SUPPRESSED, Status.IGNORED, Status.MENTION)


def summary(report: Report, paint: Paint) -> str:
    """The summary as lines of text, each with its line end."""
    return "".join(f"{line}\n" for line in _lines(report, paint))


def _lines(report: Report, paint: Paint) -> Iterator[str]:
    found = sum(report.count(status) for status in _FINDINGS)
    if found:
        yield f"Found {plural(found, 'use')} of deprecated endpoints: {_parts(report, _FINDINGS)}."
    elif not report.errors:
        files = plural(report.files.scanned, "file")
        yield f"{paint.green('All clear')}: nothing to migrate in {files}."
    yield from _next_steps(report, paint)
    if any(report.count(status) for status in _COUNTED):
        yield f"Also seen: {_parts(report, _COUNTED)} (listed with --verbose)."
    if report.errors:
        yield f"{paint.red(plural(len(report.errors), 'error'))}: see above."
    yield from (f"{paint.bold('note')}: {note}" for note in report.notes)


def _next_steps(report: Report, paint: Paint) -> Iterator[str]:
    fixable = report.count(Status.FIXABLE)
    if fixable and report.mode is Mode.DIFF:
        yield f"{paint.cyan('[*]')} {fixable} would be changed; nothing was written."
    elif fixable:
        yield f"{paint.cyan('[*]')} {fixable} fixable with awork-migrator fix."
    unsafe = sum(map(_has_unsafe_fix, report.sites))
    if unsafe:
        yield f"{unsafe} more fixable with --unsafe-fixes, to be read before they are merged."


def _has_unsafe_fix(site: Site) -> bool:
    unsafe = site.applicability is Applicability.UNSAFE
    return site.status is Status.UNRESOLVED and unsafe and bool(site.edits)


def _parts(report: Report, statuses: tuple[Status, ...]) -> str:
    """`2 fixable, 1 unresolved`: the counts that are not zero."""
    counts = ((report.count(status), status) for status in statuses)
    return ", ".join(f"{count} {_word(status, count)}" for count, status in counts if count)


def _word(status: Status, count: int) -> str:
    return "mentions" if status is Status.MENTION and count != 1 else status.value


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
