"""The one way to test a rewrite: run it on a tree, hold what it promises, compare what it did.

Decided here: what every rewrite has to hold, whatever it does (`hold_promises`), and what it means
that a run did what an example says (`hold_outcome`). The tests of cases and of projects call
`hold`, which does both; a test that generates programs has no example and calls
`hold_promises(migrate(...))`.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import io
import json
import os
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import libcst

from migrator.config import Settings
from migrator.engine import run
from migrator.model import Edit, FileChange, Kind, Location, Mode, Report, Sighting, Site, Status
from migrator.rules.loader import load_rules
from migrator.rules.rule import Rule

from .case import Expected, Line

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_NEWLINE = re.compile(r"\r\n|\r|\n")
_TODO = (Status.FIXABLE, Status.CHANGED)


@dataclass(frozen=True)
class Migration:
    """One tree on its way through the tool: checked, fixed, and fixed once more.

    `trees` are the files before, after the check, after the fix and after the second fix.
    """

    before: dict[str, bytes]
    checked: dict[str, bytes]
    after: dict[str, bytes]
    again: dict[str, bytes]
    check: Report
    fix: Report
    second: Report

    def changed(self) -> dict[str, bytes]:
        """The files that the fix changed, with their new bytes."""
        return {path: data for path, data in self.after.items() if data != self.before.get(path)}


def hold(
    files: Mapping[str, bytes],
    expected: Expected,
    folder: Path,
    *,
    rules: Sequence[Rule],
    paths: Sequence[str] = (".",),
    unsafe: bool = False,
    sightings: Sequence[Sighting] = (),
) -> None:
    """Fail unless a run on `files` does what is `expected` and keeps every promise.

    `folder` is an empty folder that the tree is written to.
    """
    settings = Settings(rules=tuple(rules), unsafe_fixes=unsafe, jobs=1, sightings=tuple(sightings))
    migration = migrate(files, settings, folder, paths)
    hold_outcome(migration, expected)
    hold_promises(migration)


def migrate(
    files: Mapping[str, bytes], settings: Settings, folder: Path, paths: Sequence[str] = (".",)
) -> Migration:
    """Write `files` to `folder`, then check, fix and fix again there, in this process."""
    write_tree(folder, files)
    before = read_tree(folder)
    with working_in(folder):
        check = run(paths, replace(settings, mode=Mode.CHECK))
        checked = read_tree(folder)
        fix = run(paths, replace(settings, mode=Mode.FIX))
        after = read_tree(folder)
        second = run(paths, replace(settings, mode=Mode.FIX))
    return Migration(before, checked, after, read_tree(folder), check, fix, second)


def migrate_once(
    files: Mapping[str, bytes], settings: Settings, folder: Path, paths: Sequence[str] = (".",)
) -> Migration:
    """Write `files` to `folder` and fix them there; nothing is asked of a second run."""
    write_tree(folder, files)
    before = read_tree(folder)
    with working_in(folder):
        fix = run(paths, replace(settings, mode=Mode.FIX))
    after = read_tree(folder)
    return Migration(before, before, after, after, fix, fix, fix)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write every file below `folder`, which is created when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def read_tree(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below `folder` by its path with `/`, compiled modules left out."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts
    }


def rules_from(text: str | None, folder: Path) -> tuple[Rule, ...]:
    """The rules that TOML text defines and no others; None means the rules of the package.

    `folder` is where the text is written to, since rules are read from files.
    """
    if text is None:
        return load_rules()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "rules.toml"
    file.write_text(text, encoding="utf-8")
    return tuple(rule for rule in load_rules([str(file)]) if rule.origin != "built-in")


# What the example says.


def hold_outcome(migration: Migration, expected: Expected) -> None:
    """Fail unless the report and the changed files are exactly the expected ones."""
    report = migration.fix
    _same_text(outcome(report, expected.lines), tuple(map(str, expected.lines)), "report")
    found = tuple(f"{error.path} {error.code}" for error in report.errors)
    _same_text(found, expected.errors, "errors")
    for note in expected.notes:
        assert any(note in said for said in report.notes), (
            f"no note of the report says {note!r}: {report.notes}"
        )
    changed = migration.changed()
    for path in sorted({*changed, *expected.after}):
        got = changed.get(path, migration.before[path])
        want = expected.after.get(path, migration.before[path])
        _same_text(_shown(got), _shown(want), path)
        assert got == want, f"{path}: the text is right, the bytes are not"


def outcome(report: Report, wanted: Iterable[Line] = ()) -> tuple[str, ...]:
    """The sites of a report in the form of a `report` section, sorted as in the report.

    A detail is shown where `wanted` has details of that sort for the line; mentions are shown when
    `wanted` has one at all.
    """
    lines = tuple(wanted)
    mentions = any(_is_mention(line) for line in lines)
    sorts = {(line.path, line.line): {d.split()[0] for d in line.details} for line in lines}
    return tuple(
        str(_line(site, sorts.get((site.location.path, site.location.line), set())))
        for site in report.sites
        if mentions or site.status is not Status.MENTION
    )


def _is_mention(line: Line) -> bool:
    return line.outcome.startswith(Kind.MENTION.value)


def _line(site: Site, sorts: set[str]) -> Line:
    codes = sorted({reason.code for reason in site.reasons})
    words = [site.kind.value, site.status.value, *codes]
    if site.kind.value == site.status.value:
        del words[0]
    details = (text for sort, text in _details(site) if sort in sorts)
    return Line(site.location.path, site.location.line, " ".join(words), tuple(details))


def _details(site: Site) -> Iterator[tuple[str, str]]:
    if site.applicability is not None:
        yield "applicability", f"applicability {site.applicability.label}"
    for frame in site.via:
        yield "via", f"via {frame.path} {frame.scope}"
    for edit in site.edits:
        where = f"{edit.location.path}:{edit.location.line}:{edit.location.column}"
        yield "edit", f"edit {where} {json.dumps(edit.before)} -> {json.dumps(edit.after)}"
    for reason in site.reasons:
        yield "because", f"because {reason.code} {reason.path}:{reason.line}"
    for note in site.notes:
        if note.startswith("rests on"):
            yield "rests", note


def _same_text(got: Sequence[str], want: Sequence[str], what: str) -> None:
    """Fail with one readable difference, the wanted text first."""
    if tuple(got) != tuple(want):
        rows = [f"- {row}" for row in want if row not in got]
        rows += [f"+ {row}" for row in got if row not in want]
        rows = rows or [f"- {list(want)}", f"+ {list(got)}"]
        raise AssertionError("\n".join((f"{what} (- expected, + found):", *rows)))


def _shown(data: bytes) -> tuple[str, ...]:
    return tuple(data.decode("utf-8", "backslashreplace").split("\n"))


# What every rewrite promises.


def hold_promises(migration: Migration) -> None:
    """Fail unless the run kept every promise that does not depend on the example."""
    _hold_check(migration)
    _hold_edits(migration)
    _hold_unresolved(migration)
    _hold_second(migration)
    for path in migration.changed():
        _hold_parses(path, migration.after[path])
    for report in (migration.check, migration.fix, migration.second):
        json.dumps(dataclasses.asdict(report))
        assert list(report.sites) == sorted(report.sites, key=lambda site: site.sort_key)


def _hold_check(migration: Migration) -> None:
    """A check writes nothing and says fixable, with the same edits, where the fix changes."""
    assert migration.checked == migration.before, "check mode wrote to a file"
    fixable = {_identity(site): site.edits for site in _with(migration.check, Status.FIXABLE)}
    changed = {_identity(site): site.edits for site in _with(migration.fix, Status.CHANGED)}
    assert fixable == changed, "check calls other sites fixable than fix changes"
    assert not _with(migration.fix, Status.FIXABLE), "a fixable site was not changed"
    assert not _with(migration.check, Status.CHANGED), "check mode calls a site changed"
    rest = [site for site in migration.check.sites if site.status not in _TODO]
    assert rest == [site for site in migration.fix.sites if site.status not in _TODO]


def _hold_edits(migration: Migration) -> None:
    """The files differ by the edits of the changed sites and by nothing else."""
    edits = edits_made(migration.fix)
    for site in _with(migration.fix, Status.CHANGED):
        assert site.edits, f"{_where(site.location)} is changed without an edit"
    changes = {change.path: change for change in migration.fix.changes}
    assert set(changes) == {edit.location.path for edit in edits} == set(migration.changed())
    for path, change in changes.items():
        own = [edit for edit in edits if edit.location.path == path]
        for edit in own:
            _hold_position(change, edit)
        assert _applied(change.before, own) == change.after, f"{path}: not what the edits say"
        assert decode(migration.before[path]) == change.before
        assert decode(migration.after[path]) == change.after
        assert _has_bom(migration.before[path]) == _has_bom(migration.after[path])


def edits_made(report: Report) -> list[Edit]:
    """The edits of all changed sites, each once, in order."""
    return sorted({edit for site in _with(report, Status.CHANGED) for edit in site.edits})


def _hold_position(change: FileChange, edit: Edit) -> None:
    where = edit.location
    assert change.before[edit.start : edit.end] == edit.before, f"{_where(where)}: wrong span"
    assert edit.before != edit.after, f"{_where(where)}: an edit without effect"
    start, end = _position(change.before, edit.start), _position(change.before, edit.end)
    assert ((where.line, where.column), (where.end_line, where.end_column)) == (start, end)


def _position(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of an offset; a form feed does not end a line."""
    starts = [0, *(match.end() for match in _NEWLINE.finditer(text) if match.end() <= offset)]
    return len(starts), offset - starts[-1] + 1


def _applied(text: str, edits: Sequence[Edit]) -> str:
    end = len(text)
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        assert edit.end <= end, f"{_where(edit.location)}: overlaps the edit behind it"
        text = text[: edit.start] + edit.after + text[edit.end :]
        end = edit.start
    return text


def _hold_unresolved(migration: Migration) -> None:
    """No edit lands in a site that is left alone; such a site says why."""
    edits = edits_made(migration.fix)
    touched = {edit.location.path for edit in edits}
    left = [site for site in migration.fix.sites if site.status is not Status.CHANGED]
    for site in left:
        inside = [edit for edit in edits if _within(edit.location, site.location)]
        assert not inside or site.status is Status.MENTION, f"{_where(site.location)} was edited"
        if site.status is Status.UNRESOLVED:
            assert site.reasons, f"{_where(site.location)} is unresolved without a reason"
    for path in {site.location.path for site in left} - touched:
        assert migration.after[path] == migration.before[path]


def _within(inner: Location, outer: Location) -> bool:
    return (
        inner.path == outer.path
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )


def _hold_second(migration: Migration) -> None:
    """A second fix has nothing to do, and still sees what the first one left."""
    assert not migration.second.changes, "the second run makes an edit"
    assert migration.again == migration.after, "the second run wrote to a file"
    assert not [site for site in migration.second.sites if site.status in _TODO]
    left = _left(migration.fix)
    assert _left(migration.second) == left, "the second run reports other sites than were left"


def _left(report: Report) -> list[str]:
    """What a person still has to decide. A replacement may contain the old path (`ignored`)."""
    kept = (Status.UNRESOLVED, Status.SUPPRESSED)
    return [str(_line(site, set())) for site in report.sites if site.status in kept]


def _hold_parses(path: str, data: bytes) -> None:
    """Python accepts the file; where it is newer than the running Python, libcst does."""
    if not path.endswith((".py", ".pyi", ".pyw")):
        return
    try:
        ast.parse(data, path)
    except SyntaxError:
        libcst.parse_module(data)


def decode(data: bytes) -> str:
    """The text of a Python file as the report counts it: decoded, without byte order mark."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:  # a text file that is not Python
        encoding = "utf-8"
    return data.decode(encoding).removeprefix(_BOM)


def _has_bom(data: bytes) -> bool:
    return data.startswith(_BOM.encode())


def _with(report: Report, status: Status) -> list[Site]:
    return [site for site in report.sites if site.status is status]


def _identity(site: Site) -> tuple[str, int, int, str]:
    where = site.location
    return (where.path, where.line, where.column, site.kind.value)


def _where(location: Location) -> str:
    return f"{location.path}:{location.line}:{location.column}"


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Within: `folder` is the working directory of this process."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
