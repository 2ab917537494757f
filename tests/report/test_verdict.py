"""The exit status of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator.config import Settings
from migrator.model import ExitStatus, FileChange, Mode, Problem, Report, Site, Status
from migrator.report.verdict import exit_status
from tests.report.sample import CLEAN, FIXABLE, IGNORED, MENTION, SUPPRESSED, UNRESOLVED

FAIL_ON = Settings().fail_on
CHANGED = replace(FIXABLE, status=Status.CHANGED)
BROKEN = (Problem("a.py", "syntax-error", "Broken."),)


def with_sites(*sites: Site, mode: Mode = Mode.CHECK) -> Report:
    return replace(CLEAN, mode=mode, sites=sites)


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        ((), ExitStatus.CLEAN),
        ((FIXABLE,), ExitStatus.FINDINGS),
        ((UNRESOLVED,), ExitStatus.FINDINGS),
        ((CHANGED,), ExitStatus.CLEAN),
        ((CHANGED, UNRESOLVED), ExitStatus.FINDINGS),
        ((SUPPRESSED, IGNORED, MENTION), ExitStatus.CLEAN),
    ],
)
def test_what_is_left_to_do_decides(sites: tuple[Site, ...], expected: ExitStatus) -> None:
    assert exit_status(with_sites(*sites), FAIL_ON) is expected


def test_fail_on_names_the_statuses_that_count() -> None:
    fail_on = {Status.MENTION}
    assert exit_status(with_sites(UNRESOLVED), fail_on) is ExitStatus.CLEAN
    assert exit_status(with_sites(MENTION), fail_on) is ExitStatus.FINDINGS


def test_an_error_beats_findings_and_exit_zero() -> None:
    report = replace(with_sites(UNRESOLVED), errors=BROKEN)
    assert exit_status(report, FAIL_ON) is ExitStatus.ERROR
    assert exit_status(report, FAIL_ON, exit_zero=True) is ExitStatus.ERROR


def test_exit_zero_silences_findings() -> None:
    assert exit_status(with_sites(UNRESOLVED), FAIL_ON, exit_zero=True) is ExitStatus.CLEAN


def test_a_changed_site_counts_when_a_hook_asks() -> None:
    report = with_sites(CHANGED, mode=Mode.FIX)
    assert exit_status(report, FAIL_ON, exit_non_zero_on_fix=True) is ExitStatus.FINDINGS


def test_a_diff_is_a_finding_in_diff_mode_alone() -> None:
    changes = (FileChange("a.py", "a", "b"),)
    assert exit_status(replace(CLEAN, changes=changes), FAIL_ON) is ExitStatus.CLEAN
    report = replace(CLEAN, changes=changes, mode=Mode.DIFF)
    assert exit_status(report, FAIL_ON) is ExitStatus.FINDINGS
