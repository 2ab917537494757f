"""The report formats: a name, and the module whose `render(report) -> str` writes it.

Decided here: a format is one line in `FORMATS` and one module; it is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Report
from migrator.report.cells import for_people, for_services

FORMATS = {
    "text": "migrator.report.text",
    "concise": "migrator.report.concise",
    "json": "migrator.report.json_report",
    "sarif": "migrator.report.sarif",
    "github": "migrator.report.github",
    "gitlab": "migrator.report.gitlab",
    "junit": "migrator.report.junit",
    "markdown": "migrator.report.markdown",
    "html": "migrator.report.html",
}

# What a service reads names files from the root of the repository, and GitHub's lines have hashes.
FROM_ROOT = frozenset({"sarif", "github", "gitlab"})
HASHED = frozenset({"sarif"})
# What shows code needs the lines of the files.
WITH_SOURCES = frozenset({"html"})


# Here the lines of a notebook are those of its file, and elsewhere those of its cells.
FOR_SERVICES = frozenset({"json", "sarif", "github", "gitlab"})


def renderer(name: str) -> Callable[[Report], str]:
    """The function that renders a report in the format `name`, one of `FORMATS`."""
    # A run imports the one or two renderers that it needs, not all of them.
    from importlib import import_module

    render: Callable[[Report], str] = import_module(FORMATS[name]).render
    told = for_services if name in FOR_SERVICES else for_people

    def rendered(report: Report) -> str:
        return render(told(report))

    return rendered
