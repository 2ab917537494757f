"""A comment for a whole file: what it leaves alone, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.cli import run

CALL = (
    "import requests\n\n\ndef delete(ids):\n"
    '    requests.post("https://api.awork.com/api/v1/timeentries/delete", json={"ids": ids})\n'
)
COMMENT = "# awork-migrator: ignore-file"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sites(text: str, name: str = "a.py", *more: str) -> list[tuple[str, str]]:
    Path(name).write_text(text)
    run(["check", "--quiet", "--isolated", "--report", "json=../r.json", *more, name])
    return [(s["rule"], s["status"]) for s in json.loads(Path("../r.json").read_text())["sites"]]


@pytest.mark.parametrize(
    "text",
    [
        f"{COMMENT}\n{CALL}",
        f"{CALL}{COMMENT}",
        f"{CALL}\n    {COMMENT}[AWK001]: waiting for billing\n",
        f"# a licence\n\n#awork-migrator:ignore-file until 2999-01-01\n{CALL}",
    ],
)
def test_a_comment_on_a_line_of_its_own_speaks_for_the_file(text: str) -> None:
    assert sites(text) == [("AWK001", "suppressed")]
    assert run(["fix", "--isolated", "a.py"]) == 0
    assert Path("a.py").read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        f"x = 1  {COMMENT}\n{CALL}",
        f'x = """\n{COMMENT}\n"""\n{CALL}',
        f"{COMMENT}[OTHER1]\n{CALL}",
        f"{COMMENT} until 2020-01-01\n{CALL}",
        f"{COMMENT} please\n{CALL}",
        f"{COMMENT}-not\n{CALL}",
    ],
)
def test_what_is_not_such_a_comment_suppresses_nothing(text: str) -> None:
    assert sites(text) == [("AWK001", "fixable")]


def test_other_files_have_comments_of_their_own() -> None:
    assert sites("// awork-migrator: ignore-file\nfetch('/timeentries/delete')\n", "a.js") == [
        ("AWK001", "suppressed")
    ]
    assert sites("<!-- awork-migrator: ignore-file -->\n<x>/timeentries/delete</x>", "a.xml") == [
        ("AWK001", "suppressed")
    ]
    assert sites(f"{COMMENT}\nprint '/timeentries/delete'\n", "old.py") == [
        ("AWK001", "suppressed")
    ]


def test_a_comment_that_suppresses_nothing_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.py").write_text(f'{COMMENT}[OTHER1]\nX = "timeentries"\n')
    assert run(["check", "--isolated", "a.py"]) == 0
    assert "a.py:1: the comment suppresses nothing in this file" in capfd.readouterr().out
    found = sites(f'{COMMENT} please\nX = "timeentries"\n', "b.py", "--fail-on", "unused-ignore")
    assert found == [("unused-ignore", "unresolved")]


def test_a_module_that_was_not_named_is_not_written_when_its_comment_says_so() -> None:
    url = f'{COMMENT}\nURL = "https://api.awork.com/api/v1/timeentries/delete"\n'
    Path("urls.py").write_text(url)
    Path("a.py").write_text(CALL.replace("import requests", "import requests, urls"))
    assert run(["fix", "--isolated", "."]) == 0
    assert Path("urls.py").read_text() == url
    assert "batch/delete" in Path("a.py").read_text()
