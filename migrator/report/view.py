"""What the HTML page shows, as plain values: the report, counted, sorted and put into words.

Decided here: folders and reasons come with the most work first. A site shows its edits side by
side where the lines of the file are known, in words where they are not, and its code where the
edits do not show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from migrator.explain.catalogue import ReasonPage, find_reason
from migrator.model import Applicability, Edit, Reason, Report, Site, Status
from migrator.report.cells import file_of
from migrator.report.hunks import Hunk, hunks
from migrator.report.sites import edit_words, own_notes, suppression_words
from migrator.report.wording import advice, noun, summary_of

CONTEXT = 2
"""Lines shown before and after a site."""

MOST_LINES = 30
"""Lines of a site that are shown."""


@dataclass(frozen=True)
class Count:
    """How many sites have a status, and what the status means."""

    status: str
    count: int
    meaning: str


@dataclass(frozen=True)
class Share:
    """A stretch of a bar, in percent of its length."""

    status: str
    start: float
    width: float


@dataclass(frozen=True)
class Folder:
    """The sites of one folder; `path` ends with `/`, and is empty for the working directory."""

    path: str
    total: int
    counts: tuple[tuple[str, int], ...]
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class CodeLine:
    """A line of source; `own` when it belongs to the site."""

    number: int
    text: str
    own: bool


@dataclass(frozen=True)
class Step:
    """A place that is spoken of, with its line of code if it is known."""

    scope: str
    path: str
    line: int
    code: str


@dataclass(frozen=True)
class Why:
    """A reason of a site; `step` is its place when that is not among the lines shown."""

    code: str
    title: str
    message: str
    step: Step | None


@dataclass(frozen=True)
class Entry:
    """One site, ready to be shown."""

    site: Site
    file: str
    folder: str
    name: str
    status: str
    kind: str
    codes: tuple[str, ...]
    summary: str
    hunks: tuple[Hunk, ...]
    hunks_title: str
    words: tuple[str, ...]
    lines: tuple[CodeLine, ...]
    more_lines: int
    why: tuple[Why, ...]
    advice: str
    chain: tuple[Step, ...]
    notes: tuple[str, ...]
    suppression: str


@dataclass(frozen=True)
class View:
    """The whole page."""

    report: Report
    mode: str
    counts: tuple[Count, ...]
    shares: tuple[Share, ...]
    folders: tuple[Folder, ...]
    reasons: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, int], ...]
    entries: tuple[Entry, ...]
    pages: tuple[ReasonPage, ...]


_MEANINGS = {
    Status.CHANGED: "edited by this run",
    Status.FIXABLE: "a safe edit is known",
    Status.UNRESOLVED: "a person has to decide",
    Status.SUPPRESSED: "left alone on purpose",
    Status.IGNORED: "looked at and not ours",
    Status.MENTION: "text that calls nothing",
}


def view_of(report: Report) -> View:
    """What the page of `report` shows."""
    codes = _counted(code for site in report.sites for code in _codes(site))
    pages = (find_reason(code) for code, _ in sorted(codes))
    counter = Counter(site.status for site in report.sites)
    return View(
        report=report,
        mode=report.mode.value,
        counts=tuple(Count(s.value, counter[s], _MEANINGS[s]) for s in Status),
        shares=_shares(counter),
        folders=tuple(_folders(report.sites)),
        reasons=codes,
        kinds=_counted(noun(site) for site in report.sites),
        rules=_counted(site.rule for site in report.sites),
        entries=tuple(_entry(site, report) for site in report.sites),
        pages=tuple(page for page in pages if page is not None),
    )


def _counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The words with how often each occurs, the most frequent first."""
    return tuple(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))


def _codes(site: Site) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.code for reason in site.reasons))


def _shares(counter: Counter[Status]) -> tuple[Share, ...]:
    total = sum(counter.values())
    shares = []
    start = 0.0
    for status in Status:
        if counter[status]:
            width = round(100 * counter[status] / total, 2)
            shares.append(Share(status.value, round(start, 2), width))
            start += width
    return tuple(shares)


def _folders(sites: Iterable[Site]) -> Iterator[Folder]:
    """The folders that hold sites, those with the most work first."""
    found: dict[str, Counter[Status]] = {}
    for site in sites:
        found.setdefault(_parts(site)[0], Counter())[site.status] += 1

    def work(item: tuple[str, Counter[Status]]) -> tuple[int, int, int, str]:
        path, counter = item
        return (-counter[Status.UNRESOLVED], -counter[Status.FIXABLE], -counter.total(), path)

    for path, counter in sorted(found.items(), key=work):
        counts = tuple((s.value, counter[s]) for s in Status if counter[s])
        yield Folder(path, counter.total(), counts, _shares(counter))


def _parts(site: Site) -> tuple[str, str]:
    folder, slash, name = site.location.path.rpartition("/")
    return folder + slash, name


def _entry(site: Site, report: Report) -> Entry:
    folder, name = _parts(site)
    made = tuple(_hunks(site, report))
    lines, more = ((), 0) if _is_in(made, site) else _code(site, report)
    return Entry(
        site=site,
        file=file_of(site.location.path),
        folder=folder,
        name=name,
        status=site.status.value,
        kind=noun(site),
        codes=_codes(site),
        summary=summary_of(site, report),
        hunks=made,
        hunks_title=_title(site),
        words=() if made else tuple(edit_words(edit, site) for edit in site.edits),
        lines=lines,
        more_lines=more,
        why=tuple(_why(reason, lines, site, report) for reason in site.reasons),
        advice="" if site.status is Status.IGNORED else advice(site),
        chain=tuple(_step(v.scope, v.path, v.line, report) for v in site.via),
        notes=own_notes(site, report),
        suppression="" if site.suppression is None else suppression_words(site),
    )


def _title(site: Site) -> str:
    if site.status is Status.CHANGED:
        return "The edit that was made"
    if site.applicability is Applicability.SAFE:
        return "The edit that fix makes"
    return "An unsafe edit, to be read before it is merged"


def _hunks(site: Site, report: Report) -> Iterator[Hunk]:
    """The edits side by side, those of the site's own file first."""
    own = site.location.path

    def path_of(edit: Edit) -> str:
        return edit.location.path

    def order(edit: Edit) -> tuple[bool, Edit]:
        return (path_of(edit) != own, edit)

    for path, edits in groupby(sorted(site.edits, key=order), key=path_of):
        yield from hunks(path, _lines(path, site, report), edits)


def _is_in(shown: Iterable[Hunk], site: Site) -> bool:
    """Whether the first line of a site is among the lines that are shown before and after."""
    where = site.location
    return any(
        row.before is not None and row.before.number == where.line
        for hunk in shown
        for row in hunk.rows
        if hunk.path == where.path
    )


def _lines(path: str, site: Site, report: Report) -> Sequence[str]:
    """The lines of a file, as far as the report knows them."""
    known = report.sources.get(path)
    if known is not None:
        return known
    excerpt = site.excerpt
    if excerpt is None or path != site.location.path:
        return ()
    return ("",) * (excerpt.first_line - 1) + excerpt.lines


def _code(site: Site, report: Report) -> tuple[tuple[CodeLine, ...], int]:
    """The lines of a site with their context, and how many more there are."""
    known = _lines(site.location.path, site, report)
    where = site.location
    least = 1 if site.excerpt is None or report.sources else site.excerpt.first_line
    first = max(least, where.line - CONTEXT)
    end = min(where.end_line, where.line + MOST_LINES - 1)
    more = where.end_line - end
    last = end if more else min(end + CONTEXT, len(known))
    lines = (
        CodeLine(number, known[number - 1], where.line <= number <= where.end_line)
        for number in range(first, min(last, len(known)) + 1)
    )
    return tuple(lines), more


def _why(reason: Reason, shown: Sequence[CodeLine], site: Site, report: Report) -> Why:
    page = find_reason(reason.code)
    here = reason.path == site.location.path
    seen = here and any(line.number == reason.line for line in shown)
    step = None if seen else _step("", reason.path, reason.line, report)
    return Why(reason.code, "" if page is None else page.title, reason.message, step)


def _step(scope: str, path: str, line: int, report: Report) -> Step:
    lines = report.sources.get(path, ())
    return Step(scope, path, line, lines[line - 1].strip() if 0 < line <= len(lines) else "")
