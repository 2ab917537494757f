"""The fixture projects are run from outside, by drivers that use them, before and after.

A driver says in its head which project it uses, which entries it deletes, and how many requests go
to the deprecated endpoint afterwards.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.programs.comparison import differences
from tests.programs.lab import Lab
from tests.programs.program import FIXTURES, read_head

PROJECTS = FIXTURES.parent / "projects"
DRIVERS = sorted(path for path in (FIXTURES / "drivers").glob("*.py") if path.stem != "authorize")
SUITES = ("pinned-tests", "pinned-by-a-status", "sync-job", "timesheet-sdk")


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda path: path.stem)
def test_a_migrated_project_does_what_it_did(lab: Lab, driver: Path, tmp_path: Path) -> None:
    head = read_head(driver.read_bytes())
    folder = tmp_path / "project"
    shutil.copytree(PROJECTS / head["project"][0], folder)
    before = lab.drive(folder, driver)
    assert before.finished.status == 0, before.finished
    assert before.deleted == tuple(" ".join(head["deletes"]).split())
    migration = lab.fix(folder)
    after = lab.drive(folder, driver)
    assert differences(before, after, ordered="order" not in head) == []
    assert after.deprecated_calls == int(head["left"][0])
    assert bool(migration.sites("unresolved")) >= bool(after.deprecated_calls)


@pytest.mark.parametrize("project", SUITES)
@pytest.mark.parametrize("options", [(), ("--unsafe-fixes",)], ids=["safe", "unsafe"])
def test_the_suite_of_a_project_passes_before_and_after(
    lab: Lab, project: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(PROJECTS / project, folder)
    before = lab.test(folder)
    assert before.status == 0, before.stdout
    lab.fix(folder, *options)
    after = lab.test(folder)
    assert after.status == 0, after.stdout
