"""The baseline: what is known, what is new, what is gone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.baseline import BaselineError, Entry, apply, dump, entries_of, load
from migrator.model import Report, Site, Status
from tests.formats.sample import BY_COMMENT, CLEAN, FIXABLE, FULL, ROUTE


def everything(path: str) -> bool:
    return True


def nothing(path: str) -> bool:
    return False


def at(site: Site, path: str, line: int = 1) -> Site:
    """The same site, by its fingerprint, in another place."""
    return replace(site, location=replace(site.location, path=path, line=line, end_line=line))


def report_of(*sites: Site) -> Report:
    return replace(CLEAN, sites=sites)


def known(report: Report) -> list[str]:
    """Path and line of the sites that the baseline knows."""
    return [
        f"{site.location.path}:{site.location.line}"
        for site in report.sites
        if site.suppression is not None and site.suppression.by == "baseline"
    ]


def test_a_baseline_of_a_report_makes_all_of_it_known() -> None:
    applied, gone = apply(FULL, entries_of(FULL), everything)
    assert applied.count(Status.FIXABLE) == applied.count(Status.UNRESOLVED) == 0
    assert applied.count(Status.SUPPRESSED) == FULL.count(Status.SUPPRESSED) + 5
    assert applied.count(Status.CHANGED) == FULL.count(Status.CHANGED)
    assert gone == []


def test_what_a_comment_suppresses_is_not_written() -> None:
    assert entries_of(report_of(BY_COMMENT)) == []


def test_a_new_site_is_not_known() -> None:
    applied, _ = apply(report_of(FIXABLE, ROUTE), entries_of(report_of(ROUTE)), everything)
    assert [site.status for site in applied.sites] == [Status.FIXABLE, Status.SUPPRESSED]


def test_lines_do_not_matter() -> None:
    moved = at(ROUTE, ROUTE.location.path, line=999)
    applied, gone = apply(report_of(moved), entries_of(report_of(ROUTE)), everything)
    assert (len(known(applied)), gone) == (1, [])


def test_of_two_equal_sites_one_is_new() -> None:
    entries = entries_of(report_of(at(ROUTE, "a.py", 1)))
    applied, _ = apply(report_of(at(ROUTE, "a.py", 1), at(ROUTE, "a.py", 9)), entries, everything)
    assert known(applied) == ["a.py:1"]


def test_the_file_that_the_baseline_names_is_the_known_one() -> None:
    entries = entries_of(report_of(at(ROUTE, "b.py")))
    applied, _ = apply(report_of(at(ROUTE, "a.py"), at(ROUTE, "b.py")), entries, everything)
    assert known(applied) == ["b.py:1"]


def test_a_renamed_file_is_known() -> None:
    entries = entries_of(report_of(at(ROUTE, "old.py")))
    applied, gone = apply(report_of(at(ROUTE, "new.py")), entries, everything)
    assert (known(applied), gone) == (["new.py:1"], [])


def test_a_copy_is_new_when_the_original_is_there_but_not_part_of_the_run() -> None:
    entries = entries_of(report_of(at(ROUTE, "original.py")))
    applied, gone = apply(report_of(at(ROUTE, "copy.py")), entries, nothing)
    assert (known(applied), gone) == ([], [])


def test_a_site_of_another_rule_is_not_known() -> None:
    entries = entries_of(report_of(replace(ROUTE, rule="TST002")))
    applied, gone = apply(report_of(ROUTE), entries, everything)
    assert (known(applied), len(gone)) == ([], 1)


def test_what_is_gone_is_listed_when_the_run_would_have_seen_it() -> None:
    entries = entries_of(report_of(at(ROUTE, "a.py"), at(FIXABLE, "b.py")))
    _, gone = apply(report_of(), entries, lambda path: path == "a.py")
    assert [entry.path for entry in gone] == ["a.py"]


def test_paths_are_relative_to_the_folder_of_the_baseline() -> None:
    entries = entries_of(report_of(at(ROUTE, "src/a.py")))
    text = dump(entries, "config")
    assert json.loads(text)["sites"][0]["path"] == "../src/a.py"
    assert load(text, "config/baseline.json") == entries


def test_a_baseline_has_no_lines_and_is_the_same_whatever_the_order() -> None:
    there = dump(entries_of(FULL), "")
    moved = [at(site, site.location.path, 500 + index) for index, site in enumerate(FULL.sites)]
    assert dump(entries_of(replace(FULL, sites=tuple(reversed(moved)))), "") == there


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not a baseline of version 1"),
        ('{"version": 2, "sites": []}', "not a baseline of version 1"),
        ('{"version": 1}', "is damaged"),
        ('{"version": 1, "sites": [1]}', "is damaged"),
        ('{"version": 1, "sites": [{"fingerprint": 1}]}', "is damaged"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BaselineError, match=words) as caught:
        load(text, "known.json")
    assert "known.json" in str(caught.value)


_SITES = st.lists(
    st.builds(
        lambda fingerprint, path, line: at(replace(ROUTE, fingerprint=fingerprint), path, line),
        st.sampled_from("xyz"),
        st.sampled_from(["a.py", "b/c.py", "../d.py"]),
        st.integers(1, 9),
    ),
    max_size=8,
)


@given(_SITES, _SITES)
def test_every_entry_is_used_once_or_gone(before: list[Site], after: list[Site]) -> None:
    entries = entries_of(report_of(*before))
    applied, gone = apply(report_of(*after), entries, everything)
    assert len(known(applied)) + len(gone) == len(entries)
    left = [site.fingerprint for site in applied.sites if site.status is Status.UNRESOLVED]
    assert not set(left) & {entry.fingerprint for entry in gone}


@given(_SITES)
def test_a_baseline_can_be_read_again(sites: list[Site]) -> None:
    entries = entries_of(report_of(*sites))
    assert load(dump(entries, "x/y"), "x/y/known.json") == entries
    assert all(isinstance(entry, Entry) for entry in entries)
