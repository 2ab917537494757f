"""The sums of a run: how many sites there are of each rule, kind, status and reason.

Decided here: every site is in exactly one row, under its first reason, so that the rows add up to
the number of occurrences that were found.
"""

from __future__ import annotations

from collections import Counter

from migrator.model import Report, Site


def render(report: Report) -> str:
    """One row for each combination, the most frequent first, and the sum."""
    rows = Counter(_row(site) for site in report.sites)
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    total = len(report.sites)
    table = [(str(count), *row) for row, count in ordered]
    table.append((str(total), "in all", "", "", ""))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "".join(_line(cells, widths) + "\n" for cells in table)


def _row(site: Site) -> tuple[str, str, str, str]:
    reason = site.reasons[0].code if site.reasons else ""
    return (site.rule, site.kind.value, site.status.value, reason)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    count, *rest = cells
    words = (cell.ljust(width) for cell, width in zip(rest, widths[1:], strict=True))
    return "  ".join((count.rjust(widths[0]), *words)).rstrip()
