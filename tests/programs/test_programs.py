"""Every fixture program is run, migrated, run again, and compared."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.programs import verdict
from tests.programs.lab import Lab
from tests.programs.program import Program, all_programs

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

PROGRAMS = all_programs()


def cases(programs: Iterable[Program]) -> Iterator[ParameterSet]:
    """The programs, of which some need a newer interpreter than the oldest one."""
    for program in programs:
        needs = ".".join(map(str, program.python))
        skip = pytest.mark.skipif(
            sys.version_info < program.python, reason=f"the program needs Python {needs}"
        )
        yield pytest.param(program, id=program.name, marks=skip)


@pytest.mark.parametrize("program", [*cases(PROGRAMS)])
def test_a_migrated_program_does_what_it_did(lab: Lab, program: Program, tmp_path: Path) -> None:
    folder = program.write(tmp_path / "program")
    before = lab.observe(program, folder)
    assert before.finished.status == program.exit_status, before.finished
    assert before.deleted == program.deletes, before

    migration = lab.fix(folder)
    assert migration.finished.stderr == ""
    found = [*verdict.of_report(program.expected, migration), *verdict.of_files(program, migration)]
    found += verdict.of_runs(program, migration, before, lab.observe(program, folder))
    assert not found

    if migration.sites("changed"):  # otherwise it was analysed as it is
        again = lab.fix(folder)
        assert not again.sites("changed")
        assert again.files == migration.files


@pytest.mark.parametrize("program", [*cases(p for p in PROGRAMS if p.with_unsafe_fixes)])
def test_unsafe_fixes_keep_what_can_be_observed(lab: Lab, program: Program, tmp_path: Path) -> None:
    folder = program.write(tmp_path / "program")
    before = lab.observe(program, folder)
    migration = lab.fix(folder, "--unsafe-fixes")
    assert program.with_unsafe_fixes is not None
    found = [*verdict.of_report(program.with_unsafe_fixes, migration)]
    found += verdict.of_runs(program, migration, before, lab.observe(program, folder))
    assert not found


def test_a_partial_failure_passes_in_silence_and_the_report_says_so(
    lab: Lab, tmp_path: Path
) -> None:
    program = next(program for program in PROGRAMS if program.name == "requests/plain_call")
    folder = program.write(tmp_path / "program")
    refused = frozenset({"te-02"})
    before = lab.observe(program, folder, refused)
    assert (before.finished.status, before.deleted) == (1, ())
    (site,) = lab.fix(folder).sites("changed")
    after = lab.observe(program, folder, refused)
    assert (after.finished.status, after.deleted) == (0, ("te-01",))
    assert "207" in " ".join(site["notes"])
