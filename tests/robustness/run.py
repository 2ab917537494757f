"""One fix of one folder, in this process, and what has to be true of any such run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator import engine
from migrator.config import Options, Settings, load_settings
from migrator.model import Mode, Report, Status

SETTINGS: Settings = load_settings(Mode.FIX, Options(), isolated=True)


def fix(folder: Path) -> Report:
    """The report of `fix .` in the folder."""
    with _working_in(folder):
        return engine.run(["."], SETTINGS)


def hold_the_promises(folder: Path) -> Report:
    """Fix the folder twice; raise AssertionError when a promise is broken. The first report."""
    before = _contents(folder)
    report = fix(folder)
    after = _contents(folder)
    changed = {name for name in before if before[name] != after.get(name)}
    assert after.keys() == before.keys()
    assert changed == edited_files(report)
    for name in changed:
        assert compiles(after[name]) or not compiles(before[name])
    again = fix(folder)
    assert _contents(folder) == after
    assert again.count(Status.CHANGED) == 0
    assert again.count(Status.UNRESOLVED) == report.count(Status.UNRESOLVED)
    return report


def edited_files(report: Report) -> set[str]:
    """The files in which a changed site has an edit."""
    changed = (site for site in report.sites if site.status is Status.CHANGED)
    return {edit.location.path for site in changed for edit in site.edits}


def compiles(content: bytes) -> bool:
    """Whether Python takes this for a module."""
    try:
        compile(content, "module.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    previous = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(previous)
