"""What the tool says of every fixture, asked without running anything: quick enough for a mutant.

The tests of cases and of programs hold more; a mutant that they would find dead is dead here first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Mode, Report, Status
from migrator.rules.loader import load_rules
from tests.cases.case import Case
from tests.cases.harness import hold_outcome, migrate_once, rules_from
from tests.cases.test_cases import CASES
from tests.programs.program import Program, all_programs

PROGRAMS = [p for p in all_programs() if "pyproject.toml" not in p.files]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_has_its_outcome(case: Case, tmp_path: Path) -> None:
    rules = rules_from(case.rules, tmp_path / "rules")
    settings = Settings(rules=rules, jobs=1, sightings=tuple(case.sightings))
    hold_outcome(migrate_once(case.files, settings, tmp_path / "tree", case.paths), case.expected)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_has_its_verdict(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(program.write(tmp_path / "program"))
    report = run(["."], Settings(rules=load_rules(), mode=Mode.FIX, jobs=1))
    expected = program.expected
    assert not report.errors
    assert _has(report, Status.CHANGED) == expected.changed
    assert _has(report, Status.UNRESOLVED) == expected.unresolved
    left = [s for s in report.sites if s.status in (Status.UNRESOLVED, Status.IGNORED)]
    assert expected.codes <= {reason.code for site in left for reason in site.reasons}


def _has(report: Report, status: Status) -> bool:
    return any(site.status is status for site in report.sites)
