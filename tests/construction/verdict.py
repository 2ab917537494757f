"""What becomes of a program: run, migrated, run again, compared.

The verdict is computed. No program says what is expected of it, except that some have to move.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Mode, Report, Status
from migrator.rules.loader import load_rules
from tests.construction.program import Program
from tests.construction.running import Seen, differences, observe


class Outcome(Enum):
    """The four outcomes of a migration, and two that end before there is one."""

    MOVED = "same and moved"
    UNRESOLVED = "unresolved"
    BROKEN = "broken"  # changed by `fix`, and behaves otherwise
    SILENT = "silent"  # calls the deprecated endpoint, and nothing fails the check
    CRASHED = "crashed"  # the tool raised, or reports a file that it could not do
    INVALID = "invalid"  # no fault of the tool: the program itself is no valid use


WRONG = (Outcome.BROKEN, Outcome.SILENT, Outcome.CRASHED, Outcome.INVALID)
_FAILS_THE_CHECK = (Status.UNRESOLVED, Status.FIXABLE)


@dataclass(frozen=True)
class Verdict:
    """One program's outcome, and what led to it."""

    program: Program
    outcome: Outcome
    details: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)  # after `fix`
    report: Report | None = None
    observes: bool = True  # whether the blind edit of the words would be seen

    @property
    def is_wrong(self) -> bool:
        """Whether this fails: a program that has to move and stays is judged by the floor."""
        return self.outcome in WRONG


def judge(program: Program, *, unsafe: bool = False) -> Verdict:
    """Run, migrate, run again, compare.

    With `unsafe` the edits that ask for a reader are made as well. They may change what a program
    does; they are broken when the program cannot run any more.
    """
    before = observe(program.run_as(program.files), program.plain_status)
    if invalid := _invalid(before):
        return Verdict(program, Outcome.INVALID, invalid)
    twin = observe(program.run_as(program.twin), program.plain_status)
    observes = bool(differences(before, twin))
    with TemporaryDirectory(prefix="construction-", dir=_IN_MEMORY) as folder:
        try:
            report, files = fix(program.files, Path(folder), unsafe=unsafe)
        except Exception:  # whatever the tool raises is what this reports
            return Verdict(program, Outcome.CRASHED, (traceback.format_exc(),), observes=observes)
    if report.errors:
        errors = tuple(f"{error.path}: {error.message}" for error in report.errors)
        return Verdict(program, Outcome.CRASHED, errors, files, report, observes)
    changed = files != program.files
    after = observe(program.run_as(files), program.plain_status) if changed else before
    found = tuple(_cannot_run(after) if unsafe else differences(before, after))
    outcome = _outcome(after, found, report)
    return Verdict(program, outcome, found, files, report, observes)


def _invalid(before: Seen) -> tuple[str, ...]:
    """Why a program is no valid use of the deprecated endpoint."""
    found = []
    finished = before.observation.finished
    if finished.status != 0:
        found.append(f"exits with {finished.status}: {finished.stderr}")
    if not all(before.accepted):
        found.append("sends a request that is not valid before the migration either")
    if not before.deprecated_calls:
        found.append("does not call the deprecated endpoint")
    return tuple(found)


_NO_PROGRAM = ("TypeError:", "AttributeError:", "NameError:", "UnboundLocalError:", "SyntaxError:")


def _cannot_run(after: Seen) -> list[str]:
    """What the edited program dies of, if it is an error of whoever wrote it."""
    said = after.observation.finished.stderr
    return [said] if said.startswith(_NO_PROGRAM) else []


def _outcome(after: Seen, found: tuple[str, ...], report: Report) -> Outcome:
    reported = any(site.status in _FAILS_THE_CHECK for site in report.sites)
    if found:
        return Outcome.BROKEN
    if after.deprecated_calls:
        return Outcome.UNRESOLVED if reported else Outcome.SILENT
    return Outcome.MOVED


def fix(
    files: Mapping[str, str], folder: Path, *, unsafe: bool = False
) -> tuple[Report, dict[str, str]]:
    """Write the files to an empty folder, run `fix` there in this process, read them back."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    home = os.getcwd()
    os.chdir(folder)
    try:
        report = run(["."], Settings(mode=Mode.FIX, rules=_RULES, unsafe_fixes=unsafe, jobs=1))
    finally:
        os.chdir(home)
    return report, {name: (folder / name).read_text(encoding="utf-8") for name in files}


_RULES = load_rules()
_IN_MEMORY = next((place for place in ("/dev/shm",) if os.access(place, os.W_OK)), None)
