"""The text report, for a person at a terminal.

Decided here: sites first, then what their rules say of all of them, then errors, then a summary.
What needs nobody (suppressed, ignored, mentions) is counted, and listed only when asked for. In the
concise form a site is one line, and nothing is said of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.model import Problem, Report, Status
from migrator.report.paint import Paint
from migrator.report.printable import printable
from migrator.report.summary import summary

_LISTED = frozenset({Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED})


@dataclass(frozen=True)
class TextOptions:
    """How the text report looks.

    `verbose` lists every site and every path that was left out; `quiet` leaves out the summary;
    `with_sites` and `with_statistics` say whether the sites and the sums are printed. `columns` is
    the width of the terminal, None when there is none. `concise` is one line a site; `in_git` tells
    that git can show what was changed.
    """

    color: bool = False
    verbose: bool = False
    quiet: bool = False
    with_sites: bool = True
    with_statistics: bool = False
    columns: int | None = None
    concise: bool = False
    in_git: bool = False


def render(report: Report, options: TextOptions = TextOptions()) -> str:
    """The report as lines of text; an empty string when there is nothing to say."""
    paint = Paint(options.color)
    parts = [*_sites(report, options, paint)] if options.with_sites else []
    if options.with_statistics:
        from migrator.report import statistics

        parts.append(statistics.render(report))
    if options.verbose:
        parts.append("".join(f"{path.path}: left out: {path.reason}\n" for path in report.skipped))
    parts.append("".join(f"{error_line(problem, paint)}\n" for problem in report.errors))
    # What editors and scripts read has no empty lines, but the summary stands apart for people.
    body = ("" if options.concise else "\n").join(part for part in parts if part)
    end = ""
    if not options.quiet:
        end = summary(report, paint, in_git=options.in_git, columns=options.columns)
    return "\n".join(part for part in (body, end) if part)


def _sites(report: Report, options: TextOptions, paint: Paint) -> Iterator[str]:
    listed = [site for site in report.sites if options.verbose or site.status in _LISTED]
    if not listed:
        return
    # A run without findings, as a hook makes most of the time, does not pay for this import.
    from migrator.report import sites

    if options.concise:
        yield "".join(f"{sites.concise_line(site, report, paint)}\n" for site in listed)
        return
    for site in listed:
        lines = sites.site_lines(site, report, paint, options.columns)
        yield "".join(f"{line}\n" for line in lines)
    for code, note in sites.rule_notes(listed, report):
        yield "".join(f"{line}\n" for line in sites.note_lines(code, note, paint, options.columns))


def error_line(problem: Problem, paint: Paint) -> str:
    """One line for a path that the tool could not do its work on."""
    line = "" if problem.line is None else f"{problem.line}:"
    path = paint.bold(printable(problem.path))
    return f"{path}:{line} {paint.red('error')} [{problem.code}] {printable(problem.message)}"
