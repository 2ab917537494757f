"""`--since` leaves the sites that changed lines have to do with."""

from __future__ import annotations

from dataclasses import replace

from migrator.files.git import ChangedLines
from migrator.since import restrict
from tests.formats.sample import CLEAN, FIXABLE, FULL, ODD_PATH, UNRESOLVED_ODD


def lines(path: str, first: int, last: int) -> ChangedLines:
    """The lines `first` to `last` of `path` changed; all files of the sample are tracked."""
    places = [site.location for site in FULL.sites]
    places += [edit.location for site in FULL.sites for edit in site.edits]
    paths = {place.path for place in places}
    paths |= {reason.path for site in FULL.sites for reason in site.reasons}
    return ChangedLines("", {path: ((first, last),)}, frozenset(paths))


def left(changed: ChangedLines) -> list[str]:
    return [site.fingerprint for site in restrict(FULL, changed, "main").sites]


def test_a_site_stays_when_one_of_its_lines_changed() -> None:
    assert left(lines("server/app.py", 12, 12)) == [FULL.sites[0].fingerprint]
    assert left(lines("server/app.py", 1, 11)) == []


def test_a_site_stays_when_the_line_of_an_edit_changed() -> None:
    assert left(lines("src/names with spaces.py", 3, 3)) == [FIXABLE.fingerprint]


def test_a_site_stays_when_the_line_of_a_reason_changed() -> None:
    assert left(lines("src/http client.py", 30, 31)) == [UNRESOLVED_ODD.fingerprint]


def test_a_file_that_is_not_tracked_is_new() -> None:
    changed = replace(lines(ODD_PATH, 900, 901), tracked=frozenset())
    assert restrict(FULL, changed, "main") == FULL


def test_the_others_are_counted_and_errors_stay() -> None:
    narrow = restrict(FULL, lines("server/app.py", 12, 12), "v1.0")
    assert narrow.notes == (
        *FULL.notes,
        "9 sites are left out, because their lines did not change since v1.0",
    )
    assert narrow.errors == FULL.errors


def test_one_left_out_is_counted_as_one() -> None:
    report = replace(CLEAN, sites=(FIXABLE,))
    (note,) = restrict(report, lines("server/app.py", 12, 12), "v1.0").notes
    assert note.startswith("1 site is left out")
