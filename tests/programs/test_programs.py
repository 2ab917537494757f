"""Every fixture program is run, migrated, and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs.lab import Lab
from tests.programs.program import Program, all_programs

PROGRAMS = all_programs()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_before(lab: Lab, program: Program, tmp_path: Path) -> None:
    seen = lab.observe(program, program.write(tmp_path / "program"))
    assert seen.finished.status == program.exit_status, seen.finished.stderr + seen.finished.stdout
    assert seen.deleted == program.deletes, seen
