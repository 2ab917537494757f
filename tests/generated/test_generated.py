"""Composed programs are run, migrated and run again, as the written ones are."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, note

from tests.generated.budget import budget
from tests.generated.clients import CLIENTS
from tests.generated.composition import Composition
from tests.generated.strategy import compositions
from tests.programs import verdict
from tests.programs.lab import Lab
from tests.programs.program import describe


@pytest.mark.parametrize("client", CLIENTS)
def test_a_composed_program_does_what_it_did(
    lab: Lab, pytestconfig: pytest.Config, client: str
) -> None:
    @budget(pytestconfig, 8)
    @given(compositions(client))
    def holds(composition: Composition) -> None:
        files = composition.files()
        note("\n".join(f"--- {name}\n{content.decode()}" for name, content in files.items()))
        with tempfile.TemporaryDirectory() as folder:
            migrate_and_compare(lab, files, Path(folder))

    holds()


def migrate_and_compare(lab: Lab, files: dict[str, bytes], folder: Path) -> None:
    program = describe("composed", files)
    program.write(folder / "program")
    before = lab.observe(program, folder / "program")
    assert before.finished.status == program.exit_status, before.finished
    assert before.deleted == program.deletes
    migration = lab.fix(folder / "program")
    after = lab.observe(program, folder / "program")
    found = [*verdict.of_runs(program, migration, before, after)]
    found += [*verdict.of_report(program.expected, migration)]
    found += [*verdict.of_files(program, migration)]
    assert not found
    assert lab.fix(folder / "program").files == migration.files
