"""What is transformed: the trees of all cases and all programs, and the verdicts on them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Location, Mode, Report, Site, Status
from migrator.rules.loader import load_rules
from migrator.rules.rule import Rule
from tests.cases.case import read_case
from tests.cases.harness import decode, read_tree, rules_from, working_in, write_tree
from tests.programs.program import Program, all_programs

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
Tree = dict[str, bytes]


@dataclass(frozen=True)
class Subject:
    """One tree, how the tool is called on it, and the program that it is, if it is one."""

    name: str
    files: Tree
    rules: tuple[Rule, ...]
    paths: tuple[str, ...] = (".",)
    program: Program | None = None

    def of(self, files: Tree, paths: tuple[str, ...] | None = None) -> Subject:
        """The same with other files, and with other arguments when they are given."""
        program = self.program and replace(self.program, files=files)
        return replace(self, files=files, paths=paths or self.paths, program=program)


@dataclass(frozen=True, order=True)
class Entry:
    """What the report says about one site, without its line. `text` has its spaces evened out."""

    path: str
    kind: str
    scope: str
    text: str
    status: str
    codes: tuple[str, ...]
    edits: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        edits = "".join(f" {before!r}->{after!r}" for before, after in self.edits)
        where = f"{self.path} {self.scope or '<module>'}"
        return f"{self.kind} {self.status} {' '.join(self.codes)}{edits} | {where} | {self.text}"


@dataclass(frozen=True)
class Judged:
    """A subject with what `fix` says about it and makes of its files."""

    subject: Subject
    entries: tuple[Entry, ...]
    errors: tuple[str, ...]
    after: Tree
    sites: tuple[Site, ...]

    def count(self, *statuses: Status) -> int:
        """How many sites, of any kind, have one of these statuses."""
        return sum(site.status in statuses for site in self.sites)


def subjects() -> list[Subject]:
    """All cases and all programs, sorted by name."""
    return sorted([*_cases(), *_programs()], key=lambda subject: subject.name)


def _cases() -> Iterator[Subject]:
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(CASES.rglob("*.case")):
            case = read_case(path, CASES)
            rules = rules_from(case.rules, Path(folder))
            yield Subject(f"case/{case.name}", case.files, rules, case.paths)


def _programs() -> Iterator[Subject]:
    rules = load_rules()
    for program in all_programs():
        yield Subject(f"program/{program.name}", program.files, rules, program=program)


def judge(subject: Subject, folder: Path) -> Judged:
    """Write the tree to `folder`, which is made anew, and fix it there."""
    if folder.exists():
        shutil.rmtree(folder)
    write_tree(folder, subject.files)
    with working_in(folder):
        report = run(subject.paths, Settings(rules=subject.rules, mode=Mode.FIX, jobs=1))
    entries = tuple(sorted(_entry(site, subject.files) for site in report.sites))
    errors = tuple(sorted(f"{error.path} {error.code}" for error in report.errors))
    return Judged(subject, entries, errors, read_tree(folder), _without_mentions(report))


def _without_mentions(report: Report) -> tuple[Site, ...]:
    return tuple(site for site in report.sites if site.status is not Status.MENTION)


def _entry(site: Site, files: Tree) -> Entry:
    return Entry(
        site.location.path,
        site.kind.value,
        site.scope,
        text_at(files, site.location),
        site.status.value,
        tuple(sorted({reason.code for reason in site.reasons})),
        tuple(sorted((edit.before, edit.after) for edit in site.edits)),
    )


def text_at(files: Tree, where: Location) -> str:
    """The text of a place, with every run of white space as one blank."""
    try:
        lines = decode(files[where.path]).splitlines(keepends=True)
    except UnicodeDecodeError:
        return ""
    picked = lines[where.line - 1 : where.end_line]
    if not picked:
        return ""
    picked[-1] = picked[-1][: where.end_column - 1]
    picked[0] = picked[0][where.column - 1 :]
    return " ".join("".join(picked).split())
