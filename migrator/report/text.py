"""The text report, for a person at a terminal.

Decided here: sites first, then errors, then a summary. What needs nobody (suppressed, ignored,
mentions) is counted, and listed only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.model import Problem, Report, Status
from migrator.report.excerpt import printable
from migrator.report.paint import Paint
from migrator.report.summary import summary

_LISTED = frozenset({Status.CHANGED, Status.FIXABLE, Status.UNRESOLVED})


@dataclass(frozen=True)
class TextOptions:
    """How the text report looks.

    `verbose` lists every site and every path that was left out; `quiet` leaves out the summary;
    `with_sites` and `with_statistics` say whether the sites and the sums are printed. `columns` is
    the width of the terminal, None when there is none.
    """

    color: bool = False
    verbose: bool = False
    quiet: bool = False
    with_sites: bool = True
    with_statistics: bool = False
    columns: int | None = None


def render(report: Report, options: TextOptions = TextOptions()) -> str:
    """The report as lines of text; an empty string when there is nothing to say."""
    paint = Paint(options.color)
    parts = [*_sites(report, options, paint)] if options.with_sites else []
    if options.with_statistics:
        from migrator.report import statistics

        parts.append(statistics.render(report))
    if options.verbose:
        parts.append("".join(f"{path.path}: left out: {path.reason}\n" for path in report.skipped))
    parts.append("".join(f"{_error_line(problem, paint)}\n" for problem in report.errors))
    parts.append("" if options.quiet else summary(report, paint))
    return "\n".join(part for part in parts if part)


def _sites(report: Report, options: TextOptions, paint: Paint) -> Iterator[str]:
    listed = [site for site in report.sites if options.verbose or site.status in _LISTED]
    if listed:
        # A run without findings, as a hook makes most of the time, does not pay for this import.
        from migrator.report.sites import site_lines

        for site in listed:
            yield "".join(f"{line}\n" for line in site_lines(site, report, paint, options.columns))


def _error_line(problem: Problem, paint: Paint) -> str:
    """One line for a path that the tool could not do its work on."""
    line = "" if problem.line is None else f"{problem.line}:"
    path = paint.bold(printable(problem.path))
    return f"{path}:{line} {paint.red('error')} [{problem.code}] {printable(problem.message)}"
