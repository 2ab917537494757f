"""`check --add-ignores`: where the comments stand, and that the run after it is clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.cli import run

HEAD = "import requests\n\nURL = 'https://api.awork.com/api/v1/timeentries/delete'\n"
CALL = "requests.post(URL, json=payload)"
COMMENT = "  # awork-migrator: ignore[AWK001]"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def added(raw: bytes) -> bytes:
    """The bytes of a file after its comments were written; a check is clean then."""
    Path("a.py").write_bytes(raw)
    assert run(["check", "--isolated", "-q"]) == 1
    assert run(["check", "--isolated", "-q", "--add-ignores"]) == 0
    after = Path("a.py").read_bytes()
    assert run(["check", "--isolated", "-q", "--fail-on", "unresolved,unused-ignore"]) == 0
    assert run(["check", "--isolated", "-q", "--add-ignores"]) == 0
    assert Path("a.py").read_bytes() == after
    return after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{CALL}\n", f"{CALL}{COMMENT}\n"),
        (CALL, f"{CALL}{COMMENT}"),
        (f"{CALL}   \n", f"{CALL}   {COMMENT.lstrip()}\n"),
        (f"{CALL}  # noqa: S113\n", f"{CALL}  # noqa: S113{COMMENT}\n"),
        (
            f"{CALL}  # awork-migrator: ignore[XYZ1]: later\n",
            f"{CALL}  # awork-migrator: ignore[XYZ1, AWK001]: later\n",
        ),
        (
            f"{CALL}  # awork-migrator: ignore until 2020-01-01: old\n",
            f"{CALL}  # awork-migrator: ignore until 2020-01-01: old{COMMENT}\n",
        ),
        (
            f"{CALL}  # awork-migrator: ignore[AWK001] until 2020-01-01\n",
            f"{CALL}  # awork-migrator: ignore[AWK001] until 2020-01-01{COMMENT}\n",
        ),
        (f"a = 1; {CALL}; {CALL}\n", f"a = 1; {CALL}; {CALL}{COMMENT}\n"),
        (f"a = \\\n    {CALL}\n", f"a = \\\n    {CALL}{COMMENT}\n"),
        (f"a = '''\n#''' + {CALL}.url\n", f"a = '''\n#''' + {CALL}.url{COMMENT}\n"),
        (f"a = {CALL}.url + '''\n'''\n", f"a = {CALL}.url + '''\n'''{COMMENT}\n"),
        (f"({CALL}, # here\n  1)\n", f"({CALL}, # here\n  1){COMMENT}\n"),
        (f"if {CALL}.ok: # yes\n\tpass\n", f"if {CALL}.ok: # yes{COMMENT}\n\tpass\n"),
        (f"while {CALL}.ok: pass\n", f"while {CALL}.ok: pass{COMMENT}\n"),
        (f"@use({CALL})\ndef f():\n  pass\n", f"@use({CALL}){COMMENT}\ndef f():\n  pass\n"),
        (f"def f(a={CALL}):\n  pass\n", f"def f(a={CALL}):{COMMENT}\n  pass\n"),
        (f"f = lambda payload: {CALL}\n", f"f = lambda payload: {CALL}{COMMENT}\n"),
    ],
)
def test_a_comment_stands_at_the_end_of_the_logical_line(before: str, after: str) -> None:
    if "XYZ1" in before:  # a code that nobody knows stays unused, which is no matter here
        Path("a.py").write_text(HEAD + before, encoding="utf-8")
        assert run(["check", "--isolated", "-q", "--add-ignores"]) == 0
        assert Path("a.py").read_text(encoding="utf-8") == HEAD + after
        return
    assert added((HEAD + before).encode()).decode() == HEAD + after


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_are_kept(newline: str) -> None:
    text = (HEAD + f"{CALL}\n\n").replace("\n", newline)
    assert added(text.encode()).decode() == text.replace(CALL, CALL + COMMENT)


def test_encoding_and_byte_order_mark_are_kept() -> None:
    latin = ("# coding: latin-1\n" + HEAD + f"{CALL}  # \xfcber\n").encode("latin-1")
    assert added(latin) == latin.replace(b" \xfcber", b" \xfcber" + COMMENT.encode())
    marked = b"\xef\xbb\xbf" + (HEAD + CALL).encode()
    assert added(marked) == marked + COMMENT.encode()


def test_the_mode_of_the_file_is_kept() -> None:
    Path("a.py").write_text(HEAD + CALL, encoding="utf-8")
    os.chmod("a.py", 0o750)
    assert run(["check", "--isolated", "--add-ignores"]) == 0
    assert os.stat("a.py").st_mode & 0o777 == 0o750


def test_several_rules_on_a_line_share_a_comment() -> None:
    rule = "[[rule]]\ncode = 'ABC1'\nmethod = 'PUT'\npath = '/a/b'\nreplacement = '/a/c'\n"
    Path("rules.toml").write_text(f"{rule}[rule.body]\nrename = {{ x = 'y' }}\n", encoding="utf-8")
    call = "requests.put('https://x.example.com/a/b', json=payload)"
    Path("a.py").write_text(f"{HEAD}{CALL}; {call}\n", encoding="utf-8")
    assert run(["check", "--isolated", "--rules", "rules.toml", "--add-ignores", "a.py"]) == 0
    expected = f"{HEAD}{CALL}; {call}  # awork-migrator: ignore[ABC1, AWK001]\n"
    assert Path("a.py").read_text(encoding="utf-8") == expected


def test_what_is_fixable_gets_no_comment_and_still_fails() -> None:
    call = "requests.post('http://localhost/timeentries/delete', json={'ids': []})"
    source = f"import requests\n\n{call}\n"
    Path("a.py").write_text(source, encoding="utf-8")
    assert run(["check", "--isolated", "--add-ignores"]) == 1
    assert Path("a.py").read_text(encoding="utf-8") == source


def test_a_file_without_a_place_for_comments_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.json").write_text('{"path": "/timeentries/delete"}\n', encoding="utf-8")
    assert run(["check", "--isolated", "--add-ignores"]) == 1
    assert "a.json:1: no comment can be written here" in capsys.readouterr().out
    assert Path("a.json").read_text(encoding="utf-8") == '{"path": "/timeentries/delete"}\n'


def test_a_read_only_file_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.py").write_text(HEAD + CALL, encoding="utf-8")
    Path("b.py").write_text(HEAD + CALL, encoding="utf-8")
    os.chmod("a.py", 0o444)
    assert run(["check", "--isolated", "--add-ignores"]) == 2
    assert "a.py: error [read-only]" in capsys.readouterr().out
    assert Path("b.py").read_text(encoding="utf-8") == HEAD + CALL + COMMENT


@pytest.mark.parametrize("arguments", [["--diff"], ["-"]])
def test_it_goes_with_nothing_that_writes_nothing(arguments: list[str]) -> None:
    assert run(["check", "--isolated", "--add-ignores", *arguments]) == 2
