"""What the process answers: the report and the options that bear on it, as an exit status.

Decided here: an error beats a finding, and `--exit-zero` silences findings but never errors. A diff
is a finding, because it is work that is left to do.
"""

from __future__ import annotations

from collections.abc import Set

from migrator.model import UNUSED_IGNORE, ExitStatus, Mode, Report, Status


def exit_status(
    report: Report,
    fail_on: Set[Status],
    *,
    exit_zero: bool = False,
    exit_non_zero_on_fix: bool = False,
) -> ExitStatus:
    """The status for a run: 2 for an error, 1 for a site whose status is in `fail_on`, else 0.

    A comment that suppresses nothing is a site only where the user asked for it, and always counts.
    `exit_non_zero_on_fix` makes a site that was changed a finding too, as a hook needs it.
    """
    if report.errors:
        return ExitStatus.ERROR
    if exit_zero:
        return ExitStatus.CLEAN
    failing = set(fail_on) | ({Status.CHANGED} if exit_non_zero_on_fix else set())
    has_diff = report.mode is Mode.DIFF and bool(report.changes)
    if has_diff or any(
        site.status in failing or site.rule == UNUSED_IGNORE for site in report.sites
    ):
        return ExitStatus.FINDINGS
    return ExitStatus.CLEAN
