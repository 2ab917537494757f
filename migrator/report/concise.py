"""The text report with one line a site, for scripts, for editors, and for a first look at much."""

from __future__ import annotations

from migrator.model import Report
from migrator.report import text


def render(report: Report) -> str:
    """The report as lines of text; an empty string when there is nothing to say."""
    return text.render(report, text.TextOptions(concise=True))
