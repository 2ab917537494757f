"""Every project under `fixtures/projects/`, held by the harness of the cases.

Beside the folder `NAME` stand `NAME.expected`, a case without files, and the files that change: in
`NAME.after` as `fix` leaves them, in `NAME.unsafe` as `fix --unsafe-fixes` does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ..cases.case import Case, Expected, parse_case
from ..cases.harness import hold, read_tree, rules_from

ROOT = Path(__file__).parents[2] / "fixtures" / "projects"
NAMES = sorted(path.stem for path in ROOT.glob("*.expected"))


def read_project(name: str) -> Case:
    """The project as a case: its tree, and what it becomes."""
    case = parse_case((ROOT / f"{name}.expected").read_text(encoding="utf-8"), name)
    files = read_tree(ROOT / name)
    expected = _with_overlay(case.expected, files, ROOT / f"{name}.after")
    unsafe = case.unsafe and _with_overlay(case.unsafe, files, ROOT / f"{name}.unsafe")
    return replace(case, files=files, expected=expected, unsafe=unsafe)


def _with_overlay(expected: Expected, files: dict[str, bytes], folder: Path) -> Expected:
    after = read_tree(folder)
    for path, content in after.items():
        assert files.get(path, content) != content, f"{folder.name}/{path} changes nothing"
    return replace(expected, after=after)


PROJECTS = [read_project(name) for name in NAMES]


@pytest.mark.parametrize("project", PROJECTS, ids=NAMES)
def test_safe_fixes(project: Case, tmp_path: Path) -> None:
    rules = rules_from(project.rules, tmp_path / "rules")
    hold(project.files, project.expected, tmp_path / "tree", rules=rules)


@pytest.mark.parametrize(
    "project", [each for each in PROJECTS if each.unsafe], ids=lambda project: project.name
)
def test_unsafe_fixes(project: Case, tmp_path: Path) -> None:
    rules = rules_from(project.rules, tmp_path / "rules")
    assert project.unsafe is not None
    hold(project.files, project.unsafe, tmp_path / "tree", rules=rules, unsafe=True)


def test_every_overlay_belongs_to_a_project() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    known = {f"{name}{suffix}" for name in NAMES for suffix in ("", ".after", ".unsafe")}
    assert folders <= known
    assert set(NAMES) <= folders


def test_the_project_of_the_readme_shows_both_outcomes() -> None:
    lines = read_project("timesheet-sdk").expected.lines
    statuses = {line.outcome.split()[1] for line in lines if line.outcome != "mention"}
    assert {"changed", "unresolved"} <= statuses
