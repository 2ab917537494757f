"""Fixes that the user chooses: one site by its fingerprint, or unsafe ones one by one."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from migrator.cli import run

HEAD = 'import requests\n\nURL = "https://api.awork.com/api/v1/timeentries/"\n\n\n'
SAFE = 'def safe(ids):\n    requests.post(URL + "delete", json={"ids": ids})\n\n\n'
UNSAFE = (
    "def unsafe_{0}(ids):\n"
    '    answer = requests.post(URL + "delete", json={{"ids": ids, "n": {0}}})\n'
    "    return answer.status_code == 204\n\n\n"
)
UNKNOWN = 'def unknown(body):\n    requests.post(URL + "delete", json=body)\n'
TEXT = HEAD + SAFE + UNSAFE.format(1) + UNSAFE.format(2) + UNKNOWN


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    Path("a.py").write_text(TEXT)
    return tmp_path


def fixed() -> list[str]:
    """The functions of a.py that call the replacement."""
    found = []
    for part in Path("a.py").read_text().split("def ")[1:]:
        if "batch/delete" in part:
            found.append(part.partition("(")[0])
    return found


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def fingerprint(scope: str) -> str:
    run(["check", "--quiet", "--report", "json=../r.json", "a.py"])
    sites = json.loads(Path("../r.json").read_text())["sites"]
    return next(str(site["fingerprint"]) for site in sites if site["scope"] == scope)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("y\ny\n", ["safe", "unsafe_1", "unsafe_2"]),
        ("n\ny\n", ["safe", "unsafe_2"]),
        ("YES\nno\n", ["safe", "unsafe_1"]),
        ("a\n", ["safe", "unsafe_1", "unsafe_2"]),
        ("n\na\n", ["safe", "unsafe_2"]),
        ("q\n", ["safe"]),
        ("y\nq\n", ["safe", "unsafe_1"]),
        ("", ["safe"]),
        ("y\n", ["safe", "unsafe_1"]),
        ("\nwhat\ny\nn\n", ["safe", "unsafe_1"]),
    ],
)
def test_what_is_said_is_done(
    monkeypatch: pytest.MonkeyPatch, said: str, expected: list[str]
) -> None:
    answers(monkeypatch, said)
    assert run(["fix", "--isolated", "--interactive", "."]) == 1
    assert fixed() == expected


def test_each_question_shows_the_reason_and_the_change(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "y\nn\n")
    run(["fix", "--isolated", "--interactive", "--quiet", "."])
    first, second, _ = capfd.readouterr().out.split("Make this change? ")
    assert first.startswith("Unsafe fix 1 of 2\n\na.py:11:14: AWK001 POST /timeentries/delete")
    assert "[status-compared]" in first
    assert '+    answer = requests.post(URL + "batch/delete", json={"timeEntryIds": ids' in first
    assert ".status_code in (204, 207)" in first
    assert "Unsafe fix 2 of 2" in second
    assert "unsafe_1" not in second.partition("Unsafe fix 2")[2]


def test_nothing_is_asked_where_nothing_is_unsafe(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("a.py").write_text(HEAD + SAFE)
    answers(monkeypatch, "")
    assert run(["fix", "--isolated", "--interactive", "."]) == 0
    assert "Make this change?" not in capfd.readouterr().out


def test_sites_that_share_an_edit_are_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = HEAD.replace('entries/"', 'entries/delete"')
    Path("a.py").write_text(
        shared + (UNSAFE.format(1) + UNSAFE.format(2)).replace('URL + "delete"', "URL")
    )
    answers(monkeypatch, "y\n")
    assert run(["fix", "--isolated", "--interactive", "."]) == 0
    assert Path("a.py").read_text().count("in (204, 207)") == 2


@pytest.mark.parametrize("scope", ["safe", "unsafe_1", "unsafe_2"])
@pytest.mark.parametrize("length", [12, None])
def test_one_site_is_fixed_and_no_other(scope: str, length: int | None) -> None:
    name = fingerprint(scope)[:length]
    assert run(["fix", "--site", name, "."]) == 1
    assert fixed() == [scope]
    assert run(["fix", "--site", name, "."]) == 2


def test_two_equal_sites_are_told_apart() -> None:
    Path("a.py").write_text(HEAD + SAFE + SAFE.replace("def safe", "def other"))
    assert run(["fix", "--site", fingerprint("other"), "."]) == 1
    assert fixed() == ["other"]


def test_what_shares_the_edit_of_a_site_comes_along() -> None:
    shared = HEAD.replace('entries/"', 'entries/delete"') + SAFE.replace('URL + "delete"', "URL")
    Path("a.py").write_text(shared + SAFE.replace('URL + "delete"', "URL").replace("safe", "both"))
    assert run(["fix", "--site", fingerprint("both"), "."]) == 0
    assert Path("a.py").read_text().count("timeEntryIds") == 2


def test_a_diff_of_one_site_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    name = fingerprint("unsafe_1")
    capfd.readouterr()
    assert run(["fix", "--diff", "--site", name, "."]) == 1
    assert capfd.readouterr().out.count("\n+ ") == 2
    assert Path("a.py").read_text() == TEXT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--site", "feed"), "no site has the fingerprint feed"),
        (("--interactive", "--site", "feed"), "--interactive asks about files"),
        (("--interactive", "--diff"), "--interactive asks about files"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    arguments: tuple[str, ...], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["fix", *arguments, "."]) == 2
    assert message in capfd.readouterr().err
    assert Path("a.py").read_text() == TEXT


def test_a_site_without_a_fix_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    name = fingerprint("unknown")
    capfd.readouterr()
    assert run(["fix", "--site", name, "."]) == 2
    message = capfd.readouterr().err
    assert "a.py:21 is unresolved (body-not-visible), and no fix for it is known" in message
    assert Path("a.py").read_text() == TEXT
