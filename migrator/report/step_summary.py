"""The summary of a GitHub Actions step: one table of everything that is left to do.

Decided here: GitHub refuses a summary of more than 1 MiB, and all steps of a job share a page, so
the table ends before that and says how many rows were left out.
"""

from __future__ import annotations

from migrator.model import Problem, Report, Site
from migrator.report.markdown import place, what
from migrator.report.marked import code, prose, table
from migrator.report.wording import TOOL, explanation, findings, summary_of

MOST_BYTES = 1_000_000

_HEADER = ("Where", "What", "Rule", "Why and what to do")


def render(report: Report, most_bytes: int = MOST_BYTES) -> str:
    """The table as Markdown, at most about `most_bytes` bytes in UTF-8."""
    rows = [_site(site, report) for site in findings(report)]
    rows += (_problem(problem) for problem in report.errors)
    if not rows:
        return f"## {TOOL}\n\nNothing is left to do.\n"
    head, rule, *lines = table(_HEADER, rows)
    shown = _fitting(lines, most_bytes)
    text = "\n".join((f"## {TOOL}", "", head, rule, *lines[:shown])) + "\n"
    more = len(lines) - shown
    return f"{text}\n... and {more} more, which do not fit into this summary.\n" if more else text


def _fitting(lines: list[str], most_bytes: int) -> int:
    """How many of `lines` fit."""
    size = 0
    for index, line in enumerate(lines):
        size += len(line.encode("utf-8", "backslashreplace")) + 1
        if size > most_bytes:
            return index
    return len(lines)


def _site(site: Site, report: Report) -> tuple[str, ...]:
    rule = f"{prose(site.rule)}: {prose(summary_of(site, report))}"
    return (place(site), what(site), rule, prose(explanation(site, report)))


def _problem(problem: Problem) -> tuple[str, ...]:
    return (code(problem.path), "file", code(problem.code), prose(problem.message))
