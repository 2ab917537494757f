"""The last lines of the text report: how much was found, and what to do next.

Decided here: the files that were changed are named, with what shows the changes; what is left to a
person is counted by its first reason, so that the rows add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrator.model import UNUSED_IGNORE, Applicability, Mode, Report, Site, Status
from migrator.report.paint import Paint
from migrator.report.printable import printable

MOST_FILES = 10

_FINDINGS = (Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED)
_COUNTED = (Status.SUPPRESSED, Status.IGNORED, Status.MENTION)


def summary(
    report: Report, paint: Paint, *, in_git: bool = False, columns: int | None = None
) -> str:
    """The summary as lines of text, each with its line end.

    `in_git` tells that git can show what was changed. `columns` is the width of the terminal, None
    when nothing is to be cut.
    """
    return "".join(f"{line}\n" for line in _lines(report, paint, in_git, columns))


def _lines(report: Report, paint: Paint, in_git: bool, columns: int | None) -> Iterator[str]:
    found = sum(report.count(status) for status in _FINDINGS)
    if found:
        yield f"Found {plural(found, 'use')} of deprecated endpoints: {_parts(report, _FINDINGS)}."
    elif report.files.scanned and not report.errors:
        yield _clean(report, paint)
    if report.idle_comments:
        what = "comment suppresses" if report.idle_comments == 1 else "comments suppress"
        yield f"{report.idle_comments} {what} nothing: see above."
    yield from _changed(report, paint, in_git)
    yield from _next_steps(report, paint, columns)
    if any(report.count(status) for status in _COUNTED):
        yield f"Also seen: {_parts(report, _COUNTED)} (listed with --verbose)."
    if report.errors:
        yield f"{paint.red(plural(len(report.errors), 'error'))}: see above."
    yield from (f"{paint.bold('note')}: {printable(note)}" for note in report.notes)


def _clean(report: Report, paint: Paint) -> str:
    """What is said when nothing is left to do; what is known of already is not called clear."""
    files = plural(report.files.scanned, "file")
    if report.count(Status.SUPPRESSED):
        return f"{paint.green('Nothing new')} to migrate in {files}."
    return f"{paint.green('All clear')}: nothing to migrate in {files}."


def _changed(report: Report, paint: Paint, in_git: bool) -> Iterator[str]:
    """The files that were written, and what shows how they changed."""
    paths = [change.path for change in report.changes]
    if report.mode is not Mode.FIX or not paths:
        return
    named = ", ".join(paint.bold(printable(path)) for path in paths[:MOST_FILES])
    more = len(paths) - MOST_FILES
    rest = f" and {more} more" if more > 0 else ""
    shown = "; git diff shows what was done" if in_git else ""
    yield f"Changed {plural(len(paths), 'file')}: {named}{rest}{shown}."


def _is_left(site: Site) -> bool:
    return site.status is Status.UNRESOLVED and bool(site.reasons) and site.rule != UNUSED_IGNORE


def _left(report: Report, paint: Paint, columns: int | None) -> Iterator[str]:
    """What is left to a person, by the first reason of each site, the most frequent first."""
    sites = [site for site in report.sites if _is_left(site)]
    if not sites:
        return
    # A run that leaves nothing does not read the pages of the reasons.
    from migrator.explain.catalogue import find_reason

    counts = Counter(site.reasons[0].code for site in sites)
    width, digits = max(map(len, counts)), len(str(max(counts.values())))
    yield f"{len(sites)} left to you; awork-migrator explain CODE says what to do:"
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        page = find_reason(code)
        start = f"  {count:>{digits}}  {code.ljust(width)}  "
        fits = columns is None or (page is not None and len(start + page.title) <= columns)
        title = page.title if page is not None and fits else ""
        yield f"{start.replace(code, paint.bold(code), 1)}{title}".rstrip()


def _next_steps(report: Report, paint: Paint, columns: int | None) -> Iterator[str]:
    fixable = report.count(Status.FIXABLE)
    if fixable and report.mode is Mode.DIFF:
        yield f"{paint.cyan('[*]')} {fixable} would be changed; nothing was written."
    elif fixable:
        how = "awork-migrator fix; --diff shows the changes"
        yield f"{paint.cyan('[*]')} {fixable} fixable with {how}."
    yield from _left(report, paint, columns)
    unsafe = sum(map(_has_unsafe_fix, report.sites))
    if unsafe:
        how = "" if report.mode is Mode.DIFF else "; fix --interactive shows each"
        yield f"{unsafe} more fixable with --unsafe-fixes, to be read before they are merged{how}."


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
