"""The text report, as a person sees it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrator.model import Excerpt, FileChange, Location, Mode, Report, Status
from migrator.report import concise
from migrator.report.text import TextOptions, render
from tests.report.sample import ALL, CLEAN, FIXABLE, RULE, UNRESOLVED, UNSAFE, insertion, site

GOLDENS = Path(__file__).parent / "goldens"


def only(*sites: object, mode: Mode = Mode.CHECK) -> Report:
    return replace(CLEAN, sites=sites, mode=mode)  # type: ignore[arg-type]


def test_the_whole_report_is_the_golden_one() -> None:
    assert render(ALL) == (GOLDENS / "text.txt").read_text(encoding="utf-8")


def test_verbose_lists_what_needs_nobody_and_what_was_left_out() -> None:
    text = render(ALL, TextOptions(verbose=True))
    assert text == (GOLDENS / "verbose.txt").read_text(encoding="utf-8")


def test_quiet_leaves_out_the_summary_and_nothing_else() -> None:
    quiet = render(ALL, TextOptions(quiet=True))
    assert render(ALL).startswith(quiet)
    assert "Found" not in quiet
    assert render(CLEAN, TextOptions(quiet=True)) == ""


def test_a_clean_run_says_so() -> None:
    assert render(CLEAN) == "All clear: nothing to migrate in 1 file.\n"


def test_colour_changes_nothing_but_colour() -> None:
    import re

    colored = render(ALL, TextOptions(color=True))
    assert "\x1b[1;31mTST001\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render(ALL)


def test_a_changed_site_says_where_it_moved_and_carries_its_note() -> None:
    changed = replace(FIXABLE, status=Status.CHANGED)
    text = render(only(changed, mode=Mode.FIX))
    assert "src/api.py:9:5: TST001 moved to POST /things/batch/delete\n" in text
    assert "= done: insert 'batch/'; line 12: 'ids' becomes 'itemIds'" in text
    assert "\n\nTST001 note: Read the answer.\n\n" in text
    assert "Found 1 use of deprecated endpoints: 1 changed.\n" in text
    assert "[*]" not in text


def test_a_diff_run_says_that_nothing_was_written() -> None:
    assert "[*] 1 would be changed; nothing was written." in render(only(FIXABLE, mode=Mode.DIFF))


def test_the_caret_stands_under_wide_characters_and_tabs() -> None:
    source = '\tlog("日本", "/things/delete")'
    start = source.index('"/things')
    text = render(
        only(
            site(Status.UNRESOLVED, line=9, source=source, column=start + 1, end_column=start + 17)
        )
    )
    caret = text.splitlines()[2]
    assert caret == "  | \t" + " " * (len('log("", ') + 4) + "^" * 16


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = render(
        only(
            site(
                Status.UNRESOLVED,
                line=9,
                source='x = "\x1b[31m/things/delete"',
                path="a\nb\udcff.py",
            )
        )
    )
    assert "\x1b" not in text
    assert "\\x1b[31m" in text
    assert "a\\nb\\udcff.py:9:5: " in text


def test_a_long_site_is_cut() -> None:
    lines = tuple(f"line {number}" for number in range(1, 21))
    where = Location("a.py", 1, 1, 20, 8)
    text = render(only(replace(UNRESOLVED, location=where, excerpt=Excerpt(1, lines))))
    assert " 8 | line 8\n" in text
    assert "line 9\n" not in text
    assert "| (12 more lines)" in text
    assert text.count("^") == len("line 1")


def test_context_lines_around_a_site_are_not_shown() -> None:
    excerpt = Excerpt(19, ("before", "    the site", "after"))
    text = render(only(replace(UNRESOLVED, excerpt=excerpt)))
    assert "20 |     the site" in text
    assert "before\n" not in text
    assert "after\n" not in text


def test_statistics_take_the_place_of_sites() -> None:
    text = render(ALL, TextOptions(with_sites=False, with_statistics=True))
    assert "    ^" not in text
    assert text.startswith("1  TST001  call     fixable\n")
    assert "\n6  in all\n" in text
    assert "broken.py:3: error [syntax-error]" in text


def test_a_rule_without_description_still_makes_a_headline() -> None:
    text = render(replace(only(site(Status.FIXABLE, line=9, edits=(insertion(9),))), rules=()))
    assert f"{RULE.code} [*] rule {RULE.code}\n" in text


def test_what_a_rule_says_of_all_its_sites_stands_once_below_them() -> None:
    text = render(only(FIXABLE, replace(FIXABLE, location=Location("z.py", 1, 1, 1, 5))))
    assert text.count("Read the answer.") == 1
    assert text.index("z.py") < text.index("TST001 note: Read the answer.") < text.index("Found 2")


def test_what_is_said_of_one_site_stays_with_it() -> None:
    late = replace(UNRESOLVED, notes=("the comment expired", "Read the answer."))
    assert "  = note: the comment expired\n" in render(only(late, FIXABLE))


def test_no_note_where_no_site_carries_it() -> None:
    assert "note" not in render(only(UNRESOLVED))
    assert "TST001 note" not in render(only(replace(FIXABLE, status=Status.IGNORED)))


def test_a_note_keeps_to_the_width_of_the_terminal() -> None:
    long = replace(RULE, note="Read every word of the answer. " * 9)
    report = replace(only(replace(FIXABLE, notes=(long.note,))), rules=(long,))
    lines = render(report, TextOptions(columns=40)).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("TST001 note: "))
    assert lines[start + 1].startswith(" " * len("TST001 note: ") + "")
    assert max(map(len, lines[start : start + 9])) <= 40


def test_the_concise_form_is_one_line_a_finding_and_the_summary() -> None:
    assert render(ALL, TextOptions(concise=True, quiet=True)).splitlines() == [
        "src/api.py:9:5: TST001 [*] POST /things/delete is deprecated",
        "src/api.py:20:5: TST001 POST /things/delete is deprecated"
        " [body-not-visible, status-compared]",
        "src/api.py:30:5: TST001 POST /things/delete is deprecated (stubbed in a test)"
        " [status-compared]",
        "broken.py:3: error [syntax-error] The file is not valid Python 3.",
        "gone.py: error [not-found] There is no such file.",
    ]
    assert concise.render(ALL).endswith("\n\n" + render(ALL).rpartition("\n\n")[2])


def test_the_concise_form_of_nothing_is_the_summary() -> None:
    assert concise.render(CLEAN) == render(CLEAN)


def test_the_summary_names_the_files_that_changed_and_how_to_look_at_them() -> None:
    changed = replace(
        only(replace(FIXABLE, status=Status.CHANGED), mode=Mode.FIX),
        changes=(FileChange("src/api.py", "a", "b"), FileChange("src/x\x1b.py", "a", "b")),
    )
    named = "Changed 2 files: src/api.py, src/x\\x1b.py"
    assert f"\n{named}.\n" in render(changed)
    assert f"\n{named}; git diff shows what was done.\n" in render(
        changed, TextOptions(in_git=True)
    )


def test_of_many_files_that_changed_ten_are_named() -> None:
    changes = tuple(FileChange(f"m{number}.py", "a", "b") for number in range(12))
    text = render(replace(only(FIXABLE, mode=Mode.FIX), changes=changes))
    assert "Changed 12 files: m0.py, " in text
    assert ", m9.py and 2 more.\n" in text


def test_no_file_is_said_to_have_changed_where_none_was_written() -> None:
    for mode in (Mode.CHECK, Mode.DIFF):
        assert "Changed" not in render(replace(ALL, mode=mode))


def test_what_is_left_is_counted_by_its_first_reason() -> None:
    text = render(only(UNSAFE, UNRESOLVED, replace(UNRESOLVED, reasons=UNSAFE.reasons)))
    assert (
        "3 left to you; awork-migrator explain CODE says what to do:\n"
        "  2  status-compared   The status of the answer is compared with one exact code\n"
        "  1  body-not-visible  The body is built where it cannot be seen\n"
    ) in text
    assert "left to you" not in render(only(FIXABLE))
