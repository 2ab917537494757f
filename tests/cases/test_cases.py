"""Every example under `fixtures/cases/`, held by the harness."""

from __future__ import annotations

from pathlib import Path

import pytest

from .case import Case, read_case
from .harness import hold, rules_from

ROOT = Path(__file__).parents[2] / "fixtures" / "cases"
CASES = [read_case(path, ROOT) for path in sorted(ROOT.rglob("*.case"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_safe_fixes(case: Case, tmp_path: Path) -> None:
    rules = rules_from(case.rules, tmp_path / "rules")
    hold(
        case.files,
        case.expected,
        tmp_path / "tree",
        rules=rules,
        paths=case.paths,
        sightings=case.sightings,
    )


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.unsafe is not None], ids=lambda case: case.name
)
def test_unsafe_fixes(case: Case, tmp_path: Path) -> None:
    rules = rules_from(case.rules, tmp_path / "rules")
    assert case.unsafe is not None
    hold(
        case.files,
        case.unsafe,
        tmp_path / "tree",
        rules=rules,
        paths=case.paths,
        unsafe=True,
        sightings=case.sightings,
    )
