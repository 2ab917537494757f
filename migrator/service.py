"""What a run does for the service it runs in: GitHub Actions, and those that read its reports.

Decided here: in GitHub Actions `check` writes annotations unless another format is asked for, and
whenever it writes annotations on a runner, the table of everything goes to the step's summary.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from migrator import console
from migrator.model import Mode, Report
from migrator.report.cells import for_people
from migrator.report.registry import FROM_ROOT, HASHED, WITH_SOURCES


def default_format(mode: Mode) -> str | None:
    """The format of standard output when none was asked for; None leaves it to the command."""
    on_runner = os.environ.get("GITHUB_ACTIONS") == "true"
    return "github" if on_runner and mode is Mode.CHECK else None


def located(
    report: Report, formats: Iterable[str], stdin: bytes | None = None, name: str = ""
) -> Report:
    """The report with what `formats` say of the repository around it, and of its files.

    `stdin` are the bytes of the source that the report calls `name`.
    """
    formats = frozenset(formats)
    if WITH_SOURCES & formats:
        from migrator.sources import with_sources

        report = with_sources(report, stdin, name)
    wanted = FROM_ROOT.intersection(formats)
    if not wanted:
        return report
    # Formats for people do not need it, and a hook that finds nothing should not pay for it.
    from migrator.checkout import with_checkout

    return with_checkout(report, hashed=bool(HASHED & wanted))


def is_in_git() -> bool:
    """Whether the working directory is part of a git repository."""
    from migrator.files.git import repository_root

    return repository_root(os.getcwd()) is not None


def append_summary(report: Report) -> bool:
    """Add the table to the summary of the step, if there is one; whether that went well."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return True
    from migrator.report import step_summary

    try:
        console.write_file(
            path, step_summary.render(for_people(report)), what="step summary", append=True
        )
    except console.OutputError as error:
        console.write_error(f"error: {error}\n")
        return False
    return True
