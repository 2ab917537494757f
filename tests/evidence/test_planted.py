"""Wrong edits among right ones: the suite finds them, and nothing but their groups goes back."""

from __future__ import annotations

import sys
from math import log2
from pathlib import Path

import pytest

from migrator.model import Report, Status
from migrator.rules.loader import load_rules
from tests.evidence.planted import groups, judged, planted, previewed
from tests.evidence.project import AFTER, BEFORE, project

COUNT = 20
SUITE = f"{sys.executable} {Path(__file__).parent / 'programs' / 'suite.py'}"


def fixed(folder: Path, wrong: dict[int, str], command: str = SUITE) -> Report:
    """The report of a verified fix of twenty modules with wrong edits."""
    preview = previewed(project(folder, COUNT), load_rules())
    assert len(groups(preview)) == COUNT
    return judged(folder, planted(preview, wrong), command)


def left(folder: Path) -> set[int]:
    """The modules that are as they were; the others are moved as they should be."""
    texts = [(folder / f"m{number:02}.py").read_text() for number in range(COUNT)]
    return {number for number, text in enumerate(texts) if text == BEFORE} | {
        -1 for text in texts if text not in (BEFORE, AFTER)
    }


@pytest.mark.parametrize("culprit", [0, 13, 19])
def test_one_wrong_edit_of_twenty_is_taken_back_alone(tmp_path: Path, culprit: int) -> None:
    report = fixed(tmp_path, {culprit: "bulk/"})
    assert left(tmp_path) == {culprit}
    assert report.verification is not None
    assert len(report.verification.runs) <= 2 + 2 * log2(COUNT)
    (site,) = [site for site in report.sites if site.status is Status.UNRESOLVED]
    assert site.location.path == f"m{culprit:02}.py"
    assert "404 /api/v1/timeentries/bulk/delete" in site.reasons[-1].message


def test_an_edit_that_cannot_be_parsed_is_taken_back_alone(tmp_path: Path) -> None:
    fixed(tmp_path, {7: '"'})
    assert left(tmp_path) == {7}


def test_of_two_wrong_edits_that_fail_only_together_one_is_taken_back(tmp_path: Path) -> None:
    fixed(tmp_path, {4: "twice/", 11: "twice/"})
    kept = [n for n in (4, 11) if "twice/" in (tmp_path / f"m{n:02}.py").read_text()]
    back = [n for n in (4, 11) if (tmp_path / f"m{n:02}.py").read_text() == BEFORE]
    assert (len(kept), len(back)) == (1, 1)
    assert left(tmp_path) - {-1} == set(back)


def test_two_wrong_edits_are_both_taken_back(tmp_path: Path) -> None:
    fixed(tmp_path, {2: "bulk/", 17: "bulk/"})
    assert left(tmp_path) == {2, 17}
