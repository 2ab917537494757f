"""The harness finds each broken promise; the migrations are made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from migrator.model import (
    Applicability,
    Edit,
    FileChange,
    Kind,
    Location,
    Mode,
    Reason,
    Report,
    Site,
    Status,
)

from .case import Expected, parse_report
from .harness import Migration, hold_outcome, hold_promises

BEFORE = b"one('old')\r\ntwo('old')\r\n"
AFTER = b"one('new')\r\ntwo('old')\r\n"
EDIT = Edit(Location("a.py", 1, 6, 1, 9), 5, 8, "old", "new")
EXPECTED = Expected(
    after={"a.py": AFTER},
    lines=parse_report("a.py:1 call changed\na.py:2 call unresolved body-null\n", "here"),
)


def _site(line: int, status: Status, *, edits: tuple[Edit, ...] = ()) -> Site:
    reasons = () if edits else (Reason("body-null", "Because.", "a.py", line),)
    return Site(
        fingerprint="f",
        rule="AWK001",
        kind=Kind.CALL,
        status=status,
        applicability=Applicability.SAFE,
        location=Location("a.py", line, 1, line, 11),
        scope="",
        callee=None,
        method=None,
        url=None,
        facets={},
        reasons=reasons,
        edits=edits,
    )


LEFT = _site(2, Status.UNRESOLVED)


def _right() -> Migration:
    change = FileChange("a.py", BEFORE.decode(), AFTER.decode())
    fixable, changed = (
        _site(1, status, edits=(EDIT,)) for status in (Status.FIXABLE, Status.CHANGED)
    )
    return Migration(
        before={"a.py": BEFORE},
        checked={"a.py": BEFORE},
        after={"a.py": AFTER},
        again={"a.py": AFTER},
        check=Report(Mode.CHECK, "0", (fixable, LEFT)),
        fix=Report(Mode.FIX, "0", (changed, LEFT), changes=(change,)),
        second=Report(Mode.FIX, "0", (LEFT,)),
    )


def _fix(migration: Migration, **values: Any) -> Migration:
    return replace(migration, fix=replace(migration.fix, **values))


def _edited(migration: Migration, edit: Edit) -> Migration:
    """The migration with another edit in both reports, so that only its place is wrong."""
    check, fix = (
        replace(report, sites=(replace(report.sites[0], edits=(edit,)), LEFT))
        for report in (migration.check, migration.fix)
    )
    return replace(migration, check=check, fix=fix)


def test_a_right_migration_holds() -> None:
    hold_promises(_right())
    hold_outcome(_right(), EXPECTED)


BROKEN: dict[str, Callable[[Migration], Migration]] = {
    "check wrote": lambda m: replace(m, checked={"a.py": AFTER}),
    "check found less": lambda m: replace(m, check=replace(m.check, sites=(LEFT,))),
    "fix left a fixable site": lambda m: _fix(m, sites=(m.check.sites[0], LEFT)),
    "changed without an edit": lambda m: _edited(m, replace(EDIT, before="", after="")),
    "edit in another column": lambda m: _edited(
        m, replace(EDIT, location=replace(EDIT.location, column=5))
    ),
    "edit at another offset": lambda m: _edited(m, replace(EDIT, start=4)),
    "edit of other text": lambda m: _edited(m, replace(EDIT, after="newer")),
    "edit of a site that is left": lambda m: _fix(
        m, sites=(m.fix.sites[0], replace(LEFT, location=Location("a.py", 1, 1, 1, 11)))
    ),
    "wrote another file": lambda m: replace(m, after={**m.after, "b.py": b""}, again=m.after),
    "newlines changed": lambda m: replace(m, after={"a.py": AFTER.replace(b"\r", b"")}),
    "byte order mark added": lambda m: replace(m, after={"a.py": b"\xef\xbb\xbf" + AFTER}),
    "unresolved without a reason": lambda m: _fix(
        m, sites=(m.fix.sites[0], replace(LEFT, reasons=()))
    ),
    "second run edits": lambda m: replace(m, second=replace(m.second, changes=m.fix.changes)),
    "second run writes": lambda m: replace(m, again={"a.py": BEFORE}),
    "second run forgets": lambda m: replace(m, second=replace(m.second, sites=())),
    "sites not sorted": lambda m: _fix(m, sites=m.fix.sites[::-1]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_is_found(name: str) -> None:
    with pytest.raises(AssertionError):
        hold_promises(BROKEN[name](_right()))


def test_a_result_that_does_not_parse_is_found() -> None:
    edit = replace(EDIT, after="'")
    broken = AFTER.replace(b"new", b"'")
    migration = replace(_edited(_right(), edit), after={"a.py": broken}, again={"a.py": broken})
    change = FileChange("a.py", BEFORE.decode(), broken.decode())
    with pytest.raises(Exception, match=r"unterminated|Syntax"):
        hold_promises(_fix(migration, changes=(change,)))


@pytest.mark.parametrize(
    "expected",
    [
        replace(EXPECTED, lines=EXPECTED.lines[:1]),
        replace(EXPECTED, lines=(*EXPECTED.lines, replace(EXPECTED.lines[0], line=3))),
        replace(
            EXPECTED, lines=(replace(EXPECTED.lines[0], details=("via a.py f",)), EXPECTED.lines[1])
        ),
        replace(EXPECTED, after={}),
        replace(EXPECTED, after={"a.py": AFTER.replace(b"\r", b"")}),
        replace(EXPECTED, errors=("a.py syntax-error",)),
        replace(EXPECTED, notes=("a.py:1",)),
    ],
)
def test_another_outcome_is_found(expected: Expected) -> None:
    with pytest.raises(AssertionError):
        hold_outcome(_right(), expected)
