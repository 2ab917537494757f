"""The report formats: a name, and the module whose `render(report) -> str` writes it.

Decided here: a format is one line in `FORMATS` and one module; it is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Report

FORMATS = {
    "text": "migrator.report.text",
    "json": "migrator.report.json_report",
}


def renderer(name: str) -> Callable[[Report], str]:
    """The function that renders a report in the format `name`, one of `FORMATS`."""
    # A run imports the one or two renderers that it needs, not all of them.
    from importlib import import_module

    render: Callable[[Report], str] = import_module(FORMATS[name]).render
    return render
