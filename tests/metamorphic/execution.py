"""Whether a transformed tree does after `fix` what it did before.

A program is run as it says itself. A case is a tree without a program: a driver calls what it
offers, and its tests are run when it has some.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from migrator.model import Status
from tests.cases.harness import write_tree
from tests.metamorphic.subject import Judged, Tree
from tests.programs.comparison import Observation, differences
from tests.programs.lab import Lab
from tests.programs.program import Program
from tests.standin import Behaviour

DRIVER = Path(__file__).parent / "drivers" / "drive_tree.py"


def faults(lab: Lab, judged: Judged, folder: Path) -> list[str]:
    """One sentence for each way in which the fixed tree behaves otherwise than the tree."""
    subject = judged.subject
    if subject.program is not None:
        return list(_of_program(lab, subject.program, judged, folder))
    return list(_of_tree(lab, judged, folder))


def _of_program(lab: Lab, program: Program, judged: Judged, folder: Path) -> Iterator[str]:
    before = lab.observe(program, _written(folder, judged.subject.files))
    if (before.finished.status, before.deleted) != (program.exit_status, program.deletes):
        yield f"the transformed program is another one: {before.finished}"
        return
    after = lab.observe(program, _written(folder, judged.after))
    yield from differences(before, after, ordered=program.ordered)
    yield from _silence(judged, after)


def _of_tree(lab: Lab, judged: Judged, folder: Path) -> Iterator[str]:
    trees = (judged.subject.files, judged.after)
    if any(re.search(r"(^|/)test_", path) for path in judged.subject.files):
        runs = [lab.test(_written(folder, tree)) for tree in trees]
        if runs[0].status == 0 != runs[1].status:
            yield f"its tests fail after the fix: {runs[1].stdout[-600:]}"
    behaviour = Behaviour(anonymous=True)
    seen = [lab.drive(_written(folder, tree), DRIVER, behaviour) for tree in trees]
    yield from differences(seen[0], seen[1])
    if not judged.count(Status.UNRESOLVED, Status.SUPPRESSED):
        yield from _silence(judged, seen[1])


def _silence(judged: Judged, after: Observation) -> Iterator[str]:
    if after.deprecated_calls and not judged.count(Status.UNRESOLVED, Status.SUPPRESSED):
        yield f"{after.deprecated_calls} deprecated calls are left, and no place is named"


def _written(folder: Path, tree: Tree) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    write_tree(folder, tree)
    return folder
