"""Suppression comments: what they say, when they hold, and which ones nobody needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrator.config import ConfigError, Options, Settings, load_settings
from migrator.engine import run
from migrator.model import UNUSED_IGNORE, ExitStatus, Mode, Report, Status
from migrator.report.registry import FORMATS, renderer
from migrator.report.verdict import exit_status
from migrator.rules.loader import load_rules

DAY = date(2027, 3, 31)
CHECK = Settings()
HEAD = "import requests\n\nURL = 'https://api.awork.com/api/v1/timeentries/delete'\n\n\n"
CALL = "requests.post(URL, json=payload)"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report_of(source: str, settings: Settings = CHECK, today: date = DAY) -> Report:
    """The report on one file `a.py`."""
    Path("a.py").write_text(source, encoding="utf-8")
    return run(["."], replace(settings, rules=load_rules()), today=today)


def of_call(comment: str, today: date = DAY) -> Report:
    return report_of(f"{HEAD}{CALL}  {comment}\n", today=today)


@pytest.mark.parametrize(
    ("comment", "until", "why"),
    [
        ("# awork-migrator: ignore", "", ""),
        ("#awork-migrator:ignore", "", ""),
        ("# awork-migrator: ignore: see #12", "", "see #12"),
        ("# awork-migrator: ignore[AWK001]", "", ""),
        ("# awork-migrator: ignore[ AWK001 , ABC1]: waiting", "", "waiting"),
        ("# awork-migrator: ignore until 2027-03-31", "2027-03-31", ""),
        (
            "# awork-migrator: ignore[AWK001] until 2027-03-31: waiting for billing: v2  # noqa",
            "2027-03-31",
            "waiting for billing: v2",
        ),
    ],
)
def test_a_comment_says_for_how_long_and_why(comment: str, until: str, why: str) -> None:
    (site,) = of_call(comment).sites
    assert site.status is Status.SUPPRESSED
    assert site.suppression is not None
    said = site.suppression
    assert (said.by, said.until, said.justification) == ("comment", until, why)


@pytest.mark.parametrize(
    "comment",
    [
        "# awork-migrator: ignore[AWK001",
        "# awork-migrator: ignore[]",
        "# awork-migrator: ignore AWK001",
        "# awork-migrator: ignore until soon",
        "# awork-migrator: ignore until 2027-02-30: no such day",
        "# awork-migrator: ignore until 20270331",
        "# awork-migrator: ignore until",
    ],
)
def test_what_is_not_understood_suppresses_nothing_and_is_named(comment: str) -> None:
    report = of_call(comment)
    assert [site.status for site in report.sites] == [Status.UNRESOLVED]
    (note,) = report.notes
    assert note.startswith("a.py:6: the comment suppresses nothing: ")
    assert note.endswith("[unused-ignore]")


@pytest.mark.parametrize("word", ["ignored", "ignore-all", "ignores"])
def test_another_word_is_no_suppression(word: str) -> None:
    report = of_call(f"# awork-migrator: {word}")
    assert [site.status for site in report.sites] == [Status.UNRESOLVED]
    (note,) = report.notes
    assert f"'{word}' is not understood" in note


def test_a_comment_holds_through_its_last_day() -> None:
    comment = "# awork-migrator: ignore until 2027-03-31: billing"
    assert of_call(comment, date(2027, 3, 31)).sites[0].status is Status.SUPPRESSED
    report = of_call(comment, date(2027, 4, 1))
    (site,) = report.sites
    assert site.status is Status.UNRESOLVED
    assert [reason.code for reason in site.reasons] == ["body-not-visible"]
    expected = "the comment that suppressed this expired on 2027-03-31 (billing)"
    assert site.notes[0] == expected
    assert report.notes == ()
    assert exit_status(report, Settings().fail_on) is ExitStatus.FINDINGS


def test_an_expired_comment_does_not_keep_a_safe_edit_back() -> None:
    source = f"{HEAD}requests.post(URL, json={{'ids': []}})  # awork-migrator: ignore until "
    settings = Settings(mode=Mode.FIX)
    report = report_of(f"{source}2020-01-01\n", settings)
    assert [site.status for site in report.sites] == [Status.CHANGED]
    assert "expired on 2020-01-01" in report.sites[0].notes[0]


def test_a_second_comment_on_the_line_takes_the_place_of_an_expired_one() -> None:
    comment = "# awork-migrator: ignore until 2020-01-01: x  # awork-migrator: ignore[AWK001]"
    (site,) = of_call(comment).sites
    assert site.status is Status.SUPPRESSED


@pytest.mark.parametrize(
    "statement",
    [
        f"if {CALL}.ok:  # awork-migrator: ignore\n    pass\n",
        f"if (\n    {CALL}.ok\n):  # awork-migrator: ignore\n    pass\n",
        f"while {CALL}.ok: pass  # awork-migrator: ignore\n",
        f"match {CALL}:  # awork-migrator: ignore\n    case 1:\n        pass\n",
        f"with {CALL} as answer:  # awork-migrator: ignore\n    pass\n",
        f"for x in (  # awork-migrator: ignore\n    {CALL}.links\n):\n    pass\n",
        f"@use({CALL})  # awork-migrator: ignore\ndef f(): pass\n",
        f"text = '''\n''' + {CALL}.url  # awork-migrator: ignore\n",
        f"a = 1; {CALL}  # awork-migrator: ignore\n",
        f"a = \\\n    {CALL}  # awork-migrator: ignore\n",
        f"print(\n    # awork-migrator: ignore\n    {CALL}\n)\n",
    ],
)
def test_a_comment_speaks_for_its_logical_line(statement: str) -> None:
    report = report_of(HEAD + statement)
    assert [site.status for site in report.sites] == [Status.SUPPRESSED]
    assert report.notes == ()


def test_a_comment_on_the_head_does_not_speak_for_the_body() -> None:
    source = f"{HEAD}def f(payload):  # awork-migrator: ignore\n    {CALL}\n"
    report = report_of(source)
    assert [site.status for site in report.sites] == [Status.UNRESOLVED]
    assert report.notes[0].startswith("a.py:6: the comment suppresses nothing; remove it")


def test_a_code_that_is_not_needed_is_named_alone() -> None:
    report = of_call("# awork-migrator: ignore[XYZ1, AWK001]")
    assert report.notes == ("a.py:6: nothing here is to be suppressed for XYZ1 [unused-ignore]",)


def test_nothing_is_said_about_a_rule_that_is_switched_off() -> None:
    settings = Settings(switched_off=frozenset({"XYZ1"}))
    source = "URL = '/timeentries'  # awork-migrator: ignore"
    assert report_of(f"{source}[XYZ1]\n", settings).notes == ()
    assert report_of(f"{source}\n", settings).notes == ()
    assert len(report_of(f"{source}[XYZ2]\n", settings).notes) == 1


def test_a_comment_on_what_needs_nobody_is_unused() -> None:
    source = "import requests\nrequests.get('https://api.awork.com/api/v1/timeentries/delete')"
    report = report_of(f"{source}  # awork-migrator: ignore\n")
    assert [site.status for site in report.sites] == [Status.IGNORED]
    assert len(report.notes) == 1


def test_an_unused_comment_is_a_finding_when_asked_for() -> None:
    settings = load_settings(Mode.CHECK, Options(fail_on=(UNUSED_IGNORE,)), isolated=True)
    assert (settings.fail_on, settings.fail_on_unused_ignore) == (frozenset(), True)
    report = report_of("URL = '/timeentries'  # awork-migrator: ignore\n", settings)
    (site,) = report.sites
    assert (site.rule, site.status) == (UNUSED_IGNORE, Status.UNRESOLVED)
    assert [reason.code for reason in site.reasons] == [UNUSED_IGNORE]
    assert (site.location.line, site.location.column, site.location.end_column) == (1, 23, 47)
    assert report.notes == ()
    assert exit_status(report, settings.fail_on) is ExitStatus.FINDINGS
    for name in FORMATS:
        text = renderer(name)(report)
        assert UNUSED_IGNORE in text
        assert "moved by hand" not in text


def test_an_unknown_word_for_fail_on_is_refused_with_all_words() -> None:
    with pytest.raises(ConfigError, match=r"unused-ignor'.*'unused-ignore'"):
        load_settings(Mode.CHECK, Options(fail_on=("unused-ignor",)), isolated=True)


def test_what_is_switched_off_is_known() -> None:
    table = "code = 'XYZ1'\nmethod = 'POST'\npath = '/a/b'\nreplacement = '/a/c'\n"
    Path("rules.toml").write_text(f"[[rule]]\n{table}", encoding="utf-8")
    given = Options(rules=("rules.toml",), ignore=("XYZ",))
    settings = load_settings(Mode.CHECK, given, isolated=True)
    assert settings.switched_off == {"XYZ1"}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.yml", "path: /timeentries/delete  # awork-migrator: ignore[AWK001]: theirs\n"),
        ("a.js", "post('/timeentries/delete') // awork-migrator: ignore[AWK001]: theirs\n"),
        ("a.xml", "<a b='/timeentries/delete'/> <!-- awork-migrator: ignore: theirs -->\n"),
        ("old.py", "print '/timeentries/delete'  # awork-migrator: ignore[AWK001]: theirs\n"),
    ],
)
def test_a_comment_counts_by_line_where_nothing_is_parsed(name: str, source: str) -> None:
    Path(name).write_text(source, encoding="utf-8")
    report = run(["."], Settings(rules=load_rules()), today=DAY)
    (site,) = report.sites
    assert site.status is Status.SUPPRESSED
    assert site.suppression is not None
    assert site.suppression.justification == "theirs"


def test_a_comment_counts_in_a_file_that_was_reached_by_its_imports() -> None:
    Path("paths.py").write_text("BULK = '/timeentries/delete'\n", encoding="utf-8")
    call = "requests.post('https://api.awork.com/api/v1' + BULK, json=payload)"
    text = f"import requests\nfrom paths import BULK\n{call}  # awork-migrator: ignore\n"
    Path("client.py").write_text(text, encoding="utf-8")
    report = run(["."], Settings(rules=load_rules()), today=DAY)
    assert [(s.location.path, s.status) for s in report.sites] == [("client.py", Status.SUPPRESSED)]
    assert report.notes == ()
